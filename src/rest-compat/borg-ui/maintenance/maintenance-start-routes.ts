import { z } from 'zod'
import {
  StartCheckDocument,
  StartCompactDocument,
  StartPruneDocument,
} from '../../generated/borg-ui/maintenance.ts'
import { globalId } from '../../global-ids.ts'
import { refuse } from '../protocol/problem.ts'
import { route } from '../protocol/route.ts'
import { valueErrors } from '../protocol/validation.ts'
import { repositoryId } from '../repositories/repository-input.ts'
import { jobStatus } from '../values/job-shapes.ts'
import { laxBoolean, laxNumber } from '../values/lax.ts'
import { splitWords } from '../values/shell-words.ts'
import { checkErrors, compactErrors, invalidKeepWithin, pruneErrors } from './maintenance-errors.ts'
import { pruneResultShape, waitForPrune } from './prune-dry-run.ts'

const tag = 'Maintenance'

const started = <Message extends string>(message: Message) =>
  z.strictObject({ job_id: z.int(), status: z.literal('pending'), message: z.literal(message) })

const checkStarted = 'backend.success.repo.checkJobStarted'
const compactStarted = 'backend.success.repo.compactJobStarted'
const pruneStarted = 'backend.success.repo.pruneJobStarted'

const checkBody = z
  .object({
    max_duration: laxNumber().nullish().meta({ description: 'Seconds; default 3600, 0: no limit' }),
    check_extra_flags: z.string().nullish().meta({ description: 'Options of `borg check`' }),
  })
  .optional()

const check = route({
  method: 'post',
  path: '/api/repositories/{repo_id}/check',
  tag,
  summary: 'Start a check',
  access: 'signed-in',
  params: repositoryId,
  body: { kind: 'json', schema: checkBody },
  success: { status: 200, description: 'Queued', answer: started(checkStarted) },
  errors: checkErrors,
  locations: { maxDurationSeconds: ['body', 'max_duration'], flags: ['body', 'check_extra_flags'] },
  async handle({ params, body, run }) {
    const flags = splitWords(body?.check_extra_flags ?? '')
    if (!flags)
      throw valueErrors({ flags: 'No closing quotation' }, () => ['body', 'check_extra_flags'], body)
    const { job } = (
      await run(StartCheckDocument, {
        input: {
          repositoryId: globalId('ManagedRepository', params.repo_id),
          onConflict: 'REJECT',
          maxDurationSeconds: body?.max_duration ?? 3600,
          flags,
        },
      })
    ).startCheck
    return { job_id: job.databaseId, status: 'pending', message: checkStarted } as const
  },
})

const compact = route({
  method: 'post',
  path: '/api/repositories/{repo_id}/compact',
  tag,
  summary: 'Start a compaction, which frees the space of deleted archives',
  access: 'signed-in',
  params: repositoryId,
  success: { status: 200, description: 'Queued', answer: started(compactStarted) },
  errors: compactErrors,
  async handle({ params, run }) {
    const input = {
      repositoryId: globalId('ManagedRepository', params.repo_id),
      onConflict: 'REJECT' as const,
    }
    const { job } = (await run(StartCompactDocument, { input })).startCompact
    return { job_id: job.databaseId, status: 'pending', message: compactStarted } as const
  },
})

const keep = (count: number) => laxNumber().default(count)

const pruneBody = z.object({
  keep_hourly: keep(0),
  keep_daily: keep(7),
  keep_weekly: keep(4),
  keep_monthly: keep(6),
  keep_quarterly: keep(0),
  keep_yearly: keep(1),
  keep_within: z.unknown().optional().meta({ description: 'A text such as `2d`, or null' }),
  dry_run: laxBoolean().default(false),
})

const pruneAnswer = z.union([
  started(pruneStarted),
  z.strictObject({
    job_id: z.int(),
    status: jobStatus.meta({ description: 'Mostly `completed`' }),
    dry_run: z.literal(true),
    prune_result: pruneResultShape,
  }),
])

const prune = route({
  method: 'post',
  path: '/api/repositories/{repo_id}/prune',
  tag,
  summary: 'Start the deletion of archives by a rule; with dry_run, wait for what would go',
  access: 'signed-in',
  params: repositoryId,
  body: { kind: 'json', schema: pruneBody },
  success: { status: 200, description: 'Queued; or the result of the dry run', answer: pruneAnswer },
  errors: pruneErrors,
  refusals: [invalidKeepWithin],
  locations: {
    retention: ['body'],
    ...Object.fromEntries(
      ['hourly', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly'].map(period => [
        `retention.${period}`,
        ['body', `keep_${period}`],
      ]),
    ),
  },
  async handle({ params, body, run }) {
    const { keep_within: within = null, dry_run: dryRun } = body
    if (within !== null && typeof within !== 'string') throw refuse(invalidKeepWithin)
    const { job } = (
      await run(StartPruneDocument, {
        input: {
          repositoryId: globalId('ManagedRepository', params.repo_id),
          onConflict: 'REJECT',
          dryRun,
          retention: {
            hourly: body.keep_hourly,
            daily: body.keep_daily,
            weekly: body.keep_weekly,
            monthly: body.keep_monthly,
            quarterly: body.keep_quarterly,
            yearly: body.keep_yearly,
            within: within?.trim() || null,
          },
        },
      })
    ).startPrune
    if (dryRun)
      return { job_id: job.databaseId, dry_run: true as const, ...(await waitForPrune(run, job.id)) }
    return { job_id: job.databaseId, status: 'pending', message: pruneStarted } as const
  },
})

/** Starting checks, compactions and prunings. */
export const maintenanceStartRoutes = [check, compact, prune]
