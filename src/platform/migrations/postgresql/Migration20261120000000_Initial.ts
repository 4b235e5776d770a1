import { Migration } from '@mikro-orm/migrations'

export class Migration20261120000000_Initial extends Migration {
  override name = 'Migration20261120000000_Initial'

  override up(): void | Promise<void> {
    this.addSql(
      `create table "repository" ("id" serial primary key, "kind" text not null, "state" text not null, "name" varchar(255) not null, "path" varchar(1024) not null, "encryption" text not null, "sealedPassphrase" text null, "sealedKeyFile" text null, "compression" varchar(255) not null, "sourceDirectories" text not null, "excludePatterns" text not null, "listFiles" text not null, "mode" text not null, "bypassLock" int not null default 0, "remotePath" varchar(255) null, "customFlags" text not null, "preBackupScript" text null, "postBackupScript" text null, "preHookTimeoutSeconds" int not null default 300, "postHookTimeoutSeconds" int not null default 300, "continueOnHookFailure" int not null default 0, "pool" varchar(255) not null, "createdAt" bigint not null, "updatedAt" bigint not null, "lastBackupAt" bigint null, "expectedSize" bigint null, "totalSize" bigint null);`,
    )
    this.addSql(`alter table "repository" add constraint "repository_name_unique" unique ("name");`)
    this.addSql(`alter table "repository" add constraint "repository_path_unique" unique ("path");`)

    this.addSql(
      `create table "borg_call" ("id" serial primary key, "kind" text not null, "repositoryId" int not null, "pool" varchar(255) not null, "status" text not null, "input" text not null, "output" text null, "createdAt" bigint not null, "workerHost" varchar(255) null);`,
    )
    this.addSql(`create index "borg_call_status_index" on "borg_call" ("status");`)

    this.addSql(
      `create table "archive" ("id" serial primary key, "repositoryId" int not null, "borgId" varchar(255) not null, "name" varchar(255) not null, "startedAt" bigint not null, "finishedAt" bigint null, "originalSize" bigint null, "compressedSize" bigint null, "deduplicatedSize" bigint null, "fileCount" int null);`,
    )
    this.addSql(`create index "archive_newest" on "archive" ("repositoryId", "startedAt");`)
    this.addSql(`alter table "archive" add constraint "archive_once" unique ("repositoryId", "borgId");`)

    this.addSql(
      `create table "user_account" ("id" serial primary key, "username" varchar(255) not null, "email" varchar(255) null, "fullName" varchar(255) null, "passwordHash" text not null, "role" text not null, "allRepositoriesRole" text null, "isActive" int not null default 1, "mustChangePassword" int not null default 0, "createdAt" bigint not null, "lastSignInAt" bigint null);`,
    )
    this.addSql(
      `alter table "user_account" add constraint "user_account_username_unique" unique ("username");`,
    )

    this.addSql(
      `create table "session" ("id" varchar(255) not null, "userId" int not null, "createdAt" bigint not null, "expiresAt" bigint not null, primary key ("id"));`,
    )
    this.addSql(`create index "session_expiresAt_index" on "session" ("expiresAt");`)

    this.addSql(
      `create table "repository_grant" ("id" serial primary key, "userId" int not null, "repositoryId" int not null, "role" text not null, "createdAt" bigint not null);`,
    )
    this.addSql(
      `alter table "repository_grant" add constraint "repository_grant_once" unique ("userId", "repositoryId");`,
    )

    this.addSql(
      `create table "job" ("id" serial primary key, "kind" text not null, "status" text not null, "trigger" text not null, "repositoryId" int null, "repositoryPath" varchar(1024) not null, "pool" varchar(255) not null, "requestedById" int null, "idempotencyKey" varchar(255) null, "archiveName" varchar(255) null, "retryOfId" int null, "retryOriginalId" int null, "retryAttempt" int not null default 1, "createdAt" bigint not null, "startedAt" bigint null, "finishedAt" bigint null, "revision" int not null default 1, "changedAt" bigint not null, "workerHost" varchar(255) null, "leaseUntil" bigint null, "attempt" int not null default 0, "runState" text null, "spoolOffset" bigint not null default '0', "lineCount" int not null default 0, "logBytes" bigint not null default '0', "logDeletedAt" bigint null, "progress" text not null, "cancelRequestedAt" bigint null, "cancelRequestedById" int null, "cancelOutcome" text null, "exitCode" int null, "failureCode" varchar(255) null, "failureMessage" text null, "failureRemedy" text null);`,
    )
    this.addSql(`create index "job_by_repository" on "job" ("repositoryId", "id");`)
    this.addSql(`create index "job_by_status" on "job" ("status", "id");`)
    this.addSql(`create index "job_changed" on "job" ("changedAt");`)
    this.addSql(`create unique index "job_one_running" on "job" ("repositoryId") where "status" = 'RUNNING';`)
    this.addSql(
      `alter table "job" add constraint "job_idempotency" unique ("requestedById", "idempotencyKey");`,
    )

    this.addSql(
      `create table "log_chunk" ("jobId" int not null, "lastLine" int not null, "firstLine" int not null, "source" text not null, "at" bigint not null, "content" text not null, primary key ("jobId", "lastLine"));`,
    )

    this.addSql(
      `create table "api_key" ("id" serial primary key, "userId" int not null, "kind" text not null, "name" varchar(255) not null, "prefix" varchar(255) not null, "secretHash" varchar(255) not null, "permissions" text not null, "repositoryIds" text null, "createdAt" bigint not null, "expiresAt" bigint null, "lastUsedAt" bigint null);`,
    )
    this.addSql(`alter table "api_key" add constraint "api_key_secretHash_unique" unique ("secretHash");`)

    this.addSql(
      `create table "worker" ("host" varchar(255) not null, "pools" varchar(255) not null, "borgVersion" varchar(255) null, "concurrency" int not null, "startedAt" bigint not null, "heartbeatAt" bigint not null, primary key ("host"));`,
    )

    this.addSql(
      `alter table "repository" add constraint "repository_kind_check" check ("kind" in ('MANAGED', 'HOSTED'));`,
    )
    this.addSql(
      `alter table "repository" add constraint "repository_state_check" check ("state" in ('CREATING', 'READY'));`,
    )
    this.addSql(
      `alter table "repository" add constraint "repository_encryption_check" check ("encryption" in ('NONE', 'REPOKEY', 'REPOKEY_BLAKE2', 'KEYFILE', 'KEYFILE_BLAKE2', 'AUTHENTICATED', 'AUTHENTICATED_BLAKE2'));`,
    )
    this.addSql(
      `alter table "repository" add constraint "repository_listFiles_check" check ("listFiles" in ('CHANGED', 'ALL', 'NONE'));`,
    )
    this.addSql(
      `alter table "repository" add constraint "repository_mode_check" check ("mode" in ('FULL', 'OBSERVE'));`,
    )

    this.addSql(
      `alter table "borg_call" add constraint "borg_call_repositoryId_foreign" foreign key ("repositoryId") references "repository" ("id") on delete cascade;`,
    )
    this.addSql(
      `alter table "borg_call" add constraint "borg_call_kind_check" check ("kind" in ('INIT', 'VERIFY', 'EXPORT_KEY', 'REFRESH_ARCHIVES'));`,
    )
    this.addSql(
      `alter table "borg_call" add constraint "borg_call_status_check" check ("status" in ('PENDING', 'RUNNING', 'DONE', 'FAILED'));`,
    )

    this.addSql(
      `alter table "archive" add constraint "archive_repositoryId_foreign" foreign key ("repositoryId") references "repository" ("id") on delete cascade;`,
    )

    this.addSql(
      `alter table "user_account" add constraint "user_account_role_check" check ("role" in ('VIEWER', 'OPERATOR', 'ADMIN'));`,
    )
    this.addSql(
      `alter table "user_account" add constraint "user_account_allRepositoriesRole_check" check ("allRepositoriesRole" in ('VIEWER', 'OPERATOR'));`,
    )

    this.addSql(
      `alter table "session" add constraint "session_userId_foreign" foreign key ("userId") references "user_account" ("id") on delete cascade;`,
    )

    this.addSql(
      `alter table "repository_grant" add constraint "repository_grant_userId_foreign" foreign key ("userId") references "user_account" ("id") on delete cascade;`,
    )
    this.addSql(
      `alter table "repository_grant" add constraint "repository_grant_repositoryId_foreign" foreign key ("repositoryId") references "repository" ("id") on delete cascade;`,
    )
    this.addSql(
      `alter table "repository_grant" add constraint "repository_grant_role_check" check ("role" in ('VIEWER', 'OPERATOR'));`,
    )

    this.addSql(
      `alter table "job" add constraint "job_repositoryId_foreign" foreign key ("repositoryId") references "repository" ("id") on delete set null;`,
    )
    this.addSql(
      `alter table "job" add constraint "job_requestedById_foreign" foreign key ("requestedById") references "user_account" ("id") on delete set null;`,
    )
    this.addSql(
      `alter table "job" add constraint "job_cancelRequestedById_foreign" foreign key ("cancelRequestedById") references "user_account" ("id") on delete set null;`,
    )
    this.addSql(
      `alter table "job" add constraint "job_kind_check" check ("kind" in ('BACKUP', 'CHECK', 'PRUNE', 'COMPACT', 'RESTORE', 'DELETE_ARCHIVE'));`,
    )
    this.addSql(
      `alter table "job" add constraint "job_status_check" check ("status" in ('PENDING', 'RUNNING', 'COMPLETED', 'COMPLETED_WITH_WARNINGS', 'FAILED', 'CANCELLED'));`,
    )
    this.addSql(
      `alter table "job" add constraint "job_trigger_check" check ("trigger" in ('MANUAL', 'SCHEDULE', 'RETRY'));`,
    )
    this.addSql(
      `alter table "job" add constraint "job_cancelOutcome_check" check ("cancelOutcome" in ('GRACEFUL', 'FORCED', 'LOCK_LEFT'));`,
    )

    this.addSql(
      `alter table "log_chunk" add constraint "log_chunk_jobId_foreign" foreign key ("jobId") references "job" ("id") on delete cascade;`,
    )
    this.addSql(
      `alter table "log_chunk" add constraint "log_chunk_source_check" check ("source" in ('BORG', 'HOOK', 'SERVER'));`,
    )

    this.addSql(
      `alter table "api_key" add constraint "api_key_userId_foreign" foreign key ("userId") references "user_account" ("id") on delete cascade;`,
    )
    this.addSql(
      `alter table "api_key" add constraint "api_key_kind_check" check ("kind" in ('API_KEY', 'ACCOUNT'));`,
    )
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "borg_call" drop constraint "borg_call_repositoryId_foreign";`)
    this.addSql(`alter table "archive" drop constraint "archive_repositoryId_foreign";`)
    this.addSql(`alter table "repository_grant" drop constraint "repository_grant_repositoryId_foreign";`)
    this.addSql(`alter table "job" drop constraint "job_repositoryId_foreign";`)
    this.addSql(`alter table "session" drop constraint "session_userId_foreign";`)
    this.addSql(`alter table "repository_grant" drop constraint "repository_grant_userId_foreign";`)
    this.addSql(`alter table "job" drop constraint "job_requestedById_foreign";`)
    this.addSql(`alter table "job" drop constraint "job_cancelRequestedById_foreign";`)
    this.addSql(`alter table "api_key" drop constraint "api_key_userId_foreign";`)
    this.addSql(`alter table "log_chunk" drop constraint "log_chunk_jobId_foreign";`)

    this.addSql(`drop table if exists "repository" cascade;`)
    this.addSql(`drop table if exists "borg_call" cascade;`)
    this.addSql(`drop table if exists "archive" cascade;`)
    this.addSql(`drop table if exists "user_account" cascade;`)
    this.addSql(`drop table if exists "session" cascade;`)
    this.addSql(`drop table if exists "repository_grant" cascade;`)
    this.addSql(`drop table if exists "job" cascade;`)
    this.addSql(`drop table if exists "log_chunk" cascade;`)
    this.addSql(`drop table if exists "api_key" cascade;`)
    this.addSql(`drop table if exists "worker" cascade;`)
  }
}
