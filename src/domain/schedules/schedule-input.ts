import type { Retention } from '../jobs/job-options.ts'
import { checkRetention } from '../jobs/retention-rules.ts'
import { Mistakes } from '../kernel/mistakes.ts'
import { templateProblem } from './archive-name-template.ts'
import { cronProblem, timezoneProblem } from './cron.ts'
import {
  type BackupScheduleOptions,
  defaultOptions,
  type LegacyScheduleOptions,
  type ScheduleRow,
} from './schedule-options.ts'

/** When a schedule fires. Absent: the default, or unchanged. */
export interface TimingInput {
  /** Null or empty: never by itself. */
  cronExpression?: string | null | undefined
  timezone?: string | null | undefined
  isEnabled?: boolean | null | undefined
}

/** What can be said about a backup schedule. Absent, and null where nothing can be cleared: the default, or unchanged. */
export interface BackupScheduleInput extends TimingInput {
  name?: string | null | undefined
  description?: string | null | undefined
  archiveNameTemplate?: string | null | undefined
  pruneAfter?: boolean | null | undefined
  compactAfter?: boolean | null | undefined
  retention?: Retention | null | undefined
  legacy?:
    | { [Key in keyof LegacyScheduleOptions]?: LegacyScheduleOptions[Key] | null | undefined }
    | null
    | undefined
}

/** The columns that a person decides. */
export type Draft<Settings> = Pick<
  ScheduleRow,
  'name' | 'description' | 'cronExpression' | 'timezone' | 'enabled'
> & { settings: Settings }

/** A schedule of which nothing was said yet. */
export const blank = { name: null, description: null, cronExpression: null, timezone: 'UTC', enabled: 1 }

/**
 * A backup schedule after a change.
 *
 * @throws DomainError `INVALID_INPUT` naming every wrong field
 */
export function reviseBackup(
  before: Draft<BackupScheduleOptions>,
  input: BackupScheduleInput,
  now: number,
): Draft<BackupScheduleOptions> {
  const mistakes = new Mistakes()
  const timing = reviseTiming(before, input, now, mistakes)
  const { settings } = before
  const name = input.name?.trim() ?? before.name ?? ''
  const description = clearable(input.description, before.description)
  const archiveNameTemplate = clearable(input.archiveNameTemplate, settings.archiveNameTemplate)
  const pruneAfter = input.pruneAfter ?? settings.pruneAfter
  const retention = input.retention ?? settings.retention
  const legacy = { ...settings.legacy, ...present(input.legacy ?? {}) }

  if (legacy.mode === 'CRON' && timing.cronExpression === null)
    mistakes.add('cronExpression', 'Must be given.')
  if (name.length < 1 || name.length > 200 || /\p{Cc}/u.test(name))
    mistakes.add('name', 'Must be 1 to 200 characters without control characters.')
  if (description !== null && description.length > 10_000)
    mistakes.add('description', 'Must not exceed 10,000 characters.')
  if (archiveNameTemplate !== null) mistakes.add('archiveNameTemplate', templateProblem(archiveNameTemplate))
  // A rule that is not used may keep nothing.
  mistakes.collect(
    () => void checkRetention(pruneAfter ? retention : { ...retention, yearly: retention.yearly || 1 }),
  )
  checkLegacy(legacy, mistakes)
  mistakes.throwIfAny()
  return {
    ...timing,
    name,
    description,
    settings: {
      archiveNameTemplate,
      pruneAfter,
      compactAfter: input.compactAfter ?? settings.compactAfter,
      retention,
      legacy,
    },
  }
}

/** A backup schedule that is new. @throws DomainError as {@link reviseBackup} */
export const draftBackup = (input: BackupScheduleInput, now: number) =>
  reviseBackup({ ...blank, settings: defaultOptions.BACKUP }, input, now)

/** When a schedule fires after a change. What is wrong is noted; what stays is not looked at again. */
export function reviseTiming(
  before: Pick<ScheduleRow, 'cronExpression' | 'timezone' | 'enabled'>,
  input: TimingInput,
  now: number,
  mistakes: Mistakes,
): Pick<ScheduleRow, 'cronExpression' | 'timezone' | 'enabled'> {
  const cronExpression = clearable(input.cronExpression, before.cronExpression)
  const timezone = input.timezone?.trim() || before.timezone
  const wrongZone = timezone === before.timezone ? null : timezoneProblem(timezone)
  if (cronExpression !== null && cronExpression !== before.cronExpression)
    mistakes.add('cronExpression', cronProblem(cronExpression, wrongZone ? 'UTC' : timezone, now))
  mistakes.add('timezone', wrongZone)
  return {
    cronExpression,
    timezone,
    enabled: input.isEnabled == null ? before.enabled : Number(input.isEnabled),
  }
}

function checkLegacy(legacy: LegacyScheduleOptions, mistakes: Mistakes): void {
  const { availabilityCheckIntervalMinutes: interval, minSuccessIntervalMinutes: pause } = legacy
  const year = 366 * 24 * 60
  if (interval < 1 || interval > year)
    mistakes.add('legacy.availabilityCheckIntervalMinutes', `Must be between 1 and ${year}.`)
  if (pause < 0 || pause > year)
    mistakes.add('legacy.minSuccessIntervalMinutes', `Must be between 0 and ${year}.`)
  for (const field of ['preBackupScriptParameters', 'postBackupScriptParameters'] as const) {
    const text = legacy[field]
    if (text !== null && !isJson(text))
      mistakes.add(`legacy.${field}`, 'Must be JSON of at most 10,000 characters.')
  }
}

/** As it is printed within other JSON, it may not nest without end. */
function isJson(text: string): boolean {
  try {
    return text.length <= 10_000 && !nests(JSON.parse(text), 50)
  } catch {
    return false
  }
}

const nests = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some(inner => nests(inner, levels - 1)))

/** Null and blank clear, undefined leaves. */
const clearable = (given: string | null | undefined, before: string | null) =>
  given === undefined ? before : given?.trim() || null

/** Without what was not said. */
const present = <Shape extends object>(shape: Shape) =>
  Object.fromEntries(Object.entries(shape).filter(([, value]) => value != null)) as {
    [Key in keyof Shape]?: NonNullable<Shape[Key]>
  }
