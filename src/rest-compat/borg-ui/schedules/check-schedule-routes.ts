import { z } from 'zod'
import { GraphqlFailure, type Run } from '../../execute.ts'
import {
  CheckSchedulesDocument,
  SetCheckScheduleDocument,
  SetRestoreCheckScheduleDocument,
} from '../../generated/borg-ui/schedules.ts'
import { globalId } from '../../global-ids.ts'
import type { ErrorTable } from '../protocol/error-table.ts'
import { route } from '../protocol/route.ts'
import { valueErrors } from '../protocol/validation.ts'
import { repositoryErrors } from '../repositories/repository-errors.ts'
import { repositoryId } from '../repositories/repository-input.ts'
import { laxBoolean, laxNumber } from '../values/lax.ts'
import { splitWords } from '../values/shell-words.ts'
import {
  type CheckedRepository,
  checkAsSent,
  checkOf,
  checkShape,
  derivedCheckOf,
  derivedRestoreCheckOf,
  flatCheckOf,
  flatCheckShape,
  flatRestoreCheckOf,
  flatRestoreCheckShape,
  restoreCheckAsSent,
  restoreCheckOf,
  restoreCheckShape,
} from './check-schedule-shapes.ts'
import { timingErrors } from './schedule-errors.ts'

const shared = { tag: 'Repositories', access: 'signed-in' as const, params: repositoryId }

const errors = (failed: string): ErrorTable => ({
  ...repositoryErrors,
  ...timingErrors('repo.invalidCronExpression'),
  'INVALID_INPUT:paths': { status: 400, key: 'repo.invalidRestoreCheckPaths' },
  INTERNAL: { status: 500, key: failed },
})

/** Where this dialect has the fields of the schema. */
const locations = {
  isEnabled: ['body', 'schedule_enabled'],
  flags: ['body', 'check_extra_flags'],
  maxDuration: ['body', 'max_duration'],
}

async function find(run: Run, id: number): Promise<CheckedRepository> {
  const { repository } = await run(CheckSchedulesDocument, { id: globalId('ManagedRepository', id) })
  if (repository && 'databaseId' in repository) return repository as CheckedRepository
  throw new GraphqlFailure({ message: 'No such repository.', extensions: { code: 'NOT_FOUND' } })
}

/** What both kinds take. Absent or null: unchanged. */
const timing = {
  cron_expression: z.string().nullish().meta({ description: 'Empty: none' }),
  timezone: z.string().nullish(),
  schedule_enabled: laxBoolean().nullish(),
  notify_on_success: laxBoolean().nullish(),
  notify_on_failure: laxBoolean().nullish(),
}

const readTiming = (id: number, body: z.output<z.ZodObject<typeof timing>>) => ({
  repositoryId: globalId('ManagedRepository', id),
  // To the schema null would be a wish to clear it.
  ...(body.cron_expression == null ? {} : { cronExpression: body.cron_expression }),
  timezone: body.timezone ?? null,
  isEnabled: body.schedule_enabled ?? null,
  notifyOnSuccess: body.notify_on_success ?? null,
  notifyOnFailure: body.notify_on_failure ?? null,
})

/** What a request sent, by field of the answer. An empty cron expression removes the schedule, and is read as null. */
const sentTiming = (body: z.output<z.ZodObject<typeof timing>>, kind: 'check' | 'restore_check') =>
  ({
    [`${kind}_cron_expression`]: body.cron_expression || undefined,
    [`${kind}_timezone`]: body.timezone ?? undefined,
    timezone: body.timezone ?? undefined,
    [`${kind}_schedule_enabled`]: body.schedule_enabled ?? undefined,
    [`notify_on_${kind}_success`]: body.notify_on_success ?? undefined,
    [`notify_on_${kind}_failure`]: body.notify_on_failure ?? undefined,
  }) as Record<string, unknown>

const getCheck = route({
  ...shared,
  method: 'get',
  path: '/api/repositories/{repo_id}/check-schedule',
  summary: 'When a repository is checked',
  success: { status: 200, description: 'The schedule, or what it would be', answer: flatCheckShape },
  errors: errors('repo.failedToGetCheckSchedule'),
  handle: async ({ params, run }) => flatCheckOf(await find(run, params.repo_id)),
})

