import { z } from 'zod'
import type { AllSettingsFragment, LogStorageFactsFragment } from '../../generated/borg-ui/settings.ts'
import { dateOrNull } from '../protocol/text-formats.ts'
import { date } from '../values/job-shapes.ts'
import { laxBoolean, laxNumber } from '../values/lax.ts'

const policies = ['all_jobs', 'failed_and_warnings', 'failed_only'] as const

/** As the refusal of another policy lists them. */
export const policyList = policies.join(', ')

export const isPolicy = (text: string): boolean => (policies as readonly string[]).includes(text)

const timeouts = [
  'backup_timeout',
  'mount_timeout',
  'info_timeout',
  'list_timeout',
  'init_timeout',
  'source_size_timeout',
] as const

const numbers = [
  ...timeouts,
  'max_concurrent_backups',
  'max_concurrent_scheduled_backups',
  'max_concurrent_scheduled_checks',
  'log_retention_days',
  'log_max_total_size_mb',
  'cleanup_retention_days',
  'stats_refresh_interval_minutes',
] as const

const dashboardDays = [
  'dashboard_backup_warning_days',
  'dashboard_backup_critical_days',
  'dashboard_check_warning_days',
  'dashboard_check_critical_days',
  'dashboard_compact_warning_days',
  'dashboard_compact_critical_days',
  'dashboard_restore_check_warning_days',
  'dashboard_restore_check_critical_days',
  'dashboard_observe_freshness_warning_days',
  'dashboard_observe_freshness_critical_days',
] as const

const flags = [
  'log_cleanup_on_startup',
  'auto_cleanup',
  'bypass_lock_on_info',
  'bypass_lock_on_list',
  'lock_breaking_enabled',
  'metrics_enabled',
  'metrics_require_auth',
  'email_notifications',
  'use_new_wizard',
  'show_restore_tab',
  'borg2_fast_browse_beta_enabled',
] as const

/** An object schema with the same schema for each key. */
const each = <const Key extends string, Value extends z.ZodType>(keys: readonly Key[], value: () => Value) =>
  Object.fromEntries(keys.map(key => [key, value()])) as Record<Key, Value>

/** Settings that can be changed. */
const changeable = {
  ...each([...numbers, ...dashboardDays], () => laxNumber().nullish()),
  ...each(flags, () => laxBoolean().nullish()),
  log_save_policy: z.string().nullish().meta({ description: policyList }),
  webhook_url: z.string().nullish(),
  metrics_token: z.string().nullish().meta({ description: 'Empty: no token any more' }),
}

/**
 * What `PUT /api/settings/system` takes; null is the same as absent. Unknown keys are passed over, but a wish for OpenID
 * Connect is not: it would be answered 200, and nobody could sign in.
 */
export const settingsBody = z.looseObject(changeable).superRefine((body, context) => {
  const wishes = body.oidc_enabled === false ? [] : Object.entries(body).filter(isOidcWish)
  for (const [key, value] of wishes)
    context.addIssue({
      code: 'custom',
      path: [key],
      message: `OpenID Connect is configured by the environment of the server: set ${variableOf(key)}.`,
      input: value,
    })
})

/** Something that would be switched on, or be told. */
const isOidcWish = ([key, value]: [string, unknown]) =>
  key.startsWith('oidc_') && value !== null && value !== false && value !== ''

/** Which variable stands for a setting of the old server, by the words in its name. */
const oidcVariables: readonly (readonly [word: RegExp, variable: string])[] = [
  [/secret/, 'OIDC_CLIENT_SECRET'],
  [/client/, 'OIDC_CLIENT_ID'],
  [/scope/, 'OIDC_SCOPES'],
  [/provider_name/, 'OIDC_PROVIDER_NAME'],
  [/local/, 'OIDC_DISABLE_LOCAL_AUTH'],
  [/username/, 'OIDC_USERNAME_CLAIM'],
  [/new_user/, 'OIDC_NEW_USERS'],
]

const variableOf = (key: string) =>
  oidcVariables.find(([word]) => word.test(key))?.[1] ?? 'OIDC_ISSUER_URL and OIDC_CLIENT_ID'

/** The ten settings that a change answers with. */
export const dashboardShape = z.strictObject(each(dashboardDays, () => z.int()))

export const settingsShape = z.strictObject({
  ...each(numbers, () => z.int()),
  ...dashboardShape.shape,
  ...each(flags, () => z.boolean()),
  timeout_sources: z
    .strictObject(each(timeouts, () => z.literal('saved').nullable()))
    .meta({ description: 'null: the default' }),
  log_save_policy: z.enum(policies),
  webhook_url: z.string(),
  metrics_token_set: z.boolean(),
  last_stats_refresh: z.null(),
  borg_version: z.string().nullable(),
  app_version: z.string(),
})

