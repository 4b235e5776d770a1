// Written by codegen.ts from borg-ui/settings.graphql: do not edit.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** What a job does. */
export type JobKind =
  /** Makes an archive. */
  | 'BACKUP'
  /** Verifies a repository. */
  | 'CHECK'
  /** Frees the space of deleted archives. */
  | 'COMPACT'
  /** Deletes one archive. */
  | 'DELETE_ARCHIVE'
  /** Deletes archives by a retention rule. */
  | 'PRUNE'
  /** Extracts files of an archive. */
  | 'RESTORE'
  /** Extracts sample files and compares them with what Borg recorded. */
  | 'RESTORE_CHECK';

/** Which logs of finished jobs are shown and kept. */
export type LogSavePolicy =
  /** Of every job. */
  | 'ALL_JOBS'
  /** Also of jobs with warnings, and whose log speaks of a warning or an error. */
  | 'FAILED_AND_WARNINGS'
  /** Of jobs that failed or were cancelled. */
  | 'FAILED_ONLY';

/** What shall change. Null: back to the default; absent: as it is. */
export type UpdateSettingsInput = {
  /** Remove finished jobs that are older than `cleanupRetentionDays` from the history, every hour. */
  autoCleanup?: boolean | null | undefined;
  /** Kept for clients of Borg UI; without effect. A backup may take as long as it needs. */
  backupTimeout?: number | null | undefined;
  /** Kept for clients of Borg UI; without effect. */
  borg2FastBrowseBetaEnabled?: boolean | null | undefined;
  /** Run `borg info` without the lock of the repository, whatever the repository says. */
  bypassLockOnInfo?: boolean | null | undefined;
  /** Run `borg list` without the lock of the repository, whatever the repository says. */
  bypassLockOnList?: boolean | null | undefined;
  /** How old a finished job must be to be removed from the history, in days. */
  cleanupRetentionDays?: number | null | undefined;
  /** Age of the last backup that is critical, in days. */
  dashboardBackupCriticalDays?: number | null | undefined;
  /** Age of the last backup that gives a warning, in days. */
  dashboardBackupWarningDays?: number | null | undefined;
  /** Age of the last check that is critical, in days. */
  dashboardCheckCriticalDays?: number | null | undefined;
  /** Age of the last check that gives a warning, in days. */
  dashboardCheckWarningDays?: number | null | undefined;
  /** Age of the last compaction that is critical, in days. */
  dashboardCompactCriticalDays?: number | null | undefined;
  /** Age of the last compaction that gives a warning, in days. */
  dashboardCompactWarningDays?: number | null | undefined;
  /** Age of the newest archive of an observed repository that is critical, in days. */
  dashboardObserveFreshnessCriticalDays?: number | null | undefined;
  /** Age of the newest archive of an observed repository that gives a warning, in days. */
  dashboardObserveFreshnessWarningDays?: number | null | undefined;
  /** Age of the last proven restore that is critical, in days. */
  dashboardRestoreCriticalDays?: number | null | undefined;
  /** Age of the last proven restore that gives a warning, in days. */
  dashboardRestoreWarningDays?: number | null | undefined;
  /** Kept for clients of Borg UI; without effect. */
  emailNotifications?: boolean | null | undefined;
  /** How long `borg info` may take, without waiting for its turn. */
  infoTimeout?: number | null | undefined;
  /** How long `borg init` may take. */
  initTimeout?: number | null | undefined;
  /** How long `borg list` may take, without waiting for its turn. */
  listTimeout?: number | null | undefined;
  /** May the lock of a repository be broken? */
  lockBreakingEnabled?: boolean | null | undefined;
  /** Remove old logs also when the server starts, not only every hour. */
  logCleanupOnStartup?: boolean | null | undefined;
  /** Total size of the logs of finished jobs in MiB; the oldest go first. Unset: `LOG_RETENTION_MB`. */
  logMaxTotalSizeMb?: number | null | undefined;
  /** How long the logs of finished jobs are kept; 0: for ever. Unset: `LOG_RETENTION_DAYS`. */
  logRetentionDays?: number | null | undefined;
  /** Which logs of finished jobs are shown and kept. */
  logSavePolicy?: LogSavePolicy | null | undefined;
  /** Backups by hand that may be queued or running when one more is wanted with `onConflict: REJECT`; 0 refuses all. Those that queue are not limited. */
  maxConcurrentBackups?: number | null | undefined;
  /** Backups of schedules that run at once, on all workers; others wait. 0: none starts. */
  maxConcurrentScheduledBackups?: number | null | undefined;
  /** Checks and restore checks of schedules that run at once, on all workers; others wait. 0: none starts. */
  maxConcurrentScheduledChecks?: number | null | undefined;
  /** Answer `/metrics`. */
  metricsEnabled?: boolean | null | undefined;
  /** Ask for the metrics token everywhere. Otherwise it is asked for when `METRICS_TOKEN` is set, and without it only this machine is answered. */
  metricsRequireAuth?: boolean | null | undefined;
  /** What `/metrics` asks for, 16 to 200 characters. Empty or null: nothing. */
  metricsToken?: string | null | undefined;
  /** How long mounting an archive may take. */
  mountTimeout?: number | null | undefined;
  /** Kept for clients of Borg UI; without effect. */
  showRestoreTab?: boolean | null | undefined;
  /** How long the size of the sources is estimated beside a backup. */
  sourceSizeTimeout?: number | null | undefined;
  /** Kept for clients of Borg UI; without effect. Statistics follow each job. */
  statsRefreshIntervalMinutes?: number | null | undefined;
  /** Kept for clients of Borg UI; without effect. */
  useNewWizard?: boolean | null | undefined;
  /** Kept for clients of Borg UI; without effect. */
  webhookUrl?: string | null | undefined;
};