const setCheck = route({
  ...shared,
  method: 'put',
  path: '/api/repositories/{repo_id}/check-schedule',
  summary: 'Say when a repository is checked',
  body: {
    kind: 'json',
    schema: z.object({
      ...timing,
      max_duration: laxNumber().nullish().meta({ description: 'Seconds; 0: no limit' }),
      check_extra_flags: z.string().nullish(),
    }),
  },
  success: {
    status: 200,
    description: 'As it is now',
    answer: z.strictObject({ success: z.literal(true), repository: checkShape }),
  },
  errors: {
    ...errors('repo.failedToUpdateCheckSchedule'),
    'INVALID_INPUT:UNLIMITED_DURATION_NEEDED': {
      status: 422,
      key: 'repo.checkFlagsRequireUnlimitedDuration',
      params: ({ params }) => ({ flags: params.flags }),
    },
  },
  locations,
  async handle({ params, body, run }) {
    const flags = body.check_extra_flags == null ? null : splitWords(body.check_extra_flags)
    if (body.check_extra_flags != null && flags === null)
      throw valueErrors({ flags: 'No closing quotation' }, () => ['body', 'check_extra_flags'], body)
    await run(SetCheckScheduleDocument, {
      input: {
        ...readTiming(params.repo_id, body),
        maxDurationSeconds: body.max_duration ?? null,
        flags,
      },
    })
    const changed = await find(run, params.repo_id)
    const { databaseId: id, asSent: kept } = changed.checkSchedule!
    await checkAsSent.keep(
      run,
      { type: 'Schedule', id },
      { shown: derivedCheckOf(changed), kept },
      {
        ...sentTiming(body, 'check'),
        check_max_duration: body.max_duration ?? undefined,
        check_extra_flags: body.check_extra_flags ?? undefined,
      },
    )
    return { success: true as const, repository: checkOf(await find(run, params.repo_id)) }
  },
})

const getRestoreCheck = route({
  ...shared,
  method: 'get',
  path: '/api/repositories/{repo_id}/restore-check-schedule',
  summary: 'When restoring from a repository is tried',
  success: { status: 200, description: 'The schedule, or what it would be', answer: flatRestoreCheckShape },
  errors: errors('repo.failedToGetRestoreCheckSchedule'),
  handle: async ({ params, run }) => flatRestoreCheckOf(await find(run, params.repo_id)),
})

const setRestoreCheck = route({
  ...shared,
  method: 'put',
  path: '/api/repositories/{repo_id}/restore-check-schedule',
  summary: 'Say when restoring from a repository is tried',
  body: {
    kind: 'json',
    schema: z.object({
      ...timing,
      paths: z.array(z.string()).nullish(),
      full_archive: laxBoolean().nullish(),
    }),
  },
  success: {
    status: 200,
    description: 'As it is now',
    answer: z.strictObject({ success: z.literal(true), repository: restoreCheckShape }),
  },
  errors: errors('repo.failedToUpdateRestoreCheckSchedule'),
  locations,
  async handle({ params, body, run }) {
    await run(SetRestoreCheckScheduleDocument, {
      input: {
        ...readTiming(params.repo_id, body),
        // Scripts name paths as they are on disk; in an archive they have no slash in front.
        paths: body.paths?.map(path => path.replace(/^\/+/, '')) ?? null,
        fullArchive: body.full_archive ?? null,
      },
    })
    const changed = await find(run, params.repo_id)
    const { databaseId: id, asSent: kept } = changed.restoreCheckSchedule!
    await restoreCheckAsSent.keep(
      run,
      { type: 'Schedule', id },
      { shown: derivedRestoreCheckOf(changed), kept },
      {
        ...sentTiming(body, 'restore_check'),
        restore_check_paths: body.paths ?? undefined,
        restore_check_full_archive: body.full_archive ?? undefined,
      },
    )
    return { success: true as const, repository: restoreCheckOf(await find(run, params.repo_id)) }
  },
})

/** When repositories are checked. */
export const checkScheduleRoutes = [getCheck, setCheck, getRestoreCheck, setRestoreCheck]
