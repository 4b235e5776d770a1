// Written by codegen.ts from borg-ui/activity/activity.graphql: do not edit.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../schema.ts';

import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
type ActivityItem_BackupJob_Fragment = { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, trigger: Types.JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, madeArchive: string | null, maintenance: { steps: Array<{ kind: Types.MaintenanceKind, status: Types.JobStatus, startedAt: string, finishedAt: string | null, afterLine: number, lastLine: number | null, failure: { code: Types.JobFailureCode } | null }> } | null, repository:
    | { name: string }
    | { name: string }
   | null, databaseIds: { schedule: number | null }, failure: { code: Types.JobFailureCode } | null };

type ActivityItem_CheckJob_Fragment = { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, trigger: Types.JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, repository:
    | { name: string }
    | { name: string }
   | null, databaseIds: { schedule: number | null }, failure: { code: Types.JobFailureCode } | null };

type ActivityItem_CompactJob_Fragment = { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, trigger: Types.JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, repository:
    | { name: string }
    | { name: string }
   | null, databaseIds: { schedule: number | null }, failure: { code: Types.JobFailureCode } | null };

type ActivityItem_DeleteArchiveJob_Fragment = { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, trigger: Types.JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, deletedArchive: string, repository:
    | { name: string }
    | { name: string }
   | null, databaseIds: { schedule: number | null }, failure: { code: Types.JobFailureCode } | null };

type ActivityItem_PruneJob_Fragment = { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, trigger: Types.JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, repository:
    | { name: string }
    | { name: string }
   | null, databaseIds: { schedule: number | null }, failure: { code: Types.JobFailureCode } | null };

type ActivityItem_RestoreCheckJob_Fragment = { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, trigger: Types.JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, repository:
    | { name: string }
    | { name: string }
   | null, databaseIds: { schedule: number | null }, failure: { code: Types.JobFailureCode } | null };

type ActivityItem_RestoreJob_Fragment = { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, trigger: Types.JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, repository:
    | { name: string }
    | { name: string }
   | null, databaseIds: { schedule: number | null }, failure: { code: Types.JobFailureCode } | null };

export type ActivityItemFragment =
  | ActivityItem_BackupJob_Fragment
  | ActivityItem_CheckJob_Fragment
  | ActivityItem_CompactJob_Fragment
  | ActivityItem_DeleteArchiveJob_Fragment
  | ActivityItem_PruneJob_Fragment
  | ActivityItem_RestoreCheckJob_Fragment
  | ActivityItem_RestoreJob_Fragment
;

export type MaintenanceStepFragment = { kind: Types.MaintenanceKind, status: Types.JobStatus, startedAt: string, finishedAt: string | null, afterLine: number, lastLine: number | null, failure: { code: Types.JobFailureCode } | null };

export type RecentActivityQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter: Types.JobFilterInput;
}>;