export type AllSettingsFragment = { maxConcurrentBackups: number, maxConcurrentScheduledBackups: number, maxConcurrentScheduledChecks: number, logSavePolicy: LogSavePolicy, logRetentionDays: number, logMaxTotalSizeMb: number, logCleanupOnStartup: boolean, autoCleanup: boolean, cleanupRetentionDays: number, infoTimeout: number, listTimeout: number, initTimeout: number, mountTimeout: number, backupTimeout: number, sourceSizeTimeout: number, bypassLockOnInfo: boolean, bypassLockOnList: boolean, lockBreakingEnabled: boolean, metricsEnabled: boolean, metricsRequireAuth: boolean, dashboardBackupWarningDays: number, dashboardBackupCriticalDays: number, dashboardCheckWarningDays: number, dashboardCheckCriticalDays: number, dashboardCompactWarningDays: number, dashboardCompactCriticalDays: number, dashboardRestoreWarningDays: number, dashboardRestoreCriticalDays: number, dashboardObserveFreshnessWarningDays: number, dashboardObserveFreshnessCriticalDays: number, statsRefreshIntervalMinutes: number, emailNotifications: boolean, webhookUrl: string | null, useNewWizard: boolean, showRestoreTab: boolean, borg2FastBrowseBetaEnabled: boolean, metricsTokenSet: boolean, saved: Array<string> };

export type LogStorageFactsFragment = { totalBytes: number, logCount: number, oldestAt: string | null, newestAt: string | null, kinds: Array<{ kind: JobKind, count: number }> };

export type SystemSettingsQueryVariables = Exact<{ [key: string]: never; }>;


export type SystemSettingsQuery = { settings: { maxConcurrentBackups: number, maxConcurrentScheduledBackups: number, maxConcurrentScheduledChecks: number, logSavePolicy: LogSavePolicy, logRetentionDays: number, logMaxTotalSizeMb: number, logCleanupOnStartup: boolean, autoCleanup: boolean, cleanupRetentionDays: number, infoTimeout: number, listTimeout: number, initTimeout: number, mountTimeout: number, backupTimeout: number, sourceSizeTimeout: number, bypassLockOnInfo: boolean, bypassLockOnList: boolean, lockBreakingEnabled: boolean, metricsEnabled: boolean, metricsRequireAuth: boolean, dashboardBackupWarningDays: number, dashboardBackupCriticalDays: number, dashboardCheckWarningDays: number, dashboardCheckCriticalDays: number, dashboardCompactWarningDays: number, dashboardCompactCriticalDays: number, dashboardRestoreWarningDays: number, dashboardRestoreCriticalDays: number, dashboardObserveFreshnessWarningDays: number, dashboardObserveFreshnessCriticalDays: number, statsRefreshIntervalMinutes: number, emailNotifications: boolean, webhookUrl: string | null, useNewWizard: boolean, showRestoreTab: boolean, borg2FastBrowseBetaEnabled: boolean, metricsTokenSet: boolean, saved: Array<string> }, logStorage: { totalBytes: number, logCount: number, oldestAt: string | null, newestAt: string | null, kinds: Array<{ kind: JobKind, count: number }> }, about: { version: string, borgVersion: string | null } };

