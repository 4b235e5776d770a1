import { Migration } from '@mikro-orm/migrations'

export class Migration20261120000000_Initial extends Migration {
  override name = 'Migration20261120000000_Initial'

  override up(): void | Promise<void> {
    this.addSql(
      `create table \`repository\` (\`id\` integer not null primary key autoincrement, \`kind\` text check (\`kind\` in ('MANAGED', 'HOSTED')) not null, \`state\` text check (\`state\` in ('CREATING', 'READY')) not null, \`name\` text not null, \`path\` text not null, \`encryption\` text check (\`encryption\` in ('NONE', 'REPOKEY', 'REPOKEY_BLAKE2', 'KEYFILE', 'KEYFILE_BLAKE2', 'AUTHENTICATED', 'AUTHENTICATED_BLAKE2')) not null, \`sealedPassphrase\` text null, \`sealedKeyFile\` text null, \`compression\` text not null, \`sourceDirectories\` text not null, \`excludePatterns\` text not null, \`listFiles\` text check (\`listFiles\` in ('CHANGED', 'ALL', 'NONE')) not null, \`mode\` text check (\`mode\` in ('FULL', 'OBSERVE')) not null, \`bypassLock\` integer not null default 0, \`remotePath\` text null, \`customFlags\` text not null, \`preBackupScript\` text null, \`postBackupScript\` text null, \`preHookTimeoutSeconds\` integer not null default 300, \`postHookTimeoutSeconds\` integer not null default 300, \`continueOnHookFailure\` integer not null default 0, \`pool\` text not null, \`createdAt\` bigint not null, \`updatedAt\` bigint not null, \`lastBackupAt\` bigint null, \`expectedSize\` bigint null, \`totalSize\` bigint null);`,
    )
    this.addSql(`create unique index \`repository_name_unique\` on \`repository\` (\`name\`);`)
    this.addSql(`create unique index \`repository_path_unique\` on \`repository\` (\`path\`);`)

    this.addSql(
      `create table \`borg_call\` (\`id\` integer not null primary key autoincrement, \`kind\` text check (\`kind\` in ('INIT', 'VERIFY', 'EXPORT_KEY', 'REFRESH_ARCHIVES')) not null, \`repositoryId\` integer not null, \`pool\` text not null, \`status\` text check (\`status\` in ('PENDING', 'RUNNING', 'DONE', 'FAILED')) not null, \`input\` text not null, \`output\` text null, \`createdAt\` bigint not null, \`workerHost\` text null, constraint \`borg_call_repositoryId_foreign\` foreign key (\`repositoryId\`) references \`repository\` (\`id\`) on delete cascade);`,
    )
    this.addSql(`create index \`borg_call_repositoryId_index\` on \`borg_call\` (\`repositoryId\`);`)
    this.addSql(`create index \`borg_call_status_index\` on \`borg_call\` (\`status\`);`)

    this.addSql(
      `create table \`archive\` (\`id\` integer not null primary key autoincrement, \`repositoryId\` integer not null, \`borgId\` text not null, \`name\` text not null, \`startedAt\` bigint not null, \`finishedAt\` bigint null, \`originalSize\` bigint null, \`compressedSize\` bigint null, \`deduplicatedSize\` bigint null, \`fileCount\` integer null, constraint \`archive_repositoryId_foreign\` foreign key (\`repositoryId\`) references \`repository\` (\`id\`) on delete cascade);`,
    )
    this.addSql(`create index \`archive_repositoryId_index\` on \`archive\` (\`repositoryId\`);`)
    this.addSql(`create index \`archive_newest\` on \`archive\` (\`repositoryId\`, \`startedAt\`);`)
    this.addSql(`create unique index \`archive_once\` on \`archive\` (\`repositoryId\`, \`borgId\`);`)

    this.addSql(
      `create table \`user_account\` (\`id\` integer not null primary key autoincrement, \`username\` text not null, \`email\` text null, \`fullName\` text null, \`passwordHash\` text not null, \`role\` text check (\`role\` in ('VIEWER', 'OPERATOR', 'ADMIN')) not null, \`allRepositoriesRole\` text check (\`allRepositoriesRole\` in ('VIEWER', 'OPERATOR')) null, \`isActive\` integer not null default 1, \`mustChangePassword\` integer not null default 0, \`createdAt\` bigint not null, \`lastSignInAt\` bigint null);`,
    )
    this.addSql(`create unique index \`user_account_username_unique\` on \`user_account\` (\`username\`);`)

    this.addSql(
      `create table \`session\` (\`id\` text not null primary key, \`userId\` integer not null, \`createdAt\` bigint not null, \`expiresAt\` bigint not null, constraint \`session_userId_foreign\` foreign key (\`userId\`) references \`user_account\` (\`id\`) on delete cascade);`,
    )
    this.addSql(`create index \`session_userId_index\` on \`session\` (\`userId\`);`)
    this.addSql(`create index \`session_expiresAt_index\` on \`session\` (\`expiresAt\`);`)

    this.addSql(
      `create table \`repository_grant\` (\`id\` integer not null primary key autoincrement, \`userId\` integer not null, \`repositoryId\` integer not null, \`role\` text check (\`role\` in ('VIEWER', 'OPERATOR')) not null, \`createdAt\` bigint not null, constraint \`repository_grant_userId_foreign\` foreign key (\`userId\`) references \`user_account\` (\`id\`) on delete cascade, constraint \`repository_grant_repositoryId_foreign\` foreign key (\`repositoryId\`) references \`repository\` (\`id\`) on delete cascade);`,
    )
    this.addSql(`create index \`repository_grant_userId_index\` on \`repository_grant\` (\`userId\`);`)
    this.addSql(
      `create index \`repository_grant_repositoryId_index\` on \`repository_grant\` (\`repositoryId\`);`,
    )
    this.addSql(
      `create unique index \`repository_grant_once\` on \`repository_grant\` (\`userId\`, \`repositoryId\`);`,
    )

    this.addSql(
      `create table \`job\` (\`id\` integer not null primary key autoincrement, \`kind\` text check (\`kind\` in ('BACKUP', 'CHECK', 'PRUNE', 'COMPACT', 'RESTORE', 'DELETE_ARCHIVE')) not null, \`status\` text check (\`status\` in ('PENDING', 'RUNNING', 'COMPLETED', 'COMPLETED_WITH_WARNINGS', 'FAILED', 'CANCELLED')) not null, \`trigger\` text check (\`trigger\` in ('MANUAL', 'SCHEDULE', 'RETRY')) not null, \`repositoryId\` integer null, \`repositoryPath\` text not null, \`pool\` text not null, \`requestedById\` integer null, \`idempotencyKey\` text null, \`archiveName\` text null, \`retryOfId\` integer null, \`retryOriginalId\` integer null, \`retryAttempt\` integer not null default 1, \`createdAt\` bigint not null, \`startedAt\` bigint null, \`finishedAt\` bigint null, \`revision\` integer not null default 1, \`changedAt\` bigint not null, \`workerHost\` text null, \`leaseUntil\` bigint null, \`attempt\` integer not null default 0, \`runState\` text null, \`spoolOffset\` bigint not null default '0', \`lineCount\` integer not null default 0, \`logBytes\` bigint not null default '0', \`logDeletedAt\` bigint null, \`progress\` text not null, \`cancelRequestedAt\` bigint null, \`cancelRequestedById\` integer null, \`cancelOutcome\` text check (\`cancelOutcome\` in ('GRACEFUL', 'FORCED', 'LOCK_LEFT')) null, \`exitCode\` integer null, \`failureCode\` text null, \`failureMessage\` text null, \`failureRemedy\` text null, constraint \`job_repositoryId_foreign\` foreign key (\`repositoryId\`) references \`repository\` (\`id\`) on delete set null, constraint \`job_requestedById_foreign\` foreign key (\`requestedById\`) references \`user_account\` (\`id\`) on delete set null, constraint \`job_cancelRequestedById_foreign\` foreign key (\`cancelRequestedById\`) references \`user_account\` (\`id\`) on delete set null);`,
    )
    this.addSql(`create index \`job_repositoryId_index\` on \`job\` (\`repositoryId\`);`)
    this.addSql(`create index \`job_requestedById_index\` on \`job\` (\`requestedById\`);`)
    this.addSql(`create index \`job_cancelRequestedById_index\` on \`job\` (\`cancelRequestedById\`);`)
    this.addSql(`create index \`job_by_repository\` on \`job\` (\`repositoryId\`, \`id\`);`)
    this.addSql(`create index \`job_by_status\` on \`job\` (\`status\`, \`id\`);`)
    this.addSql(`create index \`job_changed\` on \`job\` (\`changedAt\`);`)
    this.addSql(
      `create unique index \`job_one_running\` on \`job\` (\`repositoryId\`) where "status" = 'RUNNING';`,
    )
    this.addSql(`create unique index \`job_idempotency\` on \`job\` (\`requestedById\`, \`idempotencyKey\`);`)

    this.addSql(
      `create table \`log_chunk\` (\`jobId\` integer not null, \`lastLine\` integer not null, \`firstLine\` integer not null, \`source\` text check (\`source\` in ('BORG', 'HOOK', 'SERVER')) not null, \`at\` bigint not null, \`content\` text not null, primary key (\`jobId\`, \`lastLine\`), constraint \`log_chunk_jobId_foreign\` foreign key (\`jobId\`) references \`job\` (\`id\`) on delete cascade);`,
    )
    this.addSql(`create index \`log_chunk_jobId_index\` on \`log_chunk\` (\`jobId\`);`)

    this.addSql(
      `create table \`api_key\` (\`id\` integer not null primary key autoincrement, \`userId\` integer not null, \`kind\` text check (\`kind\` in ('API_KEY', 'ACCOUNT')) not null, \`name\` text not null, \`prefix\` text not null, \`secretHash\` text not null, \`permissions\` text not null, \`repositoryIds\` text null, \`createdAt\` bigint not null, \`expiresAt\` bigint null, \`lastUsedAt\` bigint null, constraint \`api_key_userId_foreign\` foreign key (\`userId\`) references \`user_account\` (\`id\`) on delete cascade);`,
    )
    this.addSql(`create index \`api_key_userId_index\` on \`api_key\` (\`userId\`);`)
    this.addSql(`create unique index \`api_key_secretHash_unique\` on \`api_key\` (\`secretHash\`);`)

    this.addSql(
      `create table \`worker\` (\`host\` text not null primary key, \`pools\` text not null, \`borgVersion\` text null, \`concurrency\` integer not null, \`startedAt\` bigint not null, \`heartbeatAt\` bigint not null);`,
    )
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`repository\`;`)
    this.addSql(`drop table if exists \`borg_call\`;`)
    this.addSql(`drop table if exists \`archive\`;`)
    this.addSql(`drop table if exists \`user_account\`;`)
    this.addSql(`drop table if exists \`session\`;`)
    this.addSql(`drop table if exists \`repository_grant\`;`)
    this.addSql(`drop table if exists \`job\`;`)
    this.addSql(`drop table if exists \`log_chunk\`;`)
    this.addSql(`drop table if exists \`api_key\`;`)
    this.addSql(`drop table if exists \`worker\`;`)
  }
}
