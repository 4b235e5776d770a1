import { z } from 'zod'
import type { CheckSchedulesQuery } from '../../generated/borg-ui/schedules.ts'
import { dateOrNull } from '../protocol/text-formats.ts'
import { asSent } from '../values/as-sent.ts'
import { date } from '../values/job-shapes.ts'
import { joinWords } from '../values/shell-words.ts'

/** A repository with its two check schedules. */
export type CheckedRepository = Extract<CheckSchedulesQuery['repository'], { databaseId: number }>

const checkKeys = {
  check_cron_expression: z.string().nullable(),
  check_schedule_enabled: z.boolean(),
  check_timezone: z.string(),
  timezone: z.string(),
  last_scheduled_check: date().nullable(),
  next_scheduled_check: date().nullable(),
  check_max_duration: z.int(),
  check_extra_flags: z.string().nullable(),
  notify_on_check_success: z.boolean(),
  notify_on_check_failure: z.boolean(),
}

const flatKeys = { repository_id: z.int(), repository_name: z.string(), repository_path: z.string() }

/** `GET …/check-schedule` */
export const flatCheckShape = z.strictObject({ ...flatKeys, ...checkKeys, enabled: z.boolean() })
/** `repository` of `PUT …/check-schedule` */
export const checkShape = z.strictObject({ id: z.int(), name: z.string(), ...checkKeys })

const restoreCheckKeys = {
  restore_check_cron_expression: z.string().nullable(),
  restore_check_schedule_enabled: z.boolean(),
  restore_check_timezone: z.string(),
  timezone: z.string(),
  restore_check_paths: z.array(z.string()),
  restore_check_full_archive: z.boolean(),
  restore_check_canary_enabled: z.boolean(),
  restore_check_mode: z.enum(['canary', 'probe_paths', 'full_archive']),
  last_restore_check: date().nullable(),
  last_scheduled_restore_check: date().nullable(),
  next_scheduled_restore_check: date().nullable(),
  notify_on_restore_check_success: z.boolean(),
  notify_on_restore_check_failure: z.boolean(),
}

/** `GET …/restore-check-schedule` */
export const flatRestoreCheckShape = z.strictObject({
  ...flatKeys,
  ...restoreCheckKeys,
  enabled: z.boolean(),
})
/** `repository` of `PUT …/restore-check-schedule` */
export const restoreCheckShape = z.strictObject({ id: z.int(), name: z.string(), ...restoreCheckKeys })

const flatOf = ({ databaseId, name, path }: CheckedRepository) => ({
  repository_id: databaseId,
  repository_name: name,
  repository_path: path,
})

/** What a repository has of which nothing was ever said. */
const never = { cronExpression: null, timezone: 'UTC', isEnabled: false, lastRunAt: null, nextRunAt: null }
const neverNotified = { notifyOnSuccess: false, notifyOnFailure: true }

/** A check schedule as the server derives it, whatever a client sent. */
export function derivedCheckOf({ checkSchedule }: CheckedRepository) {
  const schedule = checkSchedule ?? never
  const check = checkSchedule?.check ?? { maxDurationSeconds: 3600, flags: [], ...neverNotified }
  return {
    check_cron_expression: schedule.cronExpression,
    check_schedule_enabled: schedule.isEnabled,
    check_timezone: schedule.timezone,
    timezone: schedule.timezone,
    last_scheduled_check: dateOrNull(schedule.lastRunAt),
    next_scheduled_check: dateOrNull(schedule.nextRunAt),
    check_max_duration: check.maxDurationSeconds,
    check_extra_flags: check.flags.length === 0 ? null : joinWords(check.flags),
    notify_on_check_success: check.notifyOnSuccess,
    notify_on_check_failure: check.notifyOnFailure,
  }
}

export const checkOf = (repository: CheckedRepository): z.output<typeof checkShape> => ({
  id: repository.databaseId,
  name: repository.name,
  ...checkKeysOf(repository),
})

export const flatCheckOf = (repository: CheckedRepository): z.output<typeof flatCheckShape> => ({
  ...flatOf(repository),
  ...checkKeysOf(repository),
  enabled: isActive(repository.checkSchedule),
})

/** A restore check schedule as the server derives it, whatever a client sent. */
export function derivedRestoreCheckOf({ restoreCheckSchedule, lastRestoreCheckAt }: CheckedRepository) {
  const schedule = restoreCheckSchedule ?? never
  const check = restoreCheckSchedule?.restoreCheck ?? { paths: [], fullArchive: false, ...neverNotified }
  const mode: z.output<typeof restoreCheckShape>['restore_check_mode'] = check.fullArchive
    ? 'full_archive'
    : check.paths.length > 0
      ? 'probe_paths'
      : 'canary'
  return {
    restore_check_cron_expression: schedule.cronExpression,
    restore_check_schedule_enabled: schedule.isEnabled,
    restore_check_timezone: schedule.timezone,
    timezone: schedule.timezone,
    restore_check_paths: [...check.paths],
    restore_check_full_archive: check.fullArchive,
    restore_check_canary_enabled: mode === 'canary',
    restore_check_mode: mode,
    last_restore_check: dateOrNull(lastRestoreCheckAt),
    last_scheduled_restore_check: dateOrNull(schedule.lastRunAt),
    next_scheduled_restore_check: dateOrNull(schedule.nextRunAt),
    notify_on_restore_check_success: check.notifyOnSuccess,
    notify_on_restore_check_failure: check.notifyOnFailure,
  }
}

export const restoreCheckOf = (repository: CheckedRepository): z.output<typeof restoreCheckShape> => ({
  id: repository.databaseId,
  name: repository.name,
  ...restoreCheckKeysOf(repository),
})

export const flatRestoreCheckOf = (
  repository: CheckedRepository,
): z.output<typeof flatRestoreCheckShape> => ({
  ...flatOf(repository),
  ...restoreCheckKeysOf(repository),
  enabled: isActive(repository.restoreCheckSchedule),
})

/** What clients sent about check schedules. */
export const checkAsSent = asSent<ReturnType<typeof derivedCheckOf>>()
export const restoreCheckAsSent = asSent<ReturnType<typeof derivedRestoreCheckOf>>()

const checkKeysOf = (repository: CheckedRepository) =>
  checkAsSent.show(derivedCheckOf(repository), repository.checkSchedule?.asSent ?? null)

const restoreCheckKeysOf = (repository: CheckedRepository) =>
  restoreCheckAsSent.show(derivedRestoreCheckOf(repository), repository.restoreCheckSchedule?.asSent ?? null)

const isActive = (schedule: { cronExpression: string | null; isEnabled: boolean } | null) =>
  schedule?.isEnabled === true && schedule.cronExpression !== null
