import { z } from 'zod'
import { type Run, unlessNotFound } from '../../execute.ts'
import { RepositoryIdDocument } from '../../generated/borg-ui/schedules.ts'
import type { RetentionRuleInput } from '../../generated/schema.ts'
import { globalId } from '../../global-ids.ts'
import { refuse } from '../protocol/problem.ts'
import { sentOf } from '../values/as-sent.ts'
import { laxBoolean, laxInt, laxNumber } from '../values/lax.ts'
import { invalidMode, unknownRepository } from './schedule-errors.ts'

/** The path parameter of routes about one schedule. */
export const scheduleId = z.object({ job_id: laxInt() })

const parameters = () => z.record(z.string(), z.unknown()).nullish()

/** What can be said about a schedule, all of it optional. Null is the same as absent, an empty text clears. */
const settings = {
  cron_expression: z
    .string()
    .nullish()
    .meta({ description: '5, 6 (seconds first) or 7 (year last) columns' }),
  schedule_mode: z.string().nullish().meta({ description: 'cron, or availability, which never fires here' }),
  availability_check_interval_minutes: laxNumber().nullish(),
  min_success_interval_minutes: laxNumber().nullish(),
  timezone: z.string().nullish().meta({ description: 'IANA name' }),
  repository: z.string().nullish().meta({ description: 'Path of a registered repository' }),
  repository_id: laxInt().nullish(),
  repository_ids: z.array(laxInt()).nullish().meta({ description: 'Wins over the other two' }),
  enabled: laxBoolean().nullish(),
  description: z.string().nullish(),
  archive_name_template: z.string().nullish(),
  run_repository_scripts: laxBoolean().nullish(),
  pre_backup_script_id: laxNumber().nullish(),
  post_backup_script_id: laxNumber().nullish(),
  pre_backup_script_parameters: parameters(),
  post_backup_script_parameters: parameters(),
  run_prune_after: laxBoolean().nullish(),
  run_compact_after: laxBoolean().nullish(),
  prune_keep_hourly: laxNumber().nullish(),
  prune_keep_daily: laxNumber().nullish(),
  prune_keep_weekly: laxNumber().nullish(),
  prune_keep_monthly: laxNumber().nullish(),
  prune_keep_quarterly: laxNumber().nullish(),
  prune_keep_yearly: laxNumber().nullish(),
  prune_keep_within: z.string().nullish(),
}

/** `POST /api/schedule/` */
export const createBody = z.object({ name: z.string(), ...settings })
/** `PUT /api/schedule/{job_id}` */
export const updateBody = z.object({ name: z.string().nullish(), ...settings })
export type ScheduleBody = z.output<typeof updateBody>

/** What a request sent, by field of the answer. Repositories are answered by what they are, in three ways. */
export const sentSettings = ({
  repository: _path,
  repository_id: _id,
  repository_ids: _ids,
  ...body
}: ScheduleBody) => sentOf(body, Object.keys(body) as (keyof typeof body)[])

/** Input fields of the schema that have other names in these bodies. */
export const scheduleLocations = {
  ...Object.fromEntries(
    ['hourly', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly', 'within'].map(period => [
      `retention.${period}`,
      ['body', `prune_keep_${period}`],
    ]),
  ),
  retention: ['body', 'run_prune_after'],
  'legacy.preBackupScriptParameters': ['body', 'pre_backup_script_parameters'],
  'legacy.postBackupScriptParameters': ['body', 'post_backup_script_parameters'],
}

/** What the schema takes as the default, too. */
const defaultRule = { hourly: 0, daily: 7, weekly: 4, monthly: 6, quarterly: 0, yearly: 1, within: null }

/**
 * The settings as the schema takes them.
 *
 * @param before the retention rule that stands, of which a request may change a part
 * @throws Problem 422 `invalidMode`
 */
export function readSchedule(body: ScheduleBody, before: RetentionRuleInput = defaultRule) {
  return {
    ...given({
      name: body.name,
      cronExpression: body.cron_expression,
      timezone: body.timezone,
      isEnabled: body.enabled,
      description: body.description,
      archiveNameTemplate: body.archive_name_template,
      pruneAfter: body.run_prune_after,
      compactAfter: body.run_compact_after,
    }),
    retention: readRule(body, before),
    legacy: given({
      mode: readMode(body.schedule_mode),
      availabilityCheckIntervalMinutes: body.availability_check_interval_minutes,
      minSuccessIntervalMinutes: body.min_success_interval_minutes,
      runRepositoryScripts: body.run_repository_scripts,
      preBackupScriptId: body.pre_backup_script_id,
      postBackupScriptId: body.post_backup_script_id,
      preBackupScriptParameters: textOf(body.pre_backup_script_parameters),
      postBackupScriptParameters: textOf(body.post_backup_script_parameters),
    }),
  }
}

function readRule(body: ScheduleBody, before: RetentionRuleInput): RetentionRuleInput {
  const within = body.prune_keep_within ?? before.within
  return {
    hourly: body.prune_keep_hourly ?? before.hourly,
    daily: body.prune_keep_daily ?? before.daily,
    weekly: body.prune_keep_weekly ?? before.weekly,
    monthly: body.prune_keep_monthly ?? before.monthly,
    quarterly: body.prune_keep_quarterly ?? before.quarterly,
    yearly: body.prune_keep_yearly ?? before.yearly,
    within: within?.trim() || null,
  }
}

function readMode(mode: string | null | undefined): 'CRON' | 'AVAILABILITY' | null {
  if (mode == null) return null
  if (mode === 'cron') return 'CRON'
  if (mode === 'availability') return 'AVAILABILITY'
  throw refuse(invalidMode)
}

const textOf = (value: object | null | undefined) => (value == null ? null : JSON.stringify(value))

/**
 * Global ids of the repositories that a request names, by whichever of three ways; null when it names none.
 *
 * @throws Problem 404 `repositoryNotFound` for one that does not exist, or not for this caller
 */
export async function readRepositories(run: Run, body: ScheduleBody): Promise<string[] | null> {
  const one = body.repository_id ?? (body.repository || null)
  const named = body.repository_ids ?? (one === null ? null : [one])
  if (!named) return null
  const ids: string[] = []
  for (const id of new Set(named)) {
    const by = typeof id === 'string' ? { path: id } : { id: globalId('ManagedRepository', id) }
    const found = (await unlessNotFound(run(RepositoryIdDocument, { by })))?.repository
    if (!found) throw refuse(unknownRepository, { id })
    ids.push(globalId('ManagedRepository', found.databaseId))
  }
  return ids
}

/** Without null and undefined, for which the schema has meanings of its own. */
const given = <Input extends object>(input: Input) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value != null)) as {
    [Key in keyof Input]?: NonNullable<Input[Key]>
  }
