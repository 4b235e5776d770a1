import type { GraphqlFailure, Run } from '../execute.ts'
import {
  AccountDocument,
  ChangeOwnPasswordDocument,
  ChangePreferencesDocument,
  ChangeProfileDocument,
  StorageTargetsDocument,
  WizardEnvDocument,
} from '../generated/borgwarehouse/account.ts'
import { enveloped, messaged, type Refusal } from './answer.ts'
import { fieldsOf } from './body.ts'
import { requireMethod, requireSession, translate } from './checks.ts'
import type { Call, Route } from './route.ts'
import { badRequest, notLoggedIn, sent } from './token-routes.ts'

const unexpected = () => messaged(422, 'Unexpected data')

/** What the pages need to show commands: all of it texts (contract borgwarehouse, 4.9). */
async function wizardEnv(run: Run) {
  const { hosting } = await run(WizardEnvDocument, {})
  const fingerprint = (type: string) =>
    hosting.hostKeyFingerprints.find(each => each.type === type)?.fingerprint ?? ''
  return {
    UNIX_USER: hosting.sshUser,
    FQDN: hosting.host,
    SSH_SERVER_PORT: String(hosting.port),
    FQDN_LAN: hosting.lanHost ?? '',
    SSH_SERVER_PORT_LAN: hosting.lanPort == null ? '' : String(hosting.lanPort),
    SSH_SERVER_FINGERPRINT_RSA: fingerprint('RSA'),
    SSH_SERVER_FINGERPRINT_ED25519: fingerprint('ED25519'),
    SSH_SERVER_FINGERPRINT_ECDSA: fingerprint('ECDSA'),
    HIDE_SSH_PORT: String(hosting.hidePort),
    DISABLE_INTEGRATIONS: String(!hosting.integrations),
    DISABLE_DELETE_REPO: String(!hosting.mayDelete),
    DISABLE_COMPACT_REPO: String(!hosting.mayCompact),
  }
}

const refusals: Record<string, (failure: GraphqlFailure) => Refusal> = {
  EMAIL_TAKEN: () => messaged(400, 'Email already exists'),
  NAME_TAKEN: () => messaged(400, 'Username already exists'),
  INVALID_INPUT: ({ fields }) =>
    fields.currentPassword
      ? messaged(400, 'Old password is incorrect.')
      : messaged(422, Object.values(fields).join(' ') || 'Unexpected data'),
  NO_LOCAL_PASSWORD: ({ message }) => messaged(400, message),
  RATE_LIMITED: () => messaged(429, 'Too many requests. Please try again later.'),
  FORBIDDEN: ({ message }) => messaged(403, message),
}

async function changeEmail(run: Run, { email }: Readonly<Record<string, unknown>>) {
  if (typeof email !== 'string' || email === '') throw unexpected()
  const { viewer } = await run(AccountDocument, {})
  // One's own counts, too.
  if (viewer?.email === email) throw messaged(400, 'Email already exists')
  await translate(run(ChangeProfileDocument, { input: { email } }), refusals)
}

async function changeUsername(
  run: Run,
  { username }: Readonly<Record<string, unknown>>,
  rule: RegExp,
  text: string,
) {
  if (typeof username !== 'string') throw unexpected()
  if (!rule.test(username)) throw messaged(422, text)
  await translate(run(ChangeProfileDocument, { input: { username } }), refusals)
}

async function changePassword(run: Run, { oldPassword, newPassword }: Readonly<Record<string, unknown>>) {
  if (typeof oldPassword !== 'string' || typeof newPassword !== 'string') throw unexpected()
  const input = { currentPassword: oldPassword, newPassword }
  await translate(run(ChangeOwnPasswordDocument, { input }), refusals)
}

/** Method first, then the session: most of these routes. */
const sessionRoute = (
  path: Route['path'],
  method: 'GET' | 'PUT',
  work: (run: Run, fields: Readonly<Record<string, unknown>>, call: Call) => Promise<object>,
): Route => ({
  path,
  methods: [method],
  async handle(call) {
    requireMethod(call, method)
    return work(call.as(await requireSession(call)), fieldsOf(call.body), call)
  },
})

