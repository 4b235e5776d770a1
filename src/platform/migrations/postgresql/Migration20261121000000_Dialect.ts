import { Migration } from '@mikro-orm/migrations'

export class Migration20261121000000_Dialect extends Migration {
  override name = 'Migration20261121000000_Dialect'

  override up(): void | Promise<void> {
    this.addSql(
      `create table "archive_entry" ("archiveId" int not null, "number" int not null, "parent" int not null, "rank" int not null, "sortKey" bytea not null, "name" text not null, "path" text null, "type" varchar(255) not null, "size" bigint not null, "modifiedAt" bigint null, "mode" varchar(255) null, "user" varchar(255) null, "group" varchar(255) null, "linkTarget" text null, primary key ("archiveId", "number"));`,
    )
    this.addSql(
      `create index "archive_entry_listing" on "archive_entry" ("archiveId", "parent", "rank", "sortKey", "number");`,
    )
    this.addSql(
      `create index "archive_entry_folder" on "archive_entry" ("archiveId", "path") where "path" is not null;`,
    )

    this.addSql(
      `create table "auth_event" ("id" serial primary key, "type" varchar(255) not null, "authSource" varchar(255) not null, "username" text null, "email" text null, "succeeded" int not null, "detail" text null, "actorUserId" int null, "createdAt" bigint not null);`,
    )
    this.addSql(`create index "auth_event_createdAt_index" on "auth_event" ("createdAt");`)

    this.addSql(
      `create table "setting" ("name" varchar(255) not null, "value" text not null, "updatedAt" bigint not null, primary key ("name"));`,
    )

    this.addSql(
      `create table "ssh_key" ("id" serial primary key, "name" varchar(255) not null, "description" text null, "keyType" varchar(255) not null, "publicKey" text not null, "fingerprint" varchar(255) not null, "sealedPrivateKey" text not null, "createdAt" bigint not null);`,
    )
    this.addSql(`alter table "ssh_key" add constraint "ssh_key_name_unique" unique ("name");`)

    this.addSql(
      `create table "ssh_connection" ("id" serial primary key, "name" varchar(255) not null, "host" varchar(255) not null, "port" int not null, "username" varchar(255) not null, "sshKeyId" int not null, "hostKeys" text not null, "status" text not null, "error" text null, "lastTestAt" bigint null, "lastSuccessAt" bigint null, "isBackupSource" int not null default 0, "borgVersion" varchar(255) null, "borgPath" varchar(255) null, "lastBorgCheckAt" bigint null, "createdAt" bigint not null, "updatedAt" bigint not null);`,
    )
    this.addSql(`alter table "ssh_connection" add constraint "ssh_connection_name_unique" unique ("name");`)
    this.addSql(
      `alter table "ssh_connection" add constraint "ssh_connection_once" unique ("host", "port", "username", "sshKeyId");`,
    )

    this.addSql(
      `create table "archive_index" ("archiveId" int not null, "state" text not null, "entryCount" int not null default 0, "failureCode" varchar(255) null, "startedAt" bigint not null, "usedAt" bigint not null, primary key ("archiveId"));`,
    )
    this.addSql(`create index "archive_index_usedAt_index" on "archive_index" ("usedAt");`)

    this.addSql(
      `create table "schedule" ("id" serial primary key, "kind" text not null, "name" varchar(255) null, "description" text null, "cronExpression" varchar(255) null, "timezone" varchar(255) not null, "enabled" int not null default 1, "options" text not null, "nextRunAt" bigint null, "lastRunAt" bigint null, "createdById" int null, "createdAt" bigint not null, "updatedAt" bigint not null);`,
    )
    this.addSql(`alter table "schedule" add constraint "schedule_name_unique" unique ("name");`)
    this.addSql(`create index "schedule_nextRunAt_index" on "schedule" ("nextRunAt");`)

    this.addSql(
      `create table "schedule_repository" ("scheduleId" int not null, "repositoryId" int not null, "position" int not null, primary key ("scheduleId", "repositoryId"));`,
    )

    this.addSql(
      `create table "one_time_secret" ("secretHash" varchar(255) not null, "purpose" varchar(255) not null, "userId" int null, "content" text not null, "createdAt" bigint not null, "expiresAt" bigint not null, primary key ("secretHash"));`,
    )
    this.addSql(`create index "one_time_secret_expiresAt_index" on "one_time_secret" ("expiresAt");`)

    this.addSql(
      `create table "mount" ("id" varchar(255) not null, "repositoryId" int not null, "archiveName" varchar(255) null, "mountPoint" varchar(1024) not null, "workerHost" varchar(255) not null, "createdById" int null, "createdAt" bigint not null, "expiresAt" bigint not null, primary key ("id"));`,
    )
    this.addSql(`alter table "mount" add constraint "mount_mountPoint_unique" unique ("mountPoint");`)

    this.addSql(
      `alter table "repository" add "connectionId" int null, add "sourceConnectionId" int null, add "lastCheckAt" bigint null, add "lastPruneAt" bigint null, add "lastCompactAt" bigint null, add "lastRestoreCheckAt" bigint null, add "lastProvenRestoreAt" bigint null, add "lastProvenRestoreJobId" int null, add "archivesRefreshedAt" bigint null;`,
    )
    this.addSql(
      `alter table "repository" add constraint "repository_connectionId_foreign" foreign key ("connectionId") references "ssh_connection" ("id") on delete set null;`,
    )
    this.addSql(
      `alter table "repository" add constraint "repository_sourceConnectionId_foreign" foreign key ("sourceConnectionId") references "ssh_connection" ("id") on delete set null;`,
    )

    this.addSql(`alter table "borg_call" drop constraint "borg_call_kind_check";`)
    this.addSql(`alter table "borg_call" alter column "kind" type varchar(255) using ("kind"::varchar(255));`)
    this.addSql(`alter table "borg_call" alter column "repositoryId" drop not null;`)

    this.addSql(
      `alter table "archive" add "comment" text null, add "hostname" varchar(255) null, add "username" varchar(255) null;`,
    )

    this.addSql(
      `alter table "user_account" add "authSource" text not null default 'LOCAL', add "oidcSubject" varchar(512) null, add "sealedTotpSecret" text null, add "totpLastStep" int null, add "recoveryCodes" text null, add "preferences" text null;`,
    )
    this.addSql(
      `alter table "user_account" add constraint "user_account_oidcSubject_unique" unique ("oidcSubject");`,
    )
    this.addSql(
      `alter table "user_account" add constraint "user_account_authSource_check" check ("authSource" in ('LOCAL', 'OIDC', 'PROXY'));`,
    )

    this.addSql(`alter table "job" drop constraint "job_kind_check";`)
    this.addSql(
      `alter table "job" add "options" text null, add "result" text null, add "scheduleId" int null, add "scheduleDueAt" bigint null;`,
    )
    this.addSql(
      `alter table "job" add constraint "job_scheduleId_foreign" foreign key ("scheduleId") references "schedule" ("id") on delete set null;`,
    )
    this.addSql(
      `alter table "job" add constraint "job_once_due" unique ("scheduleId", "repositoryId", "scheduleDueAt");`,
    )
    this.addSql(
      `alter table "job" add constraint "job_kind_check" check ("kind" in ('BACKUP', 'CHECK', 'PRUNE', 'COMPACT', 'RESTORE', 'RESTORE_CHECK', 'DELETE_ARCHIVE'));`,
    )

    this.addSql(
      `alter table "ssh_connection" add constraint "ssh_connection_sshKeyId_foreign" foreign key ("sshKeyId") references "ssh_key" ("id") on delete restrict;`,
    )
    this.addSql(
      `alter table "ssh_connection" add constraint "ssh_connection_status_check" check ("status" in ('UNKNOWN', 'CONNECTED', 'FAILED'));`,
    )

    this.addSql(
      `alter table "archive_index" add constraint "archive_index_archiveId_foreign" foreign key ("archiveId") references "archive" ("id") on update cascade on delete cascade;`,
    )
    this.addSql(
      `alter table "archive_index" add constraint "archive_index_state_check" check ("state" in ('BUILDING', 'READY', 'FAILED'));`,
    )

    this.addSql(
      `alter table "schedule" add constraint "schedule_createdById_foreign" foreign key ("createdById") references "user_account" ("id") on delete set null;`,
    )
    this.addSql(
      `alter table "schedule" add constraint "schedule_kind_check" check ("kind" in ('BACKUP', 'CHECK', 'RESTORE_CHECK'));`,
    )

    this.addSql(
      `alter table "schedule_repository" add constraint "schedule_repository_scheduleId_foreign" foreign key ("scheduleId") references "schedule" ("id") on update cascade on delete cascade;`,
    )
    this.addSql(
      `alter table "schedule_repository" add constraint "schedule_repository_repositoryId_foreign" foreign key ("repositoryId") references "repository" ("id") on update cascade on delete cascade;`,
    )

    this.addSql(
      `alter table "one_time_secret" add constraint "one_time_secret_userId_foreign" foreign key ("userId") references "user_account" ("id") on delete cascade;`,
    )

    this.addSql(
      `alter table "mount" add constraint "mount_repositoryId_foreign" foreign key ("repositoryId") references "repository" ("id") on delete cascade;`,
    )
    this.addSql(
      `alter table "mount" add constraint "mount_createdById_foreign" foreign key ("createdById") references "user_account" ("id") on delete set null;`,
    )
  }
}
