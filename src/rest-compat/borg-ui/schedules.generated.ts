// Written by codegen.ts from borg-ui/schedules.graphql: do not edit.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** What to do when the repository is busy. */
export type ConflictPolicy =
  /** Wait for its turn, first in, first out. */
  | 'QUEUE'
  /** Refuse with `CONFLICT`: reason `REPOSITORY_BUSY`, or for a backup `TOO_MANY_BACKUPS` when as many are under way as `settings.maxConcurrentBackups` says. */
  | 'REJECT';

/** A new schedule for backups. */
export type CreateScheduleInput = {
  /** As `BackupScheduleSettings.archiveNameTemplate`. Null: the default. */
  archiveNameTemplate?: string | null | undefined;
  /** Compact after each backup that succeeded. Default false. */
  compactAfter?: boolean | null | undefined;
  /** As `Schedule.cronExpression`; needed in the mode `CRON`. */
  cronExpression?: string | null | undefined;
  /** For people. Null clears it. */
  description?: string | null | undefined;
  /** Default true. */
  isEnabled?: boolean | null | undefined;
  /** For the REST dialect of Borg UI. */
  legacy?: LegacyScheduleSettingsInput | null | undefined;
  /** Unique. */
  name: string;
  /** Prune after each backup that succeeded. Default false. */
  pruneAfter?: boolean | null | undefined;
  /** What to back up into, in this order. None: for administrators only. */
  repositoryIds: Array<string | number>;
  /** What pruning keeps, as a whole. Default: 7 days, 4 weeks, 6 months, 1 year. */
  retention?: RetentionRuleInput | null | undefined;
  /** IANA name, default `UTC`. */
  timezone?: string | null | undefined;
};

/** How Borg UI decides when to run. */
export type LegacyScheduleMode =
  /** Whenever the source can be reached. Not done by this server: such a schedule never fires. */
  | 'AVAILABILITY'
  /** By the cron expression. */
  | 'CRON';

/** What Borg UI knows of schedules and this server does not act upon; what is absent stays. */
export type LegacyScheduleSettingsInput = {
  /** Default 30. */
  availabilityCheckIntervalMinutes?: number | null | undefined;
  /** Default 0. */
  minSuccessIntervalMinutes?: number | null | undefined;
  /** Default `CRON`. `AVAILABILITY` never fires here. */
  mode?: LegacyScheduleMode | null | undefined;
  /** A script. */
  postBackupScriptId?: number | null | undefined;
  /** JSON. */
  postBackupScriptParameters?: string | null | undefined;
  /** A script. */
  preBackupScriptId?: number | null | undefined;
  /** JSON. */
  preBackupScriptParameters?: string | null | undefined;
  /** Default false. */
  runRepositoryScripts?: boolean | null | undefined;
};

/** One repository, by exactly one of its names. */
export type RepositoryByInput =
  {   /** The id in the REST dialects. */
  databaseId: number; id?: never; name?: never; path?: never; }
  |  { databaseId?: never;   /** Global id. */
  id: string | number; name?: never; path?: never; }
  |  { databaseId?: never; id?: never;   /** Exactly as registered. */
  name: string; path?: never; }
  |  { databaseId?: never; id?: never; name?: never;   /** Exactly as registered. */
  path: string; };

/** How many archives `borg prune` keeps. It has to keep something. */
export type RetentionRuleInput = {
  /** Days. */
  daily: number;
  /** Hours. */
  hourly: number;
  /** Months. */
  monthly: number;
  /** Quarters; a Borg before 1.4.1 keeps three more months for each instead. */
  quarterly: number;
  /** Weeks. */
  weekly: number;
  /** Everything younger than this, such as `2d` (H, d, w, m, y). */
  within?: string | null | undefined;
  /** Years. */
  yearly: number;
};

