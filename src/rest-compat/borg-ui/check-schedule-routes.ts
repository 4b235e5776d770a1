import { z } from 'zod'
import { GraphqlFailure, type Run } from '../execute.ts'
import { globalId } from '../global-ids.ts'
import {
  type CheckedRepository,
  checkOf,
  checkShape,
  flatCheckOf,
  flatCheckShape,
  flatRestoreCheckOf,
  flatRestoreCheckShape,
  restoreCheckOf,
  restoreCheckShape,
} from './check-schedule-shapes.ts'
import type { ErrorTable } from './error-table.ts'
import { laxBoolean, laxNumber } from './lax.ts'
import { repositoryErrors } from './repository-errors.ts'
import { repositoryId } from './repository-input.ts'
import { route } from './route.ts'
import { timingErrors } from './schedule-errors.ts'
import {
  CheckSchedulesDocument,
  SetCheckScheduleDocument,
  SetRestoreCheckScheduleDocument,
} from './schedules.generated.ts'
import { splitWords } from './shell-words.ts'
import { valueErrors } from './validation.ts'

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
    return { success: true as const, repository: restoreCheckOf(await find(run, params.repo_id)) }
  },
})

/** When repositories are checked. */
export const checkScheduleRoutes = [getCheck, setCheck, getRestoreCheck, setRestoreCheck]