export type UpdateSettingsMutationVariables = Exact<{
  input: UpdateSettingsInput;
}>;


export type UpdateSettingsMutation = { updateSettings: { settings: { maxConcurrentBackups: number, maxConcurrentScheduledBackups: number, maxConcurrentScheduledChecks: number, logSavePolicy: LogSavePolicy, logRetentionDays: number, logMaxTotalSizeMb: number, logCleanupOnStartup: boolean, autoCleanup: boolean, cleanupRetentionDays: number, infoTimeout: number, listTimeout: number, initTimeout: number, mountTimeout: number, backupTimeout: number, sourceSizeTimeout: number, bypassLockOnInfo: boolean, bypassLockOnList: boolean, lockBreakingEnabled: boolean, metricsEnabled: boolean, metricsRequireAuth: boolean, dashboardBackupWarningDays: number, dashboardBackupCriticalDays: number, dashboardCheckWarningDays: number, dashboardCheckCriticalDays: number, dashboardCompactWarningDays: number, dashboardCompactCriticalDays: number, dashboardRestoreWarningDays: number, dashboardRestoreCriticalDays: number, dashboardObserveFreshnessWarningDays: number, dashboardObserveFreshnessCriticalDays: number, statsRefreshIntervalMinutes: number, emailNotifications: boolean, webhookUrl: string | null, useNewWizard: boolean, showRestoreTab: boolean, borg2FastBrowseBetaEnabled: boolean, metricsTokenSet: boolean, saved: Array<string> } } };

export type LogStorageNowQueryVariables = Exact<{ [key: string]: never; }>;


export type LogStorageNowQuery = { settings: { logMaxTotalSizeMb: number, logRetentionDays: number }, logStorage: { totalBytes: number, logCount: number, oldestAt: string | null, newestAt: string | null, kinds: Array<{ kind: JobKind, count: number }> } };

export type CleanUpLogsMutationVariables = Exact<{ [key: string]: never; }>;


export type CleanUpLogsMutation = { cleanUpLogs: { removedLogs: number, freedBytes: number, storage: { totalBytes: number, logCount: number, oldestAt: string | null, newestAt: string | null, kinds: Array<{ kind: JobKind, count: number }> } } };

export type CleanUpHistoryMutationVariables = Exact<{ [key: string]: never; }>;


export type CleanUpHistoryMutation = { cleanUpHistory: { removedJobs: number, removedLogs: number } };

