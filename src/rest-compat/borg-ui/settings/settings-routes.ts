import { z } from 'zod'
import {
  CleanUpHistoryDocument,
  CleanUpLogsDocument,
  LogStorageNowDocument,
  SystemSettingsDocument,
  UpdateSettingsDocument,
} from '../../generated/borg-ui/settings.ts'
import type { ErrorTable } from '../protocol/error-table.ts'
import { type ErrorRule, refuse } from '../protocol/problem.ts'
import { route } from '../protocol/route.ts'
import {
  changesOf,
  dashboardOf,
  dashboardShape,
  isPolicy,
  logStorageOf,
  logStorageShape,
  policyList,
  settingsBody,
  settingsOf,
  settingsShape,
  storageOf,
  storageShape,
} from './settings-shapes.ts'

const tag = 'Settings'

/** Said to everybody but administrators. */
const administrators: ErrorRule = { status: 403, key: 'settings.adminAccessRequired' }
const adminErrors: ErrorTable = { FORBIDDEN: administrators }

const get = route({
  method: 'get',
  path: '/api/settings/system',
  tag,
  summary: 'The settings; what is secret about them is for administrators',
  access: 'signed-in',
  success: {
    status: 200,
    description: 'All settings, and what logs take',
    answer: z.strictObject({
      success: z.literal(true),
      settings: settingsShape,
      log_storage: logStorageShape,
    }),
  },
  async handle({ run }) {
    const { settings, logStorage, about } = await run(SystemSettingsDocument, {})
    return {
      success: true as const,
      settings: settingsOf(settings, about),
      log_storage: logStorageOf(logStorage, settings),
    }
  },
})

const policy: ErrorRule = { status: 400, key: 'settings.invalidLogSavePolicy' }

const concurrency = (field: string): ErrorRule => ({
  status: 400,
  key: 'settings.invalidConcurrencyLimit',
  params: () => ({ field }),
})

const put = route({
  method: 'put',
  path: '/api/settings/system',
  tag,
  summary: 'Change some settings',
  access: 'admin',
  roleRefusal: administrators,
  body: { kind: 'json', schema: settingsBody },
  success: {
    status: 200,
    description: 'Changed',
    answer: z.strictObject({
      success: z.literal(true),
      message: z.literal('backend.success.settings.systemSettingsUpdated'),
      settings: dashboardShape,
      warnings: z.array(z.string()).optional(),
    }),
  },
  errors: {
    ...adminErrors,
    'INVALID_INPUT:maxConcurrentBackups': concurrency('max_concurrent_backups'),
    'INVALID_INPUT:maxConcurrentScheduledBackups': concurrency('max_concurrent_scheduled_backups'),
    'INVALID_INPUT:maxConcurrentScheduledChecks': concurrency('max_concurrent_scheduled_checks'),
    'INVALID_INPUT:logMaxTotalSizeMb': { status: 400, key: 'settings.logSizeTooSmall' },
  },
  refusals: [policy],
  async handle({ body, run }) {
    if (body.log_save_policy != null && !isPolicy(body.log_save_policy))
      throw refuse(policy, { policies: policyList })
    const { settings } = (await run(UpdateSettingsDocument, { input: changesOf(body) })).updateSettings
    const answer = {
      success: true as const,
      message: 'backend.success.settings.systemSettingsUpdated' as const,
      settings: dashboardOf(settings),
    }
    if (body.log_max_total_size_mb == null) return answer
    const { logStorage } = await run(LogStorageNowDocument, {})
    const { usage_percent } = logStorageOf(logStorage, settings)
    const warning = `The logs take ${usage_percent} % of the new limit: the oldest will be removed.`
    return usage_percent > 100 ? { ...answer, warnings: [warning] } : answer
  },
})

const storage = route({
  method: 'get',
  path: '/api/settings/system/logs/storage',
  tag,
  summary: 'What the logs of finished jobs take, of those that the caller may see',
  access: 'signed-in',
  success: {
    status: 200,
    description: 'Sizes and counts',
    answer: z.strictObject({ success: z.literal(true), storage: storageShape }),
  },
  async handle({ run }) {
    const { logStorage, settings } = await run(LogStorageNowDocument, {})
    return { success: true as const, storage: storageOf(logStorage, settings) }
  },
})

const cleanLogs = route({
  method: 'post',
  path: '/api/settings/system/logs/cleanup',
  tag,
  summary: 'Remove the logs that are too old, too large together or not wanted, now',
  access: 'admin',
  roleRefusal: administrators,
  success: {
    status: 200,
    description: 'What was removed, and what is left',
    answer: z.strictObject({
      success: z.literal(true),
      message: z.strictObject({
        key: z.enum([
          'backend.success.settings.logCleanupCompleted',
          'backend.success.settings.logCleanupNoop',
        ]),
        params: z.strictObject({ deletedCount: z.int(), deletedSizeMb: z.number() }),
      }),
      cleanup_results: z.strictObject({
        deleted_count: z.int(),
        deleted_size_bytes: z.int(),
        deleted_size_mb: z.number(),
      }),
      current_storage: storageShape,
    }),
  },
  errors: adminErrors,
  async handle({ run }) {
    const { removedLogs, freedBytes, storage: left } = (await run(CleanUpLogsDocument, {})).cleanUpLogs
    const { settings } = await run(LogStorageNowDocument, {})
    const megabytes = Math.round((freedBytes / 1_048_576) * 100) / 100
    return {
      success: true as const,
      message: {
        key:
          removedLogs > 0
            ? ('backend.success.settings.logCleanupCompleted' as const)
            : ('backend.success.settings.logCleanupNoop' as const),
        params: { deletedCount: removedLogs, deletedSizeMb: megabytes },
      },
      cleanup_results: {
        deleted_count: removedLogs,
        deleted_size_bytes: freedBytes,
        deleted_size_mb: megabytes,
      },
      current_storage: storageOf(left, settings),
    }
  },
})

const cleanHistory = route({
  method: 'post',
  path: '/api/settings/system/cleanup',
  tag,
  summary: 'Remove what is older than the settings say from the history, now',
  access: 'admin',
  roleRefusal: administrators,
  success: {
    status: 200,
    description: 'What was removed',
    answer: z.strictObject({
      success: z.literal(true),
      message: z.literal('backend.success.settings.systemCleanupCompleted'),
      deleted_jobs: z.int(),
      deleted_logs: z.int(),
    }),
  },
  errors: adminErrors,
  async handle({ run }) {
    const { removedJobs, removedLogs } = (await run(CleanUpHistoryDocument, {})).cleanUpHistory
    return {
      success: true as const,
      message: 'backend.success.settings.systemCleanupCompleted' as const,
      deleted_jobs: removedJobs,
      deleted_logs: removedLogs,
    }
  },
})

/** What administrators set, and what it keeps in order. */
export const settingsRoutes = [get, put, storage, cleanLogs, cleanHistory]