export type RecentActivityQuery = { jobs: { edges: Array<{ node:
        | { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, trigger: Types.JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, madeArchive: string | null, maintenance: { steps: Array<{ kind: Types.MaintenanceKind, status: Types.JobStatus, startedAt: string, finishedAt: string | null, afterLine: number, lastLine: number | null, failure: { code: Types.JobFailureCode } | null }> } | null, repository:
            | { name: string }
            | { name: string }
           | null, databaseIds: { schedule: number | null }, failure: { code: Types.JobFailureCode } | null }
        | { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, trigger: Types.JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, repository:
            | { name: string }
            | { name: string }
           | null, databaseIds: { schedule: number | null }, failure: { code: Types.JobFailureCode } | null }
        | { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, trigger: Types.JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, repository:
            | { name: string }
            | { name: string }
           | null, databaseIds: { schedule: number | null }, failure: { code: Types.JobFailureCode } | null }
        | { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, trigger: Types.JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, deletedArchive: string, repository:
            | { name: string }
            | { name: string }
           | null, databaseIds: { schedule: number | null }, failure: { code: Types.JobFailureCode } | null }
        | { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, trigger: Types.JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, repository:
            | { name: string }
            | { name: string }
           | null, databaseIds: { schedule: number | null }, failure: { code: Types.JobFailureCode } | null }
        | { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, trigger: Types.JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, repository:
            | { name: string }
            | { name: string }
           | null, databaseIds: { schedule: number | null }, failure: { code: Types.JobFailureCode } | null }
        | { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, trigger: Types.JobTrigger, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, hasLog: boolean, repository:
            | { name: string }
            | { name: string }
           | null, databaseIds: { schedule: number | null }, failure: { code: Types.JobFailureCode } | null }
       }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ScheduleNamesQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type ScheduleNamesQuery = { nodes: Array<
    | { databaseId: number, name: string | null }
    | Record<PropertyKey, never>
   | null> };

export type MaintenanceOfBackupQueryVariables = Exact<{
  id: string | number;
}>;


export type MaintenanceOfBackupQuery = { job:
    | { maintenance: { steps: Array<{ kind: Types.MaintenanceKind, status: Types.JobStatus, startedAt: string, finishedAt: string | null, afterLine: number, lastLine: number | null, failure: { code: Types.JobFailureCode } | null }> } | null }
    | Record<PropertyKey, never>
   | null };

export type ActivityLogQueryVariables = Exact<{
  id: string | number;
  after: number;
  first: number;
}>;


export type ActivityLogQuery = { job:
    | { status: Types.JobStatus, hasLog: boolean, log: { endCursor: number, hasNextPage: boolean, totalLines: number, lines: Array<{ number: number, content: string }> } }
    | { status: Types.JobStatus, hasLog: boolean, log: { endCursor: number, hasNextPage: boolean, totalLines: number, lines: Array<{ number: number, content: string }> } }
    | { status: Types.JobStatus, hasLog: boolean, log: { endCursor: number, hasNextPage: boolean, totalLines: number, lines: Array<{ number: number, content: string }> } }
    | { status: Types.JobStatus, hasLog: boolean, log: { endCursor: number, hasNextPage: boolean, totalLines: number, lines: Array<{ number: number, content: string }> } }
    | { status: Types.JobStatus, hasLog: boolean, log: { endCursor: number, hasNextPage: boolean, totalLines: number, lines: Array<{ number: number, content: string }> } }
    | { status: Types.JobStatus, hasLog: boolean, log: { endCursor: number, hasNextPage: boolean, totalLines: number, lines: Array<{ number: number, content: string }> } }
    | { status: Types.JobStatus, hasLog: boolean, log: { endCursor: number, hasNextPage: boolean, totalLines: number, lines: Array<{ number: number, content: string }> } }
   | null };

export type DeleteJobMutationVariables = Exact<{
  id: string | number;
}>;


export type DeleteJobMutation = { deleteJob: { deletedJobId: string } };

export const MaintenanceStepFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MaintenanceStep"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"BackupMaintenanceStep"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"afterLine"}},{"kind":"Field","name":{"kind":"Name","value":"lastLine"}}]}}]} as unknown as DocumentNode<MaintenanceStepFragment, unknown>;
export const ActivityItemFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ActivityItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Job"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"trigger"}},{"kind":"Field","name":{"kind":"Name","value":"repositoryPath"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"exitCode"}},{"kind":"Field","name":{"kind":"Name","value":"hasLog"}},{"kind":"Field","name":{"kind":"Name","value":"repository"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"databaseIds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"schedule"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"BackupJob"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"madeArchive"},"name":{"kind":"Name","value":"archiveName"}},{"kind":"Field","name":{"kind":"Name","value":"maintenance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MaintenanceStep"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteArchiveJob"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"deletedArchive"},"name":{"kind":"Name","value":"archiveName"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MaintenanceStep"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"BackupMaintenanceStep"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"afterLine"}},{"kind":"Field","name":{"kind":"Name","value":"lastLine"}}]}}]} as unknown as DocumentNode<ActivityItemFragment, unknown>;
export const RecentActivityDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RecentActivity"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"JobFilterInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobs"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ActivityItem"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MaintenanceStep"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"BackupMaintenanceStep"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"afterLine"}},{"kind":"Field","name":{"kind":"Name","value":"lastLine"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ActivityItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Job"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"trigger"}},{"kind":"Field","name":{"kind":"Name","value":"repositoryPath"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"exitCode"}},{"kind":"Field","name":{"kind":"Name","value":"hasLog"}},{"kind":"Field","name":{"kind":"Name","value":"repository"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"databaseIds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"schedule"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"BackupJob"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"madeArchive"},"name":{"kind":"Name","value":"archiveName"}},{"kind":"Field","name":{"kind":"Name","value":"maintenance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MaintenanceStep"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteArchiveJob"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"deletedArchive"},"name":{"kind":"Name","value":"archiveName"}}]}}]}}]} as unknown as DocumentNode<RecentActivityQuery, RecentActivityQueryVariables>;
export const ScheduleNamesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ScheduleNames"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Schedule"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<ScheduleNamesQuery, ScheduleNamesQueryVariables>;
export const MaintenanceOfBackupDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MaintenanceOfBackup"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"job"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"BackupJob"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"maintenance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MaintenanceStep"}}]}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MaintenanceStep"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"BackupMaintenanceStep"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"afterLine"}},{"kind":"Field","name":{"kind":"Name","value":"lastLine"}}]}}]} as unknown as DocumentNode<MaintenanceOfBackupQuery, MaintenanceOfBackupQueryVariables>;
export const ActivityLogDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ActivityLog"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"job"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"hasLog"}},{"kind":"Field","name":{"kind":"Name","value":"log"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"content"}}]}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"totalLines"}}]}}]}}]}}]} as unknown as DocumentNode<ActivityLogQuery, ActivityLogQueryVariables>;
export const DeleteJobDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteJob"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteJob"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"jobId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedJobId"}}]}}]}}]} as unknown as DocumentNode<DeleteJobMutation, DeleteJobMutationVariables>;