export const AllSettingsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AllSettings"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Settings"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"maxConcurrentBackups"}},{"kind":"Field","name":{"kind":"Name","value":"maxConcurrentScheduledBackups"}},{"kind":"Field","name":{"kind":"Name","value":"maxConcurrentScheduledChecks"}},{"kind":"Field","name":{"kind":"Name","value":"logSavePolicy"}},{"kind":"Field","name":{"kind":"Name","value":"logRetentionDays"}},{"kind":"Field","name":{"kind":"Name","value":"logMaxTotalSizeMb"}},{"kind":"Field","name":{"kind":"Name","value":"logCleanupOnStartup"}},{"kind":"Field","name":{"kind":"Name","value":"autoCleanup"}},{"kind":"Field","name":{"kind":"Name","value":"cleanupRetentionDays"}},{"kind":"Field","name":{"kind":"Name","value":"infoTimeout"}},{"kind":"Field","name":{"kind":"Name","value":"listTimeout"}},{"kind":"Field","name":{"kind":"Name","value":"initTimeout"}},{"kind":"Field","name":{"kind":"Name","value":"mountTimeout"}},{"kind":"Field","name":{"kind":"Name","value":"backupTimeout"}},{"kind":"Field","name":{"kind":"Name","value":"sourceSizeTimeout"}},{"kind":"Field","name":{"kind":"Name","value":"bypassLockOnInfo"}},{"kind":"Field","name":{"kind":"Name","value":"bypassLockOnList"}},{"kind":"Field","name":{"kind":"Name","value":"lockBreakingEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"metricsEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"metricsRequireAuth"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardBackupWarningDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardBackupCriticalDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardCheckWarningDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardCheckCriticalDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardCompactWarningDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardCompactCriticalDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardRestoreWarningDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardRestoreCriticalDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardObserveFreshnessWarningDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardObserveFreshnessCriticalDays"}},{"kind":"Field","name":{"kind":"Name","value":"statsRefreshIntervalMinutes"}},{"kind":"Field","name":{"kind":"Name","value":"emailNotifications"}},{"kind":"Field","name":{"kind":"Name","value":"webhookUrl"}},{"kind":"Field","name":{"kind":"Name","value":"useNewWizard"}},{"kind":"Field","name":{"kind":"Name","value":"showRestoreTab"}},{"kind":"Field","name":{"kind":"Name","value":"borg2FastBrowseBetaEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"metricsTokenSet"}},{"kind":"Field","name":{"kind":"Name","value":"saved"}}]}}]} as unknown as DocumentNode<AllSettingsFragment, unknown>;
export const LogStorageFactsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"LogStorageFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LogStorage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalBytes"}},{"kind":"Field","name":{"kind":"Name","value":"logCount"}},{"kind":"Field","name":{"kind":"Name","value":"oldestAt"}},{"kind":"Field","name":{"kind":"Name","value":"newestAt"}},{"kind":"Field","name":{"kind":"Name","value":"kinds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]} as unknown as DocumentNode<LogStorageFactsFragment, unknown>;
export const SystemSettingsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SystemSettings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"settings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AllSettings"}}]}},{"kind":"Field","name":{"kind":"Name","value":"logStorage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"LogStorageFacts"}}]}},{"kind":"Field","name":{"kind":"Name","value":"about"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"borgVersion"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AllSettings"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Settings"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"maxConcurrentBackups"}},{"kind":"Field","name":{"kind":"Name","value":"maxConcurrentScheduledBackups"}},{"kind":"Field","name":{"kind":"Name","value":"maxConcurrentScheduledChecks"}},{"kind":"Field","name":{"kind":"Name","value":"logSavePolicy"}},{"kind":"Field","name":{"kind":"Name","value":"logRetentionDays"}},{"kind":"Field","name":{"kind":"Name","value":"logMaxTotalSizeMb"}},{"kind":"Field","name":{"kind":"Name","value":"logCleanupOnStartup"}},{"kind":"Field","name":{"kind":"Name","value":"autoCleanup"}},{"kind":"Field","name":{"kind":"Name","value":"cleanupRetentionDays"}},{"kind":"Field","name":{"kind":"Name","value":"infoTimeout"}},{"kind":"Field","name":{"kind":"Name","value":"listTimeout"}},{"kind":"Field","name":{"kind":"Name","value":"initTimeout"}},{"kind":"Field","name":{"kind":"Name","value":"mountTimeout"}},{"kind":"Field","name":{"kind":"Name","value":"backupTimeout"}},{"kind":"Field","name":{"kind":"Name","value":"sourceSizeTimeout"}},{"kind":"Field","name":{"kind":"Name","value":"bypassLockOnInfo"}},{"kind":"Field","name":{"kind":"Name","value":"bypassLockOnList"}},{"kind":"Field","name":{"kind":"Name","value":"lockBreakingEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"metricsEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"metricsRequireAuth"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardBackupWarningDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardBackupCriticalDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardCheckWarningDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardCheckCriticalDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardCompactWarningDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardCompactCriticalDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardRestoreWarningDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardRestoreCriticalDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardObserveFreshnessWarningDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardObserveFreshnessCriticalDays"}},{"kind":"Field","name":{"kind":"Name","value":"statsRefreshIntervalMinutes"}},{"kind":"Field","name":{"kind":"Name","value":"emailNotifications"}},{"kind":"Field","name":{"kind":"Name","value":"webhookUrl"}},{"kind":"Field","name":{"kind":"Name","value":"useNewWizard"}},{"kind":"Field","name":{"kind":"Name","value":"showRestoreTab"}},{"kind":"Field","name":{"kind":"Name","value":"borg2FastBrowseBetaEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"metricsTokenSet"}},{"kind":"Field","name":{"kind":"Name","value":"saved"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"LogStorageFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LogStorage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalBytes"}},{"kind":"Field","name":{"kind":"Name","value":"logCount"}},{"kind":"Field","name":{"kind":"Name","value":"oldestAt"}},{"kind":"Field","name":{"kind":"Name","value":"newestAt"}},{"kind":"Field","name":{"kind":"Name","value":"kinds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]} as unknown as DocumentNode<SystemSettingsQuery, SystemSettingsQueryVariables>;
export const UpdateSettingsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateSettings"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateSettingsInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateSettings"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"settings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AllSettings"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AllSettings"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Settings"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"maxConcurrentBackups"}},{"kind":"Field","name":{"kind":"Name","value":"maxConcurrentScheduledBackups"}},{"kind":"Field","name":{"kind":"Name","value":"maxConcurrentScheduledChecks"}},{"kind":"Field","name":{"kind":"Name","value":"logSavePolicy"}},{"kind":"Field","name":{"kind":"Name","value":"logRetentionDays"}},{"kind":"Field","name":{"kind":"Name","value":"logMaxTotalSizeMb"}},{"kind":"Field","name":{"kind":"Name","value":"logCleanupOnStartup"}},{"kind":"Field","name":{"kind":"Name","value":"autoCleanup"}},{"kind":"Field","name":{"kind":"Name","value":"cleanupRetentionDays"}},{"kind":"Field","name":{"kind":"Name","value":"infoTimeout"}},{"kind":"Field","name":{"kind":"Name","value":"listTimeout"}},{"kind":"Field","name":{"kind":"Name","value":"initTimeout"}},{"kind":"Field","name":{"kind":"Name","value":"mountTimeout"}},{"kind":"Field","name":{"kind":"Name","value":"backupTimeout"}},{"kind":"Field","name":{"kind":"Name","value":"sourceSizeTimeout"}},{"kind":"Field","name":{"kind":"Name","value":"bypassLockOnInfo"}},{"kind":"Field","name":{"kind":"Name","value":"bypassLockOnList"}},{"kind":"Field","name":{"kind":"Name","value":"lockBreakingEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"metricsEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"metricsRequireAuth"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardBackupWarningDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardBackupCriticalDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardCheckWarningDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardCheckCriticalDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardCompactWarningDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardCompactCriticalDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardRestoreWarningDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardRestoreCriticalDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardObserveFreshnessWarningDays"}},{"kind":"Field","name":{"kind":"Name","value":"dashboardObserveFreshnessCriticalDays"}},{"kind":"Field","name":{"kind":"Name","value":"statsRefreshIntervalMinutes"}},{"kind":"Field","name":{"kind":"Name","value":"emailNotifications"}},{"kind":"Field","name":{"kind":"Name","value":"webhookUrl"}},{"kind":"Field","name":{"kind":"Name","value":"useNewWizard"}},{"kind":"Field","name":{"kind":"Name","value":"showRestoreTab"}},{"kind":"Field","name":{"kind":"Name","value":"borg2FastBrowseBetaEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"metricsTokenSet"}},{"kind":"Field","name":{"kind":"Name","value":"saved"}}]}}]} as unknown as DocumentNode<UpdateSettingsMutation, UpdateSettingsMutationVariables>;
export const LogStorageNowDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LogStorageNow"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"settings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"logMaxTotalSizeMb"}},{"kind":"Field","name":{"kind":"Name","value":"logRetentionDays"}}]}},{"kind":"Field","name":{"kind":"Name","value":"logStorage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"LogStorageFacts"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"LogStorageFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LogStorage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalBytes"}},{"kind":"Field","name":{"kind":"Name","value":"logCount"}},{"kind":"Field","name":{"kind":"Name","value":"oldestAt"}},{"kind":"Field","name":{"kind":"Name","value":"newestAt"}},{"kind":"Field","name":{"kind":"Name","value":"kinds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]} as unknown as DocumentNode<LogStorageNowQuery, LogStorageNowQueryVariables>;
export const CleanUpLogsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CleanUpLogs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cleanUpLogs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"removedLogs"}},{"kind":"Field","name":{"kind":"Name","value":"freedBytes"}},{"kind":"Field","name":{"kind":"Name","value":"storage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"LogStorageFacts"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"LogStorageFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LogStorage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalBytes"}},{"kind":"Field","name":{"kind":"Name","value":"logCount"}},{"kind":"Field","name":{"kind":"Name","value":"oldestAt"}},{"kind":"Field","name":{"kind":"Name","value":"newestAt"}},{"kind":"Field","name":{"kind":"Name","value":"kinds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]} as unknown as DocumentNode<CleanUpLogsMutation, CleanUpLogsMutationVariables>;
export const CleanUpHistoryDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CleanUpHistory"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cleanUpHistory"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"removedJobs"}},{"kind":"Field","name":{"kind":"Name","value":"removedLogs"}}]}}]}}]} as unknown as DocumentNode<CleanUpHistoryMutation, CleanUpHistoryMutationVariables>;