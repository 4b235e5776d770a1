import { BreakHostedLockDocument, CompactHostedDocument } from '../generated/borgwarehouse/repositories.ts'
import { enveloped, type Refusal } from './answer.ts'
import { requireCredential, requireKey, requireMethod, translate } from './checks.ts'
import { programFailed, requireId, requireSlug } from './repository-routes.ts'
import type { Route } from './route.ts'

/** @param end of what the script printed */
const notInitialized = (program: string, slug: string, end = ''): Refusal =>
  programFailed(3, program, `The repository ${slug} does not exist or has never been initialized.${end}`)

/** Failures that mean that no client has made the repository yet. */
const missing = new Set(['REPOSITORY_NOT_FOUND', 'REPOSITORY_INVALID', 'REPOSITORY_MISSING'])

export const maintenanceRoutes: readonly Route[] = [
  {
    path: '/api/v1/repositories/:slug/compact',
    methods: ['POST'],
    async handle(call) {
      requireCredential(call)
      requireMethod(call, 'POST')
      if (!call.settings.mayCompact) throw enveloped(403, 'Compaction is disabled on this server')
      const slug = requireSlug(call)
      const run = call.as(await requireKey(call, 'UPDATE'))
      const id = await requireId(run, slug, `Repository with name ${slug} not found`)
      const { compactsAppendOnly } = call.settings
      const input = {
        repositoryId: id,
        onConflict: 'REJECT' as const,
        confirmAppendOnly: compactsAppendOnly,
      }
      // The request stays open until the job is over, as it did on the old server; when the client goes away, the job goes on.
      const { startCompact } = await translate(run(CompactHostedDocument, { input }), {
        APPEND_ONLY: () =>
          enveloped(
            403,
            'Repository is append-only: compaction would make deletions of its clients final. Confirm it over GraphQL (startCompact with confirmAppendOnly), or start the server with BORGWAREHOUSE_COMPACT_APPEND_ONLY=true.',
          ),
        REPOSITORY_BUSY: () => enveloped(409, 'A compaction is already running for this repository'),
        FORBIDDEN: () => enveloped(403, 'Insufficient permissions'),
      })
      const { status, failure } = startCompact.finishedJob
      if (failure && missing.has(failure.code)) throw notInitialized('compactRepo.sh', slug)
      if (status !== 'COMPLETED' && status !== 'COMPLETED_WITH_WARNINGS')
        throw programFailed(2, 'compactRepo.sh', failure?.message ?? 'The compaction was cancelled.')
      return { status: 200, message: `Repository ${slug} has been compacted` }
    },
  },
  {
    path: '/api/v1/repositories/:slug/break-lock',
    methods: ['POST'],
    async handle(call) {
      requireCredential(call)
      requireMethod(call, 'POST')
      const slug = requireSlug(call)
      const run = call.as(await requireKey(call, 'UPDATE'))
      const repositoryId = await requireId(run, slug, `Repository with name ${slug} not found`)
      const input = { repositoryId, confirmForeignHost: true }
      await translate(run(BreakHostedLockDocument, { input }), {
        CONFLICT: ({ message }) => enveloped(409, message),
        FORBIDDEN: ({ reason, message }) =>
          enveloped(403, reason === 'LOCK_BREAKING_DISABLED' ? message : 'Insufficient permissions'),
        UNAVAILABLE: ({ message }) => enveloped(500, message),
        INVALID_INPUT: ({ params }) =>
          missing.has(String(params.failure))
            ? notInitialized('breakLockRepo.sh', slug, '\n')
            : programFailed(2, 'breakLockRepo.sh', 'Borg could not break the lock.\n'),
      })
      return { status: 200, message: `Lock on repository ${slug} has been released` }
    },
  },
]
