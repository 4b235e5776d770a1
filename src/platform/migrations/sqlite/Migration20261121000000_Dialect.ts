import { Migration } from '@mikro-orm/migrations'

export class Migration20261121000000_Dialect extends Migration {
  override name = 'Migration20261121000000_Dialect'

  override up(): void | Promise<void> {
    this.addSql(
      `create table \`archive_entry\` (\`archiveId\` integer not null, \`number\` integer not null, \`parent\` integer not null, \`rank\` integer not null, \`sortKey\` blob not null, \`name\` text not null, \`path\` text null, \`type\` text not null, \`size\` bigint not null, \`modifiedAt\` bigint null, \`mode\` text null, \`user\` text null, \`group\` text null, \`linkTarget\` text null, primary key (\`archiveId\`, \`number\`));`,
    )
    this.addSql(
      `create index \`archive_entry_listing\` on \`archive_entry\` (\`archiveId\`, \`parent\`, \`rank\`, \`sortKey\`, \`number\`);`,
    )
    this.addSql(
      `create index \`archive_entry_folder\` on \`archive_entry\` (\`archiveId\`, \`path\`) where "path" is not null;`,
    )

    this.addSql(
      `create table \`auth_event\` (\`id\` integer not null primary key autoincrement, \`type\` text not null, \`authSource\` text not null, \`username\` text null, \`email\` text null, \`succeeded\` integer not null, \`detail\` text null, \`actorUserId\` integer null, \`createdAt\` bigint not null);`,
    )
    this.addSql(`create index \`auth_event_createdAt_index\` on \`auth_event\` (\`createdAt\`);`)

    this.addSql(
      `create table \`setting\` (\`name\` text not null primary key, \`value\` text not null, \`updatedAt\` bigint not null);`,
    )

    this.addSql(
      `create table \`ssh_key\` (\`id\` integer not null primary key autoincrement, \`name\` text not null, \`description\` text null, \`keyType\` text not null, \`publicKey\` text not null, \`fingerprint\` text not null, \`sealedPrivateKey\` text not null, \`createdAt\` bigint not null);`,
    )
    this.addSql(`create unique index \`ssh_key_name_unique\` on \`ssh_key\` (\`name\`);`)

    this.addSql(
      `create table \`ssh_connection\` (\`id\` integer not null primary key autoincrement, \`name\` text not null, \`host\` text not null, \`port\` integer not null, \`username\` text not null, \`sshKeyId\` integer not null, \`hostKeys\` text not null, \`status\` text check (\`status\` in ('UNKNOWN', 'CONNECTED', 'FAILED')) not null, \`error\` text null, \`lastTestAt\` bigint null, \`lastSuccessAt\` bigint null, \`isBackupSource\` integer not null default 0, \`borgVersion\` text null, \`borgPath\` text null, \`lastBorgCheckAt\` bigint null, \`createdAt\` bigint not null, \`updatedAt\` bigint not null, constraint \`ssh_connection_sshKeyId_foreign\` foreign key (\`sshKeyId\`) references \`ssh_key\` (\`id\`) on delete restrict);`,
    )
    this.addSql(`create unique index \`ssh_connection_name_unique\` on \`ssh_connection\` (\`name\`);`)
    this.addSql(`create index \`ssh_connection_sshKeyId_index\` on \`ssh_connection\` (\`sshKeyId\`);`)
    this.addSql(
      `create unique index \`ssh_connection_once\` on \`ssh_connection\` (\`host\`, \`port\`, \`username\`, \`sshKeyId\`);`,
    )

    this.addSql(
      `create table \`archive_index\` (\`archiveId\` integer not null primary key, \`state\` text check (\`state\` in ('BUILDING', 'READY', 'FAILED')) not null, \`entryCount\` integer not null default 0, \`failureCode\` text null, \`startedAt\` bigint not null, \`usedAt\` bigint not null, constraint \`archive_index_archiveId_foreign\` foreign key (\`archiveId\`) references \`archive\` (\`id\`) on update cascade on delete cascade);`,
    )
    this.addSql(`create index \`archive_index_archiveId_index\` on \`archive_index\` (\`archiveId\`);`)
    this.addSql(`create index \`archive_index_usedAt_index\` on \`archive_index\` (\`usedAt\`);`)

    this.addSql(
      `create table \`schedule\` (\`id\` integer not null primary key autoincrement, \`kind\` text check (\`kind\` in ('BACKUP', 'CHECK', 'RESTORE_CHECK')) not null, \`name\` text null, \`description\` text null, \`cronExpression\` text null, \`timezone\` text not null, \`enabled\` integer not null default 1, \`options\` text not null, \`nextRunAt\` bigint null, \`lastRunAt\` bigint null, \`createdById\` integer null, \`createdAt\` bigint not null, \`updatedAt\` bigint not null, constraint \`schedule_createdById_foreign\` foreign key (\`createdById\`) references \`user_account\` (\`id\`) on delete set null);`,
    )
    this.addSql(`create unique index \`schedule_name_unique\` on \`schedule\` (\`name\`);`)
    this.addSql(`create index \`schedule_nextRunAt_index\` on \`schedule\` (\`nextRunAt\`);`)
    this.addSql(`create index \`schedule_createdById_index\` on \`schedule\` (\`createdById\`);`)

    this.addSql(
      `create table \`schedule_repository\` (\`scheduleId\` integer not null, \`repositoryId\` integer not null, \`position\` integer not null, primary key (\`scheduleId\`, \`repositoryId\`), constraint \`schedule_repository_scheduleId_foreign\` foreign key (\`scheduleId\`) references \`schedule\` (\`id\`) on update cascade on delete cascade, constraint \`schedule_repository_repositoryId_foreign\` foreign key (\`repositoryId\`) references \`repository\` (\`id\`) on update cascade on delete cascade);`,
    )
    this.addSql(
      `create index \`schedule_repository_scheduleId_index\` on \`schedule_repository\` (\`scheduleId\`);`,
    )
    this.addSql(
      `create index \`schedule_repository_repositoryId_index\` on \`schedule_repository\` (\`repositoryId\`);`,
    )

    this.addSql(
      `create table \`one_time_secret\` (\`secretHash\` text not null primary key, \`purpose\` text not null, \`userId\` integer null, \`content\` text not null, \`createdAt\` bigint not null, \`expiresAt\` bigint not null, constraint \`one_time_secret_userId_foreign\` foreign key (\`userId\`) references \`user_account\` (\`id\`) on delete cascade);`,
    )
    this.addSql(`create index \`one_time_secret_userId_index\` on \`one_time_secret\` (\`userId\`);`)
    this.addSql(`create index \`one_time_secret_expiresAt_index\` on \`one_time_secret\` (\`expiresAt\`);`)

    this.addSql(
      `create table \`mount\` (\`id\` text not null primary key, \`repositoryId\` integer not null, \`archiveName\` text null, \`mountPoint\` text not null, \`workerHost\` text not null, \`createdById\` integer null, \`createdAt\` bigint not null, \`expiresAt\` bigint not null, constraint \`mount_repositoryId_foreign\` foreign key (\`repositoryId\`) references \`repository\` (\`id\`) on delete cascade, constraint \`mount_createdById_foreign\` foreign key (\`createdById\`) references \`user_account\` (\`id\`) on delete set null);`,
    )
    this.addSql(`create index \`mount_repositoryId_index\` on \`mount\` (\`repositoryId\`);`)
    this.addSql(`create unique index \`mount_mountPoint_unique\` on \`mount\` (\`mountPoint\`);`)
    this.addSql(`create index \`mount_createdById_index\` on \`mount\` (\`createdById\`);`)

    this.addSql(
      `alter table \`repository\` add column \`connectionId\` integer null constraint \`repository_connectionId_foreign\` references \`ssh_connection\` (\`id\`) on delete set null;`,
    )
    this.addSql(
      `alter table \`repository\` add column \`sourceConnectionId\` integer null constraint \`repository_sourceConnectionId_foreign\` references \`ssh_connection\` (\`id\`) on delete set null;`,
    )
    this.addSql(`alter table \`repository\` add column \`lastCheckAt\` bigint null;`)
    this.addSql(`alter table \`repository\` add column \`lastPruneAt\` bigint null;`)
    this.addSql(`alter table \`repository\` add column \`lastCompactAt\` bigint null;`)
    this.addSql(`alter table \`repository\` add column \`lastRestoreCheckAt\` bigint null;`)
    this.addSql(`alter table \`repository\` add column \`lastProvenRestoreAt\` bigint null;`)
    this.addSql(`alter table \`repository\` add column \`lastProvenRestoreJobId\` integer null;`)
    this.addSql(`alter table \`repository\` add column \`archivesRefreshedAt\` bigint null;`)
    this.addSql(`create index \`repository_connectionId_index\` on \`repository\` (\`connectionId\`);`)
    this.addSql(
      `create index \`repository_sourceConnectionId_index\` on \`repository\` (\`sourceConnectionId\`);`,
    )

    this.addSql(`pragma foreign_keys = off;`)
    this.addSql(
      `create table \`borg_call__temp_alter\` (\`id\` integer not null primary key autoincrement, \`kind\` text not null, \`repositoryId\` integer null, \`pool\` text not null, \`status\` text check (\`status\` in ('PENDING', 'RUNNING', 'DONE', 'FAILED')) not null, \`input\` text not null, \`output\` text null, \`createdAt\` bigint not null, \`workerHost\` text null, constraint \`borg_call_repositoryId_foreign\` foreign key (\`repositoryId\`) references \`repository\` (\`id\`) on delete cascade);`,
    )
    this.addSql(
      `insert into \`borg_call__temp_alter\` select \`id\`, \`kind\`, \`repositoryId\`, \`pool\`, \`status\`, \`input\`, \`output\`, \`createdAt\`, \`workerHost\` from \`borg_call\`;`,
    )
    this.addSql(`drop table \`borg_call\`;`)
    this.addSql(`alter table \`borg_call__temp_alter\` rename to \`borg_call\`;`)
    this.addSql(`create index \`borg_call_repositoryId_index\` on \`borg_call\` (\`repositoryId\`);`)
    this.addSql(`create index \`borg_call_status_index\` on \`borg_call\` (\`status\`);`)
    this.addSql(`pragma foreign_keys = on;`)

    this.addSql(`alter table \`archive\` add column \`comment\` text null;`)
    this.addSql(`alter table \`archive\` add column \`hostname\` text null;`)
    this.addSql(`alter table \`archive\` add column \`username\` text null;`)

    this.addSql(`pragma foreign_keys = off;`)
    this.addSql(
      `create table \`user_account__temp_alter\` (\`id\` integer not null primary key autoincrement, \`username\` text not null, \`email\` text null, \`fullName\` text null, \`passwordHash\` text not null, \`authSource\` text check (\`authSource\` in ('LOCAL', 'OIDC', 'PROXY')) not null default 'LOCAL', \`oidcSubject\` text null, \`sealedTotpSecret\` text null, \`totpLastStep\` integer null, \`recoveryCodes\` text null, \`preferences\` text null, \`role\` text check (\`role\` in ('VIEWER', 'OPERATOR', 'ADMIN')) not null, \`allRepositoriesRole\` text check (\`allRepositoriesRole\` in ('VIEWER', 'OPERATOR')) null, \`isActive\` integer not null default 1, \`mustChangePassword\` integer not null default 0, \`createdAt\` bigint not null, \`lastSignInAt\` bigint null);`,
    )
    this.addSql(
      `insert into \`user_account__temp_alter\` select \`id\`, \`username\`, \`email\`, \`fullName\`, \`passwordHash\`, 'LOCAL' as \`authSource\`, null as \`oidcSubject\`, null as \`sealedTotpSecret\`, null as \`totpLastStep\`, null as \`recoveryCodes\`, null as \`preferences\`, \`role\`, \`allRepositoriesRole\`, \`isActive\`, \`mustChangePassword\`, \`createdAt\`, \`lastSignInAt\` from \`user_account\`;`,
    )
    this.addSql(`drop table \`user_account\`;`)
    this.addSql(`alter table \`user_account__temp_alter\` rename to \`user_account\`;`)
    this.addSql(`create unique index \`user_account_username_unique\` on \`user_account\` (\`username\`);`)
    this.addSql(
      `create unique index \`user_account_oidcSubject_unique\` on \`user_account\` (\`oidcSubject\`);`,
    )
    this.addSql(`pragma foreign_keys = on;`)

    this.addSql(`pragma foreign_keys = off;`)
    this.addSql(
      `create table \`job__temp_alter\` (\`id\` integer not null primary key autoincrement, \`kind\` text check (\`kind\` in ('BACKUP', 'CHECK', 'PRUNE', 'COMPACT', 'RESTORE', 'RESTORE_CHECK', 'DELETE_ARCHIVE')) not null, \`status\` text check (\`status\` in ('PENDING', 'RUNNING', 'COMPLETED', 'COMPLETED_WITH_WARNINGS', 'FAILED', 'CANCELLED')) not null, \`trigger\` text check (\`trigger\` in ('MANUAL', 'SCHEDULE', 'RETRY')) not null, \`repositoryId\` integer null, \`repositoryPath\` text not null, \`pool\` text not null, \`requestedById\` integer null, \`idempotencyKey\` text null, \`archiveName\` text null, \`options\` text null, \`result\` text null, \`scheduleId\` integer null, \`scheduleDueAt\` bigint null, \`retryOfId\` integer null, \`retryOriginalId\` integer null, \`retryAttempt\` integer not null default 1, \`createdAt\` bigint not null, \`startedAt\` bigint null, \`finishedAt\` bigint null, \`revision\` integer not null default 1, \`changedAt\` bigint not null, \`workerHost\` text null, \`leaseUntil\` bigint null, \`attempt\` integer not null default 0, \`runState\` text null, \`spoolOffset\` bigint not null default '0', \`lineCount\` integer not null default 0, \`logBytes\` bigint not null default '0', \`logDeletedAt\` bigint null, \`progress\` text not null, \`cancelRequestedAt\` bigint null, \`cancelRequestedById\` integer null, \`cancelOutcome\` text check (\`cancelOutcome\` in ('GRACEFUL', 'FORCED', 'LOCK_LEFT')) null, \`exitCode\` integer null, \`failureCode\` text null, \`failureMessage\` text null, \`failureRemedy\` text null, constraint \`job_repositoryId_foreign\` foreign key (\`repositoryId\`) references \`repository\` (\`id\`) on delete set null, constraint \`job_requestedById_foreign\` foreign key (\`requestedById\`) references \`user_account\` (\`id\`) on delete set null, constraint \`job_scheduleId_foreign\` foreign key (\`scheduleId\`) references \`schedule\` (\`id\`) on delete set null, constraint \`job_cancelRequestedById_foreign\` foreign key (\`cancelRequestedById\`) references \`user_account\` (\`id\`) on delete set null);`,
    )
    this.addSql(
      `insert into \`job__temp_alter\` select \`id\`, \`kind\`, \`status\`, \`trigger\`, \`repositoryId\`, \`repositoryPath\`, \`pool\`, \`requestedById\`, \`idempotencyKey\`, \`archiveName\`, null as \`options\`, null as \`result\`, null as \`scheduleId\`, null as \`scheduleDueAt\`, \`retryOfId\`, \`retryOriginalId\`, \`retryAttempt\`, \`createdAt\`, \`startedAt\`, \`finishedAt\`, \`revision\`, \`changedAt\`, \`workerHost\`, \`leaseUntil\`, \`attempt\`, \`runState\`, \`spoolOffset\`, \`lineCount\`, \`logBytes\`, \`logDeletedAt\`, \`progress\`, \`cancelRequestedAt\`, \`cancelRequestedById\`, \`cancelOutcome\`, \`exitCode\`, \`failureCode\`, \`failureMessage\`, \`failureRemedy\` from \`job\`;`,
    )
    this.addSql(`drop table \`job\`;`)
    this.addSql(`alter table \`job__temp_alter\` rename to \`job\`;`)
    this.addSql(`create index \`job_repositoryId_index\` on \`job\` (\`repositoryId\`);`)
    this.addSql(`create index \`job_requestedById_index\` on \`job\` (\`requestedById\`);`)
    this.addSql(`create index \`job_scheduleId_index\` on \`job\` (\`scheduleId\`);`)
    this.addSql(`create index \`job_cancelRequestedById_index\` on \`job\` (\`cancelRequestedById\`);`)
    this.addSql(`create index \`job_by_repository\` on \`job\` (\`repositoryId\`, \`id\`);`)
    this.addSql(`create index \`job_by_status\` on \`job\` (\`status\`, \`id\`);`)
    this.addSql(`create index \`job_changed\` on \`job\` (\`changedAt\`);`)
    this.addSql(
      `create unique index \`job_one_running\` on \`job\` (\`repositoryId\`) where "status" = 'RUNNING';`,
    )
    this.addSql(`create unique index \`job_idempotency\` on \`job\` (\`requestedById\`, \`idempotencyKey\`);`)
    this.addSql(
      `create unique index \`job_once_due\` on \`job\` (\`scheduleId\`, \`repositoryId\`, \`scheduleDueAt\`);`,
    )
    this.addSql(`pragma foreign_keys = on;`)
  }
}
