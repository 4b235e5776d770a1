import type { Run } from '../execute.ts'
import { CheckHealthDocument, ProbeHostedDocument } from '../generated/borgwarehouse/cron.ts'
import { enveloped } from './answer.ts'
import { requireMethod, requireSession, translate } from './checks.ts'
import type { Call, Route } from './route.ts'

/**
 * The key is the second word of the header, as ever, or `?key=`, as the old server's own sample crontab has it (contract borgwarehouse,
 * section 13). Everything else is 401, also a wrong method.
 *
 * @throws Refusal 401
 */
function requireCronKey(call: Call): Run {
  const key = call.caller.secret ?? call.query.get('key')
  const isKnownMethod = call.method === 'POST' || call.method === 'GET'
  const session = key && isKnownMethod ? call.authenticateCron(key) : null
  if (!session) throw enveloped(401, 'Unauthorized')
  return call.as(session)
}

/** Looks whether repositories were changed, then whether they are fresh enough. @returns how many of them a client has made */
async function checkStatus(run: Run): Promise<number> {
  const { probeHostedRepositories } = await run(ProbeHostedDocument, { input: { what: 'MODIFICATION' } })
  await run(CheckHealthDocument, {})
  return probeHostedRepositories.made
}

/** Measures all repositories. @returns how many there are, made or not */
const measure = async (run: Run): Promise<number> =>
  (await run(ProbeHostedDocument, { input: { what: 'STORAGE' } })).probeHostedRepositories.probed

/** Two looks at once do no harm here: nobody is told that one is running already. */
const legacyCron = (
  path: Route['path'],
  work: (run: Run) => Promise<number>,
  texts: { done: string; none: string; failed: string },
): Route => ({
  path,
  methods: ['GET', 'POST'],
  async handle(call) {
    const run = requireCronKey(call)
    const found = await translate(work(run), { UNAVAILABLE: () => enveloped(500, texts.failed) })
    // The public page knows one answer alone.
    return { success: found > 0 || call.settings.statuses === 'documented' ? texts.done : texts.none }
  },
})

const cron = (path: Route['path'], work: (run: Run) => Promise<number>, name: string): Route => ({
  path,
  methods: ['GET', 'POST'],
  async handle(call) {
    const run = requireCronKey(call)
    const found = await translate(work(run), {
      UNAVAILABLE: ({ message }) => enveloped(500, message),
    })
    const said =
      found > 0 ? `${name} cron executed successfully` : `${name} cron executed. No repository to check.`
    return { status: 200, message: said }
  },
})

export const cronRoutes: readonly Route[] = [
  legacyCron('/api/cronjob/checkStatus', checkStatus, {
    done: 'Status cron has been executed.',
    none: 'Status cron has been executed. No repository to check.',
    failed: "API error : can't update the status.",
  }),
  legacyCron('/api/cronjob/getStorageUsed', measure, {
    done: 'Storage cron has been executed.',
    none: 'No repositories to analyse yet.',
    failed: 'Error on getting storage, contact the administrator.',
  }),
  cron('/api/v1/cron/status', checkStatus, 'Status'),
  cron('/api/v1/cron/storage', measure, 'Storage'),
  {
    path: '/api/v1/repositories/refresh',
    methods: ['POST'],
    async handle(call) {
      requireMethod(call, 'POST')
      const run = call.as(await requireSession(call))
      const rules = {
        FORBIDDEN: () => enveloped(403, 'Insufficient permissions'),
        UNAVAILABLE: ({ message }: { message: string }) => enveloped(500, message),
      }
      const found = await translate(run(ProbeHostedDocument, { input: { what: 'MODIFICATION' } }), rules)
      await translate(measure(run), rules)
      const isEmpty = found.probeHostedRepositories.probed === 0
      return {
        status: 200,
        message: isEmpty ? 'No repository to refresh.' : 'Repositories refreshed successfully.',
      }
    },
  },
]