/** Settings that have another name in the schema. */
const ownNames: Readonly<Record<string, string>> = {
  dashboard_restore_check_warning_days: 'dashboardRestoreWarningDays',
  dashboard_restore_check_critical_days: 'dashboardRestoreCriticalDays',
}
const keyByName = new Map(Object.entries(ownNames).map(([key, name]) => [name, key]))

const snake = (name: string) =>
  keyByName.get(name) ?? name.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
const camel = (key: string) =>
  ownNames[key] ?? key.replaceAll(/_(\w)/g, (_all, letter: string) => letter.toUpperCase())

/** The settings by their names here. */
const bySnakeName = (settings: AllSettingsFragment) =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [snake(name), value]))

const pick = (values: Record<string, unknown>, keys: readonly string[]) =>
  Object.fromEntries(keys.map(key => [key, values[key]]))

export function settingsOf(
  settings: AllSettingsFragment,
  about: { version: string; borgVersion: string | null },
): z.output<typeof settingsShape> {
  const values = bySnakeName(settings)
  return {
    ...pick(values, [...numbers, ...dashboardDays, ...flags, 'metrics_token_set']),
    timeout_sources: Object.fromEntries(
      timeouts.map(key => [key, settings.saved.includes(camel(key)) ? 'saved' : null]),
    ),
    log_save_policy: settings.logSavePolicy.toLowerCase(),
    webhook_url: settings.webhookUrl ?? '',
    last_stats_refresh: null,
    borg_version: about.borgVersion && `borg ${about.borgVersion}`,
    app_version: about.version,
  } as z.output<typeof settingsShape>
}

export const dashboardOf = (settings: AllSettingsFragment) =>
  pick(bySnakeName(settings), dashboardDays) as z.output<typeof dashboardShape>

/** The input of `updateSettings` for what a request changes. */
export function changesOf(body: z.output<typeof settingsBody>): Record<string, unknown> {
  const given = Object.entries(body).filter(([key, value]) => key in changeable && value != null)
  return Object.fromEntries(
    given.map(([key, value]) => [
      camel(key),
      key === 'log_save_policy' ? String(value).toUpperCase() : value,
    ]),
  )
}

const megabyte = 1024 * 1024
const rounded = (value: number) => Math.round(value * 100) / 100
const mostlyKinds = ['backup', 'restore', 'check', 'compact', 'prune', 'package'] as const

const storage = {
  total_size_mb: z.number(),
  file_count: z.int(),
  oldest_log_date: date().nullable(),
  newest_log_date: date().nullable(),
  usage_percent: z.number(),
  files_by_type: z.strictObject({
    ...each(mostlyKinds, () => z.int()),
    restore_check: z.int(),
    delete_archive: z.int(),
  }),
}

/** `log_storage` beside the settings */
export const logStorageShape = z.strictObject(storage)

/** `storage` and `current_storage` of the routes about logs */
export const storageShape = z.strictObject({
  ...storage,
  total_size_bytes: z.int(),
  limit_mb: z.int(),
  retention_days: z.int(),
})

type LogLimits = Pick<AllSettingsFragment, 'logMaxTotalSizeMb' | 'logRetentionDays'>

export function logStorageOf(
  facts: LogStorageFactsFragment,
  { logMaxTotalSizeMb: limit }: LogLimits,
): z.output<typeof logStorageShape> {
  const counts = Object.fromEntries(facts.kinds.map(({ kind, count }) => [kind.toLowerCase(), count]))
  const kinds = [...mostlyKinds, 'restore_check', 'delete_archive']
  return {
    total_size_mb: rounded(facts.totalBytes / megabyte),
    file_count: facts.logCount,
    oldest_log_date: dateOrNull(facts.oldestAt),
    newest_log_date: dateOrNull(facts.newestAt),
    usage_percent: limit === 0 ? 0 : rounded((facts.totalBytes / (limit * megabyte)) * 100),
    files_by_type: Object.fromEntries(kinds.map(kind => [kind, counts[kind] ?? 0])) as never,
  }
}

export const storageOf = (
  facts: LogStorageFactsFragment,
  limits: LogLimits,
): z.output<typeof storageShape> => ({
  ...logStorageOf(facts, limits),
  total_size_bytes: facts.totalBytes,
  limit_mb: limits.logMaxTotalSizeMb,
  retention_days: limits.logRetentionDays,
})