/** The older ones: session first, in words of their own. */
const legacyRoute = (
  path: Route['path'],
  method: 'GET' | 'PUT',
  work: (run: Run, fields: Readonly<Record<string, unknown>>) => Promise<object>,
): Route => ({
  path,
  methods: [method],
  async handle(call) {
    const run = call.as(await requireSession(call, notLoggedIn()))
    if (call.method !== method) throw badRequest()
    return work(run, fieldsOf(call.body))
  },
})

const thenSent = (work: Promise<void>) => work.then(() => sent)

export const accountRoutes: readonly Route[] = [
  sessionRoute('/api/v1/account/wizard-env', 'GET', wizardEnv),
  {
    path: '/api/v1/account/date-format',
    methods: ['GET', 'PUT'],
    async handle(call) {
      const run = call.as(await requireSession(call))
      requireMethod(call, 'GET', 'PUT')
      if (call.method === 'GET') {
        const { viewer } = await run(AccountDocument, {})
        return { dateFormat: viewer?.preferences?.dateFormat ?? 'locale' }
      }
      const { dateFormat } = fieldsOf(call.body)
      const wrong = () => messaged(422, 'Invalid date format value.')
      if (typeof dateFormat !== 'string') throw wrong()
      await translate(run(ChangePreferencesDocument, { input: { dateFormat } }), { INVALID_INPUT: wrong })
      return sent
    },
  },
  sessionRoute('/api/v1/account/email', 'PUT', (run, fields) => thenSent(changeEmail(run, fields))),
  sessionRoute('/api/v1/account/username', 'PUT', (run, fields) =>
    thenSent(
      changeUsername(
        run,
        fields,
        /^[a-zA-Z0-9._-]{1,64}$/,
        'Allowed: letters, numbers, dots, underscores and hyphens (1–64 characters).',
      ),
    ),
  ),
  sessionRoute('/api/v1/account/password', 'PUT', (run, fields) => thenSent(changePassword(run, fields))),
  {
    path: '/api/v1/storage-targets',
    methods: ['GET'],
    async handle(call) {
      const run = call.as(await requireSession(call))
      requireMethod(call, 'GET')
      const { storageTargets } = (await run(StorageTargetsDocument, {})).hosting
      return { storageTargets: storageTargets.map(({ path, name }) => ({ path, name })) }
    },
  },
  {
    path: '/api/v1/storage-targets/status',
    methods: ['GET'],
    async handle(call) {
      const run = call.as(await requireSession(call))
      requireMethod(call, 'GET')
      const { storageTargets } = (
        await translate(run(StorageTargetsDocument, {}), {
          UNAVAILABLE: ({ message }) => enveloped(500, message),
        })
      ).hosting
      return {
        statuses: storageTargets.map(({ path, name, isOnline }) => ({
          path,
          status: isOnline ? 'online' : 'unreachable',
          name,
        })),
      }
    },
  },
  legacyRoute('/api/account/getWizardEnv', 'GET', async run => {
    const { DISABLE_DELETE_REPO: _, DISABLE_COMPACT_REPO: __, ...older } = await wizardEnv(run)
    return { wizardEnv: older }
  }),
  legacyRoute('/api/account/updateEmail', 'PUT', (run, fields) => {
    if (typeof fields.email === 'string' && !/^[^\s@]+@[^\s@]+$/.test(fields.email))
      throw messaged(400, 'Your email is not valid')
    return thenSent(changeEmail(run, fields))
  }),
  legacyRoute('/api/account/updateUsername', 'PUT', async (run, fields) => {
    const { username } = fields
    if (typeof username === 'string' && !/^[a-z]{5,15}$/.test(username))
      throw messaged(400, 'Only a-z characters are allowed (5 to 15 char.)')
    return thenSent(changeUsername(run, fields, /^/, ''))
  }),
  legacyRoute('/api/account/updatePassword', 'PUT', (run, fields) => thenSent(changePassword(run, fields))),
]