/** What a schedule makes jobs of. */
export type ScheduleKind =
  /** Backups of one repository or several, perhaps with maintenance afterwards. */
  | 'BACKUP'
  /** Checks of one repository. */
  | 'CHECK'
  /** Restore checks of one repository. */
  | 'RESTORE_CHECK';

/** When and how a repository is checked; what is absent stays. */
export type SetCheckScheduleInput = {
  /** As `Schedule.cronExpression`. Null or empty: never by itself. */
  cronExpression?: string | null | undefined;
  /** Options of `borg check`, one word each; some of them need `maxDurationSeconds` 0. */
  flags?: Array<string> | null | undefined;
  /** Default true. */
  isEnabled?: boolean | null | undefined;
  /** After so long Borg pauses, and goes on there next time. 0: no limit; default 3600. */
  maxDurationSeconds?: number | null | undefined;
  /** Kept, without effect. Default true. */
  notifyOnFailure?: boolean | null | undefined;
  /** Kept, without effect. Default false. */
  notifyOnSuccess?: boolean | null | undefined;
  /** Which repository. */
  repositoryId: string | number;
  /** IANA name, default `UTC`. */
  timezone?: string | null | undefined;
};

/** When and how restoring from a repository is tried; what is absent stays. */
export type SetRestoreCheckScheduleInput = {
  /** As `Schedule.cronExpression`. Null or empty: never by itself. */
  cronExpression?: string | null | undefined;
  /** Every file. Default false. */
  fullArchive?: boolean | null | undefined;
  /** Default true. */
  isEnabled?: boolean | null | undefined;
  /** Kept, without effect. Default true. */
  notifyOnFailure?: boolean | null | undefined;
  /** Kept, without effect. Default false. */
  notifyOnSuccess?: boolean | null | undefined;
  /** Paths in the newest archive; empty: a sample of its files. */
  paths?: Array<string> | null | undefined;
  /** Which repository. */
  repositoryId: string | number;
  /** IANA name, default `UTC`. */
  timezone?: string | null | undefined;
};

/** Changes; what is absent stays. */
export type UpdateScheduleInput = {
  /** As `BackupScheduleSettings.archiveNameTemplate`. Null: the default. */
  archiveNameTemplate?: string | null | undefined;
  /** Compact after each backup that succeeded. Default false. */
  compactAfter?: boolean | null | undefined;
  /** As `Schedule.cronExpression`. */
  cronExpression?: string | null | undefined;
  /** For people. Null clears it. */
  description?: string | null | undefined;
  /** Default true. */
  isEnabled?: boolean | null | undefined;
  /** For the REST dialect of Borg UI. */
  legacy?: LegacyScheduleSettingsInput | null | undefined;
  /** Unique. */
  name?: string | null | undefined;
  /** Prune after each backup that succeeded. Default false. */
  pruneAfter?: boolean | null | undefined;
  /** All of them, in order. */
  repositoryIds?: Array<string | number> | null | undefined;
  /** What pruning keeps, as a whole. Default: 7 days, 4 weeks, 6 months, 1 year. */
  retention?: RetentionRuleInput | null | undefined;
  /** Which. */
  scheduleId: string | number;
  /** IANA name, default `UTC`. */
  timezone?: string | null | undefined;
};

export type ScheduleItemFragment = { databaseId: number, kind: ScheduleKind, name: string | null, description: string | null, cronExpression: string | null, timezone: string, isEnabled: boolean, lastRunAt: string | null, nextRunAt: string | null, createdAt: string, updatedAt: string, repositories: Array<
    | { databaseId: number, path: string }
    | { lastPruneAt: string | null, lastCompactAt: string | null, databaseId: number, path: string }
  >, backup: { archiveNameTemplate: string | null, pruneAfter: boolean, compactAfter: boolean, retention: { hourly: number, daily: number, weekly: number, monthly: number, quarterly: number, yearly: number, within: string | null }, legacy: { mode: LegacyScheduleMode, availabilityCheckIntervalMinutes: number, minSuccessIntervalMinutes: number, runRepositoryScripts: boolean, preBackupScriptId: number | null, postBackupScriptId: number | null, preBackupScriptParameters: string | null, postBackupScriptParameters: string | null } } | null };

