// Written by codegen.ts from borg-ui/activity/events.graphql: do not edit.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../schema.ts';

import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
type EventJob_BackupJob_Fragment = { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
    | { name: string }
    | { name: string }
   | null, failure: { code: Types.JobFailureCode } | null };

type EventJob_CheckJob_Fragment = { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
    | { name: string }
    | { name: string }
   | null, failure: { code: Types.JobFailureCode } | null };

type EventJob_CompactJob_Fragment = { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
    | { name: string }
    | { name: string }
   | null, failure: { code: Types.JobFailureCode } | null };

type EventJob_DeleteArchiveJob_Fragment = { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
    | { name: string }
    | { name: string }
   | null, failure: { code: Types.JobFailureCode } | null };

type EventJob_PruneJob_Fragment = { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
    | { name: string }
    | { name: string }
   | null, failure: { code: Types.JobFailureCode } | null };

type EventJob_RestoreCheckJob_Fragment = { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
    | { name: string }
    | { name: string }
   | null, failure: { code: Types.JobFailureCode } | null };

type EventJob_RestoreJob_Fragment = { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
    | { name: string }
    | { name: string }
   | null, failure: { code: Types.JobFailureCode } | null };

export type EventJobFragment =
  | EventJob_BackupJob_Fragment
  | EventJob_CheckJob_Fragment
  | EventJob_CompactJob_Fragment
  | EventJob_DeleteArchiveJob_Fragment
  | EventJob_PruneJob_Fragment
  | EventJob_RestoreCheckJob_Fragment
  | EventJob_RestoreJob_Fragment
;

export type EventProgressFragment = { status: Types.JobStatus, phase: Types.JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null };

export type RunningJobsQueryVariables = Exact<{ [key: string]: never; }>;


export type RunningJobsQuery = { jobs: { edges: Array<{ node:
        | { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
            | { name: string }
            | { name: string }
           | null, failure: { code: Types.JobFailureCode } | null }
        | { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
            | { name: string }
            | { name: string }
           | null, failure: { code: Types.JobFailureCode } | null }
        | { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
            | { name: string }
            | { name: string }
           | null, failure: { code: Types.JobFailureCode } | null }
        | { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
            | { name: string }
            | { name: string }
           | null, failure: { code: Types.JobFailureCode } | null }
        | { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
            | { name: string }
            | { name: string }
           | null, failure: { code: Types.JobFailureCode } | null }
        | { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
            | { name: string }
            | { name: string }
           | null, failure: { code: Types.JobFailureCode } | null }
        | { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
            | { name: string }
            | { name: string }
           | null, failure: { code: Types.JobFailureCode } | null }
       }> } };

export type JobsChangedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type JobsChangedSubscription = { jobChanged:
    | { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
        | { name: string }
        | { name: string }
       | null, failure: { code: Types.JobFailureCode } | null }
    | { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
        | { name: string }
        | { name: string }
       | null, failure: { code: Types.JobFailureCode } | null }
    | { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
        | { name: string }
        | { name: string }
       | null, failure: { code: Types.JobFailureCode } | null }
    | { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
        | { name: string }
        | { name: string }
       | null, failure: { code: Types.JobFailureCode } | null }
    | { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
        | { name: string }
        | { name: string }
       | null, failure: { code: Types.JobFailureCode } | null }
    | { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
        | { name: string }
        | { name: string }
       | null, failure: { code: Types.JobFailureCode } | null }
    | { databaseId: number, kind: Types.JobKind, status: Types.JobStatus, repositoryPath: string, startedAt: string | null, finishedAt: string | null, exitCode: number | null, repository:
        | { name: string }
        | { name: string }
       | null, failure: { code: Types.JobFailureCode } | null }
   };

export type ProgressOfSubscriptionVariables = Exact<{
  id: string | number;
}>;


export type ProgressOfSubscription = { jobProgress: { status: Types.JobStatus, phase: Types.JobPhase, percent: number | null, originalSize: number | null, compressedSize: number | null, deduplicatedSize: number | null, fileCount: number | null, currentFile: string | null, totalExpectedSize: number | null, bytesPerSecond: number | null, secondsRemaining: number | null } };

export const EventJobFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventJob"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Job"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"repositoryPath"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"exitCode"}},{"kind":"Field","name":{"kind":"Name","value":"repository"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]} as unknown as DocumentNode<EventJobFragment, unknown>;
export const EventProgressFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventProgress"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"JobProgress"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"phase"}},{"kind":"Field","name":{"kind":"Name","value":"percent"}},{"kind":"Field","name":{"kind":"Name","value":"originalSize"}},{"kind":"Field","name":{"kind":"Name","value":"compressedSize"}},{"kind":"Field","name":{"kind":"Name","value":"deduplicatedSize"}},{"kind":"Field","name":{"kind":"Name","value":"fileCount"}},{"kind":"Field","name":{"kind":"Name","value":"currentFile"}},{"kind":"Field","name":{"kind":"Name","value":"totalExpectedSize"}},{"kind":"Field","name":{"kind":"Name","value":"bytesPerSecond"}},{"kind":"Field","name":{"kind":"Name","value":"secondsRemaining"}}]}}]} as unknown as DocumentNode<EventProgressFragment, unknown>;
export const RunningJobsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RunningJobs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobs"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"statuses"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"RUNNING"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EventJob"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventJob"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Job"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"repositoryPath"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"exitCode"}},{"kind":"Field","name":{"kind":"Name","value":"repository"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]} as unknown as DocumentNode<RunningJobsQuery, RunningJobsQueryVariables>;
export const JobsChangedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"JobsChanged"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobChanged"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EventJob"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventJob"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Job"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"repositoryPath"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"exitCode"}},{"kind":"Field","name":{"kind":"Name","value":"repository"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]} as unknown as DocumentNode<JobsChangedSubscription, JobsChangedSubscriptionVariables>;
export const ProgressOfDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"ProgressOf"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobProgress"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"jobId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EventProgress"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventProgress"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"JobProgress"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"phase"}},{"kind":"Field","name":{"kind":"Name","value":"percent"}},{"kind":"Field","name":{"kind":"Name","value":"originalSize"}},{"kind":"Field","name":{"kind":"Name","value":"compressedSize"}},{"kind":"Field","name":{"kind":"Name","value":"deduplicatedSize"}},{"kind":"Field","name":{"kind":"Name","value":"fileCount"}},{"kind":"Field","name":{"kind":"Name","value":"currentFile"}},{"kind":"Field","name":{"kind":"Name","value":"totalExpectedSize"}},{"kind":"Field","name":{"kind":"Name","value":"bytesPerSecond"}},{"kind":"Field","name":{"kind":"Name","value":"secondsRemaining"}}]}}]} as unknown as DocumentNode<ProgressOfSubscription, ProgressOfSubscriptionVariables>;