import type { Kysely } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { unusable } from '../borg/option-values.ts'
import { readCheckFlags } from '../jobs/check-flags.ts'
import { lockRepository } from '../jobs/jobs.ts'
import { requireVerb } from '../kernel/access.ts'
import { hostedRefusal } from '../kernel/errors.ts'
import { Mistakes } from '../kernel/mistakes.ts'
import { areTooMany, maxArgumentBytes } from '../kernel/paths.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { blank, type Draft, reviseTiming, type TimingInput } from './schedule-input.ts'
import {
  defaultOptions,
  type Notifications,
  type ScheduleOptions,
  type ScheduleRow,
  settingsOf,
} from './schedule-options.ts'
import { insertSchedule, lockSchedule, rewriteSchedule } from './schedule-rows.ts'

type CheckKind = 'CHECK' | 'RESTORE_CHECK'

/** Absent: the default, or unchanged. */
export interface CheckScheduleInput extends TimingInput, Partial<Nullable<Notifications>> {
  /** Seconds, 0 for no limit. */
  maxDuration?: number | null | undefined
  flags?: readonly string[] | null | undefined
}

/** Absent: the default, or unchanged. */
export interface RestoreCheckScheduleInput extends TimingInput, Partial<Nullable<Notifications>> {
  paths?: readonly string[] | null | undefined
  fullArchive?: boolean | null | undefined
}

type Nullable<Shape> = { [Key in keyof Shape]: Shape[Key] | null | undefined }

/**
 * Makes or changes the one schedule by which a repository is checked.
 *
 * @throws DomainError `NOT_FOUND`, `FORBIDDEN`, `INVALID_INPUT`, `CONFLICT` `REPOSITORY_HOSTED`
 */
export function setCheckSchedule(
  scope: Scope,
  repositoryId: number,
  input: CheckScheduleInput,
): Promise<ScheduleRow> {
  return upsert(scope, repositoryId, 'CHECK', input, (settings, mistakes) => {
    const maxDuration = input.maxDuration ?? settings.check.maxDuration
    let flags = settings.check.flags
    if (maxDuration < 0 || maxDuration > longestCheck)
      mistakes.add('maxDuration', `Must be between 0 and ${longestCheck}.`)
    mistakes.collect(() => {
      flags = readCheckFlags(input.flags ?? flags, maxDuration)
    })
    return { check: { maxDuration, flags }, ...notifications(settings, input) }
  })
}

/** The same for restore checks. @throws DomainError as {@link setCheckSchedule} */
export function setRestoreCheckSchedule(
  scope: Scope,
  repositoryId: number,
  input: RestoreCheckScheduleInput,
): Promise<ScheduleRow> {
  return upsert(scope, repositoryId, 'RESTORE_CHECK', input, (settings, mistakes) => {
    const paths = input.paths ? [...input.paths] : settings.restoreCheck.paths
    mistakes.add('paths', pathsProblem(paths))
    const fullArchive = input.fullArchive ?? settings.restoreCheck.fullArchive
    return { restoreCheck: { paths, fullArchive }, ...notifications(settings, input) }
  })
}

/** The longest time limit of a check, in seconds: a month. */
const longestCheck = 31 * 86_400

async function upsert<Kind extends CheckKind>(
  scope: Scope,
  repositoryId: number,
  kind: Kind,
  input: TimingInput,
  revise: (settings: ScheduleOptions[Kind], mistakes: Mistakes) => ScheduleOptions[Kind],
): Promise<ScheduleRow> {
  requireVerb(viewerOf(scope), repositoryId, 'maintain')
  const draftOf = (before: Draft<ScheduleOptions[Kind]>): Draft<ScheduleOptions[Kind]> => {
    const mistakes = new Mistakes()
    const timing = reviseTiming(before, input, Date.now(), mistakes)
    const settings = revise(before.settings, mistakes)
    mistakes.throwIfAny()
    return { ...before, ...timing, settings }
  }
  const schedule = await scope.db.transaction().execute(async db => {
    let id = await findCheckSchedule(db, repositoryId, kind)
    if (id === null) {
      // Orders concurrent requests for one repository: it gets one schedule of a kind. Only now, because the scheduler
      // locks a schedule before its repository.
      const repository = await lockRepository(db, repositoryId)
      if (repository.kind !== 'MANAGED') throw hostedRefusal()
      id = await findCheckSchedule(db, repositoryId, kind)
    }
    if (id === null) {
      const draft = draftOf({ ...blank, settings: defaultOptions[kind] })
      return insertSchedule(db, scope, kind, draft, [repositoryId])
    }
    const before = { ...(await lockSchedule(db, id)), kind }
    return rewriteSchedule(db, before, draftOf({ ...before, settings: settingsOf(kind, before) }))
  })
  await scope.wakeups.ring('schedules')
  return schedule
}

async function findCheckSchedule(
  db: Kysely<Tables>,
  repositoryId: number,
  kind: CheckKind,
): Promise<number | null> {
  const schedule = await db
    .selectFrom('schedule')
    .innerJoin('schedule_repository', 'schedule_repository.scheduleId', 'schedule.id')
    .select('schedule.id')
    .where('schedule_repository.repositoryId', '=', repositoryId)
    .where('schedule.kind', '=', kind)
    .executeTakeFirst()
  return schedule?.id ?? null
}

const notifications = (before: Notifications, input: Partial<Nullable<Notifications>>): Notifications => ({
  notifyOnSuccess: input.notifyOnSuccess ?? before.notifyOnSuccess,
  notifyOnFailure: input.notifyOnFailure ?? before.notifyOnFailure,
})

/** Paths in an archive have no slash in front and lead nowhere else. */
function pathsProblem(paths: readonly string[]): string | null {
  if (paths.length > 1000) return 'Must not hold more than 1000 paths.'
  const wrong = paths.some(
    path =>
      path === '' ||
      path.length > 4096 ||
      path.startsWith('/') ||
      unusable.test(path) ||
      path.split('/').includes('..'),
  )
  if (wrong) return 'Must be paths in the archive: without a slash in front, `..` and control characters.'
  return areTooMany(paths) ? `Must not exceed ${maxArgumentBytes} bytes together.` : null
}