export type BackupSchedulesQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type BackupSchedulesQuery = { schedules: { edges: Array<{ node: { databaseId: number, kind: ScheduleKind, name: string | null, description: string | null, cronExpression: string | null, timezone: string, isEnabled: boolean, lastRunAt: string | null, nextRunAt: string | null, createdAt: string, updatedAt: string, repositories: Array<
          | { databaseId: number, path: string }
          | { lastPruneAt: string | null, lastCompactAt: string | null, databaseId: number, path: string }
        >, backup: { archiveNameTemplate: string | null, pruneAfter: boolean, compactAfter: boolean, retention: { hourly: number, daily: number, weekly: number, monthly: number, quarterly: number, yearly: number, within: string | null }, legacy: { mode: LegacyScheduleMode, availabilityCheckIntervalMinutes: number, minSuccessIntervalMinutes: number, runRepositoryScripts: boolean, preBackupScriptId: number | null, postBackupScriptId: number | null, preBackupScriptParameters: string | null, postBackupScriptParameters: string | null } } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ScheduleByIdQueryVariables = Exact<{
  id: string | number;
}>;


export type ScheduleByIdQuery = { schedule: { nextRuns: Array<string>, databaseId: number, kind: ScheduleKind, name: string | null, description: string | null, cronExpression: string | null, timezone: string, isEnabled: boolean, lastRunAt: string | null, nextRunAt: string | null, createdAt: string, updatedAt: string, repositories: Array<
      | { databaseId: number, path: string }
      | { lastPruneAt: string | null, lastCompactAt: string | null, databaseId: number, path: string }
    >, backup: { archiveNameTemplate: string | null, pruneAfter: boolean, compactAfter: boolean, retention: { hourly: number, daily: number, weekly: number, monthly: number, quarterly: number, yearly: number, within: string | null }, legacy: { mode: LegacyScheduleMode, availabilityCheckIntervalMinutes: number, minSuccessIntervalMinutes: number, runRepositoryScripts: boolean, preBackupScriptId: number | null, postBackupScriptId: number | null, preBackupScriptParameters: string | null, postBackupScriptParameters: string | null } } | null } | null };

export type CreateScheduleMutationVariables = Exact<{
  input: CreateScheduleInput;
}>;


export type CreateScheduleMutation = { createSchedule: { schedule: { databaseId: number, kind: ScheduleKind, name: string | null, description: string | null, cronExpression: string | null, timezone: string, isEnabled: boolean, lastRunAt: string | null, nextRunAt: string | null, createdAt: string, updatedAt: string, repositories: Array<
        | { databaseId: number, path: string }
        | { lastPruneAt: string | null, lastCompactAt: string | null, databaseId: number, path: string }
      >, backup: { archiveNameTemplate: string | null, pruneAfter: boolean, compactAfter: boolean, retention: { hourly: number, daily: number, weekly: number, monthly: number, quarterly: number, yearly: number, within: string | null }, legacy: { mode: LegacyScheduleMode, availabilityCheckIntervalMinutes: number, minSuccessIntervalMinutes: number, runRepositoryScripts: boolean, preBackupScriptId: number | null, postBackupScriptId: number | null, preBackupScriptParameters: string | null, postBackupScriptParameters: string | null } } | null } } };

export type UpdateScheduleMutationVariables = Exact<{
  input: UpdateScheduleInput;
}>;


export type UpdateScheduleMutation = { updateSchedule: { schedule: { databaseId: number } } };

export type DeleteScheduleMutationVariables = Exact<{
  id: string | number;
}>;


export type DeleteScheduleMutation = { deleteSchedule: { deletedScheduleId: string } };

export type DuplicateScheduleMutationVariables = Exact<{
  id: string | number;
}>;


export type DuplicateScheduleMutation = { duplicateSchedule: { schedule: { databaseId: number, kind: ScheduleKind, name: string | null, description: string | null, cronExpression: string | null, timezone: string, isEnabled: boolean, lastRunAt: string | null, nextRunAt: string | null, createdAt: string, updatedAt: string, repositories: Array<
        | { databaseId: number, path: string }
        | { lastPruneAt: string | null, lastCompactAt: string | null, databaseId: number, path: string }
      >, backup: { archiveNameTemplate: string | null, pruneAfter: boolean, compactAfter: boolean, retention: { hourly: number, daily: number, weekly: number, monthly: number, quarterly: number, yearly: number, within: string | null }, legacy: { mode: LegacyScheduleMode, availabilityCheckIntervalMinutes: number, minSuccessIntervalMinutes: number, runRepositoryScripts: boolean, preBackupScriptId: number | null, postBackupScriptId: number | null, preBackupScriptParameters: string | null, postBackupScriptParameters: string | null } } | null } } };

export type RunScheduleNowMutationVariables = Exact<{
  id: string | number;
  onConflict: ConflictPolicy;
}>;


export type RunScheduleNowMutation = { runScheduleNow: { jobs: Array<
      | { databaseId: number }
      | { databaseId: number }
      | { databaseId: number }
      | { databaseId: number }
      | { databaseId: number }
      | { databaseId: number }
      | { databaseId: number }
    > } };

export type UpcomingBackupsQueryVariables = Exact<{
  hours: number;
}>;


export type UpcomingBackupsQuery = { upcomingRuns: Array<{ at: string, schedule: { databaseId: number, name: string | null, cronExpression: string | null, timezone: string, repositories: Array<
        | { databaseId: number, path: string }
        | { databaseId: number, path: string }
      > } }> };

export type CronPresetsQueryVariables = Exact<{ [key: string]: never; }>;


export type CronPresetsQuery = { cronPresets: Array<{ name: string, expression: string, description: string }> };

export type ValidateCronQueryVariables = Exact<{
  expression: string;
  timezone: string;
}>;


export type ValidateCronQuery = { validateCron: { problem: string | null, description: string | null, nextRuns: Array<string> } };

export type RepositoryIdQueryVariables = Exact<{
  by: RepositoryByInput;
}>;


export type RepositoryIdQuery = { repository:
    | { databaseId: number }
    | { databaseId: number }
   | null };

export type CheckScheduleItemFragment = { cronExpression: string | null, timezone: string, isEnabled: boolean, lastRunAt: string | null, nextRunAt: string | null, check: { maxDurationSeconds: number, flags: Array<string>, notifyOnSuccess: boolean, notifyOnFailure: boolean } | null, restoreCheck: { paths: Array<string>, fullArchive: boolean, notifyOnSuccess: boolean, notifyOnFailure: boolean } | null };

export type CheckSchedulesQueryVariables = Exact<{
  id: string | number;
}>;


export type CheckSchedulesQuery = { repository:
    | { databaseId: number, name: string, path: string, lastRestoreCheckAt: string | null, checkSchedule: { cronExpression: string | null, timezone: string, isEnabled: boolean, lastRunAt: string | null, nextRunAt: string | null, check: { maxDurationSeconds: number, flags: Array<string>, notifyOnSuccess: boolean, notifyOnFailure: boolean } | null, restoreCheck: { paths: Array<string>, fullArchive: boolean, notifyOnSuccess: boolean, notifyOnFailure: boolean } | null } | null, restoreCheckSchedule: { cronExpression: string | null, timezone: string, isEnabled: boolean, lastRunAt: string | null, nextRunAt: string | null, check: { maxDurationSeconds: number, flags: Array<string>, notifyOnSuccess: boolean, notifyOnFailure: boolean } | null, restoreCheck: { paths: Array<string>, fullArchive: boolean, notifyOnSuccess: boolean, notifyOnFailure: boolean } | null } | null }
    | Record<PropertyKey, never>
   | null };

export type SetCheckScheduleMutationVariables = Exact<{
  input: SetCheckScheduleInput;
}>;


export type SetCheckScheduleMutation = { setCheckSchedule: { schedule: { databaseId: number } } };

export type SetRestoreCheckScheduleMutationVariables = Exact<{
  input: SetRestoreCheckScheduleInput;
}>;


export type SetRestoreCheckScheduleMutation = { setRestoreCheckSchedule: { schedule: { databaseId: number } } };

export const ScheduleItemFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ScheduleItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Schedule"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"cronExpression"}},{"kind":"Field","name":{"kind":"Name","value":"timezone"}},{"kind":"Field","name":{"kind":"Name","value":"isEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"lastRunAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextRunAt"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"repositories"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ManagedRepository"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lastPruneAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastCompactAt"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"backup"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"archiveNameTemplate"}},{"kind":"Field","name":{"kind":"Name","value":"pruneAfter"}},{"kind":"Field","name":{"kind":"Name","value":"compactAfter"}},{"kind":"Field","name":{"kind":"Name","value":"retention"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hourly"}},{"kind":"Field","name":{"kind":"Name","value":"daily"}},{"kind":"Field","name":{"kind":"Name","value":"weekly"}},{"kind":"Field","name":{"kind":"Name","value":"monthly"}},{"kind":"Field","name":{"kind":"Name","value":"quarterly"}},{"kind":"Field","name":{"kind":"Name","value":"yearly"}},{"kind":"Field","name":{"kind":"Name","value":"within"}}]}},{"kind":"Field","name":{"kind":"Name","value":"legacy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"availabilityCheckIntervalMinutes"}},{"kind":"Field","name":{"kind":"Name","value":"minSuccessIntervalMinutes"}},{"kind":"Field","name":{"kind":"Name","value":"runRepositoryScripts"}},{"kind":"Field","name":{"kind":"Name","value":"preBackupScriptId"}},{"kind":"Field","name":{"kind":"Name","value":"postBackupScriptId"}},{"kind":"Field","name":{"kind":"Name","value":"preBackupScriptParameters"}},{"kind":"Field","name":{"kind":"Name","value":"postBackupScriptParameters"}}]}}]}}]}}]} as unknown as DocumentNode<ScheduleItemFragment, unknown>;
export const CheckScheduleItemFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CheckScheduleItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Schedule"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cronExpression"}},{"kind":"Field","name":{"kind":"Name","value":"timezone"}},{"kind":"Field","name":{"kind":"Name","value":"isEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"lastRunAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextRunAt"}},{"kind":"Field","name":{"kind":"Name","value":"check"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"maxDurationSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"flags"}},{"kind":"Field","name":{"kind":"Name","value":"notifyOnSuccess"}},{"kind":"Field","name":{"kind":"Name","value":"notifyOnFailure"}}]}},{"kind":"Field","name":{"kind":"Name","value":"restoreCheck"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"paths"}},{"kind":"Field","name":{"kind":"Name","value":"fullArchive"}},{"kind":"Field","name":{"kind":"Name","value":"notifyOnSuccess"}},{"kind":"Field","name":{"kind":"Name","value":"notifyOnFailure"}}]}}]}}]} as unknown as DocumentNode<CheckScheduleItemFragment, unknown>;
export const BackupSchedulesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BackupSchedules"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"schedules"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"kinds"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"BACKUP"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ScheduleItem"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ScheduleItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Schedule"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"cronExpression"}},{"kind":"Field","name":{"kind":"Name","value":"timezone"}},{"kind":"Field","name":{"kind":"Name","value":"isEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"lastRunAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextRunAt"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"repositories"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ManagedRepository"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lastPruneAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastCompactAt"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"backup"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"archiveNameTemplate"}},{"kind":"Field","name":{"kind":"Name","value":"pruneAfter"}},{"kind":"Field","name":{"kind":"Name","value":"compactAfter"}},{"kind":"Field","name":{"kind":"Name","value":"retention"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hourly"}},{"kind":"Field","name":{"kind":"Name","value":"daily"}},{"kind":"Field","name":{"kind":"Name","value":"weekly"}},{"kind":"Field","name":{"kind":"Name","value":"monthly"}},{"kind":"Field","name":{"kind":"Name","value":"quarterly"}},{"kind":"Field","name":{"kind":"Name","value":"yearly"}},{"kind":"Field","name":{"kind":"Name","value":"within"}}]}},{"kind":"Field","name":{"kind":"Name","value":"legacy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"availabilityCheckIntervalMinutes"}},{"kind":"Field","name":{"kind":"Name","value":"minSuccessIntervalMinutes"}},{"kind":"Field","name":{"kind":"Name","value":"runRepositoryScripts"}},{"kind":"Field","name":{"kind":"Name","value":"preBackupScriptId"}},{"kind":"Field","name":{"kind":"Name","value":"postBackupScriptId"}},{"kind":"Field","name":{"kind":"Name","value":"preBackupScriptParameters"}},{"kind":"Field","name":{"kind":"Name","value":"postBackupScriptParameters"}}]}}]}}]}}]} as unknown as DocumentNode<BackupSchedulesQuery, BackupSchedulesQueryVariables>;
export const ScheduleByIdDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ScheduleById"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"schedule"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ScheduleItem"}},{"kind":"Field","name":{"kind":"Name","value":"nextRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"count"},"value":{"kind":"IntValue","value":"5"}}]}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ScheduleItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Schedule"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"cronExpression"}},{"kind":"Field","name":{"kind":"Name","value":"timezone"}},{"kind":"Field","name":{"kind":"Name","value":"isEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"lastRunAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextRunAt"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"repositories"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ManagedRepository"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lastPruneAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastCompactAt"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"backup"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"archiveNameTemplate"}},{"kind":"Field","name":{"kind":"Name","value":"pruneAfter"}},{"kind":"Field","name":{"kind":"Name","value":"compactAfter"}},{"kind":"Field","name":{"kind":"Name","value":"retention"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hourly"}},{"kind":"Field","name":{"kind":"Name","value":"daily"}},{"kind":"Field","name":{"kind":"Name","value":"weekly"}},{"kind":"Field","name":{"kind":"Name","value":"monthly"}},{"kind":"Field","name":{"kind":"Name","value":"quarterly"}},{"kind":"Field","name":{"kind":"Name","value":"yearly"}},{"kind":"Field","name":{"kind":"Name","value":"within"}}]}},{"kind":"Field","name":{"kind":"Name","value":"legacy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"availabilityCheckIntervalMinutes"}},{"kind":"Field","name":{"kind":"Name","value":"minSuccessIntervalMinutes"}},{"kind":"Field","name":{"kind":"Name","value":"runRepositoryScripts"}},{"kind":"Field","name":{"kind":"Name","value":"preBackupScriptId"}},{"kind":"Field","name":{"kind":"Name","value":"postBackupScriptId"}},{"kind":"Field","name":{"kind":"Name","value":"preBackupScriptParameters"}},{"kind":"Field","name":{"kind":"Name","value":"postBackupScriptParameters"}}]}}]}}]}}]} as unknown as DocumentNode<ScheduleByIdQuery, ScheduleByIdQueryVariables>;
export const CreateScheduleDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateSchedule"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateScheduleInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createSchedule"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"schedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ScheduleItem"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ScheduleItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Schedule"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"cronExpression"}},{"kind":"Field","name":{"kind":"Name","value":"timezone"}},{"kind":"Field","name":{"kind":"Name","value":"isEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"lastRunAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextRunAt"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"repositories"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ManagedRepository"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lastPruneAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastCompactAt"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"backup"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"archiveNameTemplate"}},{"kind":"Field","name":{"kind":"Name","value":"pruneAfter"}},{"kind":"Field","name":{"kind":"Name","value":"compactAfter"}},{"kind":"Field","name":{"kind":"Name","value":"retention"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hourly"}},{"kind":"Field","name":{"kind":"Name","value":"daily"}},{"kind":"Field","name":{"kind":"Name","value":"weekly"}},{"kind":"Field","name":{"kind":"Name","value":"monthly"}},{"kind":"Field","name":{"kind":"Name","value":"quarterly"}},{"kind":"Field","name":{"kind":"Name","value":"yearly"}},{"kind":"Field","name":{"kind":"Name","value":"within"}}]}},{"kind":"Field","name":{"kind":"Name","value":"legacy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"availabilityCheckIntervalMinutes"}},{"kind":"Field","name":{"kind":"Name","value":"minSuccessIntervalMinutes"}},{"kind":"Field","name":{"kind":"Name","value":"runRepositoryScripts"}},{"kind":"Field","name":{"kind":"Name","value":"preBackupScriptId"}},{"kind":"Field","name":{"kind":"Name","value":"postBackupScriptId"}},{"kind":"Field","name":{"kind":"Name","value":"preBackupScriptParameters"}},{"kind":"Field","name":{"kind":"Name","value":"postBackupScriptParameters"}}]}}]}}]}}]} as unknown as DocumentNode<CreateScheduleMutation, CreateScheduleMutationVariables>;
export const UpdateScheduleDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateSchedule"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateScheduleInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateSchedule"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"schedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateScheduleMutation, UpdateScheduleMutationVariables>;
export const DeleteScheduleDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteSchedule"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteSchedule"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"scheduleId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedScheduleId"}}]}}]}}]} as unknown as DocumentNode<DeleteScheduleMutation, DeleteScheduleMutationVariables>;
export const DuplicateScheduleDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DuplicateSchedule"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"duplicateSchedule"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"scheduleId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"schedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ScheduleItem"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ScheduleItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Schedule"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"cronExpression"}},{"kind":"Field","name":{"kind":"Name","value":"timezone"}},{"kind":"Field","name":{"kind":"Name","value":"isEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"lastRunAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextRunAt"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"repositories"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ManagedRepository"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lastPruneAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastCompactAt"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"backup"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"archiveNameTemplate"}},{"kind":"Field","name":{"kind":"Name","value":"pruneAfter"}},{"kind":"Field","name":{"kind":"Name","value":"compactAfter"}},{"kind":"Field","name":{"kind":"Name","value":"retention"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hourly"}},{"kind":"Field","name":{"kind":"Name","value":"daily"}},{"kind":"Field","name":{"kind":"Name","value":"weekly"}},{"kind":"Field","name":{"kind":"Name","value":"monthly"}},{"kind":"Field","name":{"kind":"Name","value":"quarterly"}},{"kind":"Field","name":{"kind":"Name","value":"yearly"}},{"kind":"Field","name":{"kind":"Name","value":"within"}}]}},{"kind":"Field","name":{"kind":"Name","value":"legacy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"availabilityCheckIntervalMinutes"}},{"kind":"Field","name":{"kind":"Name","value":"minSuccessIntervalMinutes"}},{"kind":"Field","name":{"kind":"Name","value":"runRepositoryScripts"}},{"kind":"Field","name":{"kind":"Name","value":"preBackupScriptId"}},{"kind":"Field","name":{"kind":"Name","value":"postBackupScriptId"}},{"kind":"Field","name":{"kind":"Name","value":"preBackupScriptParameters"}},{"kind":"Field","name":{"kind":"Name","value":"postBackupScriptParameters"}}]}}]}}]}}]} as unknown as DocumentNode<DuplicateScheduleMutation, DuplicateScheduleMutationVariables>;
export const RunScheduleNowDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RunScheduleNow"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"onConflict"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ConflictPolicy"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"runScheduleNow"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"scheduleId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"onConflict"},"value":{"kind":"Variable","name":{"kind":"Name","value":"onConflict"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}}]}}]}}]} as unknown as DocumentNode<RunScheduleNowMutation, RunScheduleNowMutationVariables>;
export const UpcomingBackupsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"UpcomingBackups"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"hours"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"upcomingRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"hours"},"value":{"kind":"Variable","name":{"kind":"Name","value":"hours"}}},{"kind":"Argument","name":{"kind":"Name","value":"kinds"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"BACKUP"}]}},{"kind":"Argument","name":{"kind":"Name","value":"runsEach"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"schedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"cronExpression"}},{"kind":"Field","name":{"kind":"Name","value":"timezone"}},{"kind":"Field","name":{"kind":"Name","value":"repositories"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]}}]} as unknown as DocumentNode<UpcomingBackupsQuery, UpcomingBackupsQueryVariables>;
export const CronPresetsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CronPresets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cronPresets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"expression"}},{"kind":"Field","name":{"kind":"Name","value":"description"}}]}}]}}]} as unknown as DocumentNode<CronPresetsQuery, CronPresetsQueryVariables>;
export const ValidateCronDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ValidateCron"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"expression"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"timezone"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"validateCron"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"expression"},"value":{"kind":"Variable","name":{"kind":"Name","value":"expression"}}},{"kind":"Argument","name":{"kind":"Name","value":"timezone"},"value":{"kind":"Variable","name":{"kind":"Name","value":"timezone"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"problem"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"nextRuns"}}]}}]}}]} as unknown as DocumentNode<ValidateCronQuery, ValidateCronQueryVariables>;
export const RepositoryIdDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RepositoryId"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"by"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RepositoryByInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"repository"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"Variable","name":{"kind":"Name","value":"by"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}}]}}]} as unknown as DocumentNode<RepositoryIdQuery, RepositoryIdQueryVariables>;
export const CheckSchedulesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CheckSchedules"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"repository"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ManagedRepository"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"lastRestoreCheckAt"}},{"kind":"Field","name":{"kind":"Name","value":"checkSchedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CheckScheduleItem"}}]}},{"kind":"Field","name":{"kind":"Name","value":"restoreCheckSchedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CheckScheduleItem"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CheckScheduleItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Schedule"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cronExpression"}},{"kind":"Field","name":{"kind":"Name","value":"timezone"}},{"kind":"Field","name":{"kind":"Name","value":"isEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"lastRunAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextRunAt"}},{"kind":"Field","name":{"kind":"Name","value":"check"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"maxDurationSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"flags"}},{"kind":"Field","name":{"kind":"Name","value":"notifyOnSuccess"}},{"kind":"Field","name":{"kind":"Name","value":"notifyOnFailure"}}]}},{"kind":"Field","name":{"kind":"Name","value":"restoreCheck"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"paths"}},{"kind":"Field","name":{"kind":"Name","value":"fullArchive"}},{"kind":"Field","name":{"kind":"Name","value":"notifyOnSuccess"}},{"kind":"Field","name":{"kind":"Name","value":"notifyOnFailure"}}]}}]}}]} as unknown as DocumentNode<CheckSchedulesQuery, CheckSchedulesQueryVariables>;
export const SetCheckScheduleDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetCheckSchedule"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetCheckScheduleInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setCheckSchedule"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"schedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}}]}}]}}]} as unknown as DocumentNode<SetCheckScheduleMutation, SetCheckScheduleMutationVariables>;
export const SetRestoreCheckScheduleDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetRestoreCheckSchedule"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetRestoreCheckScheduleInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setRestoreCheckSchedule"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"schedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}}]}}]}}]} as unknown as DocumentNode<SetRestoreCheckScheduleMutation, SetRestoreCheckScheduleMutationVariables>;