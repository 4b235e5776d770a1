import { Migration } from '@mikro-orm/migrations'

export class Migration20261121120000_Hosting extends Migration {
  override name = 'Migration20261121120000_Hosting'

  override up(): void | Promise<void> {
    this.addSql(
      `create table "periodic_task" ("name" varchar(255) not null, "nextRunAt" bigint not null, primary key ("name"));`,
    )

    this.addSql(
      `create table "repository_health" ("repositoryId" int not null, "freshnessSeconds" double precision null, "status" text not null, "since" bigint not null, "checkedAt" bigint null, "lastAlertAt" bigint null, "alerted" int not null default 0, "storageNearlyFull" int not null default 0, "lastStorageAlertAt" bigint null, primary key ("repositoryId"));`,
    )

    this.addSql(
      `create table "hosted_repository" ("repositoryId" int not null, "alias" text not null, "comment" text not null, "icon" varchar(255) null, "keyType" varchar(255) not null, "keyData" text not null, "keyComment" text not null, "keyFingerprint" varchar(255) not null, "quota" bigint not null, "appendOnly" int not null default 0, "archived" int null, "lanCommand" int not null default 0, "storageTarget" text null, "restrictToPath" int not null default 0, "displayDetails" int null, "removing" int not null default 0, "lastModifiedAt" bigint null, "probedAt" bigint null, "sizeOnDisk" bigint null, "measuredAt" bigint null, "quotaUsed" bigint null, "reclaimable" bigint null, primary key ("repositoryId"));`,
    )
    this.addSql(
      `alter table "hosted_repository" add constraint "hosted_repository_keyFingerprint_unique" unique ("keyFingerprint");`,
    )

    this.addSql(
      `create table "hosted_measurement" ("repositoryId" int not null, "day" int not null, "at" bigint not null, "sizeOnDisk" bigint not null, "quotaUsed" bigint null, primary key ("repositoryId", "day"));`,
    )

    this.addSql(
      `create table "alert_settings" ("userId" int not null, "emailEnabled" int null, "appriseEnabled" int null, "appriseMode" text null, "appriseStatelessUrl" text null, "sealedAppriseServices" text null, "webhookEnabled" int null, "webhookUrl" text null, "sealedWebhookSecret" text null, "updatedAt" bigint not null, primary key ("userId"));`,
    )

    this.addSql(
      `create table "alert_delivery" ("id" serial primary key, "userId" int not null, "channel" text not null, "kind" text not null, "content" text not null, "status" text not null, "attempts" int not null default 0, "nextAttemptAt" bigint null, "error" text null, "createdAt" bigint not null, "finishedAt" bigint null);`,
    )
    this.addSql(`create index "alert_delivery_nextAttemptAt_index" on "alert_delivery" ("nextAttemptAt");`)
    this.addSql(`create index "alert_delivery_createdAt_index" on "alert_delivery" ("createdAt");`)

    this.addSql(
      `alter table "repository_health" add constraint "repository_health_repositoryId_foreign" foreign key ("repositoryId") references "repository" ("id") on update cascade on delete cascade;`,
    )
    this.addSql(
      `alter table "repository_health" add constraint "repository_health_status_check" check ("status" in ('UNKNOWN', 'HEALTHY', 'STALE'));`,
    )

    this.addSql(
      `alter table "hosted_repository" add constraint "hosted_repository_repositoryId_foreign" foreign key ("repositoryId") references "repository" ("id") on update cascade on delete cascade;`,
    )

    this.addSql(
      `alter table "hosted_measurement" add constraint "hosted_measurement_repositoryId_foreign" foreign key ("repositoryId") references "repository" ("id") on delete cascade;`,
    )

    this.addSql(
      `alter table "alert_settings" add constraint "alert_settings_userId_foreign" foreign key ("userId") references "user_account" ("id") on update cascade on delete cascade;`,
    )
    this.addSql(
      `alter table "alert_settings" add constraint "alert_settings_appriseMode_check" check ("appriseMode" in ('PACKAGE', 'STATELESS'));`,
    )

    this.addSql(
      `alter table "alert_delivery" add constraint "alert_delivery_userId_foreign" foreign key ("userId") references "user_account" ("id") on delete cascade;`,
    )
    this.addSql(
      `alter table "alert_delivery" add constraint "alert_delivery_channel_check" check ("channel" in ('EMAIL', 'APPRISE', 'WEBHOOK'));`,
    )
    this.addSql(
      `alter table "alert_delivery" add constraint "alert_delivery_kind_check" check ("kind" in ('STALE', 'RECOVERED', 'STORAGE_NEARLY_FULL', 'STORAGE_RECOVERED'));`,
    )
    this.addSql(
      `alter table "alert_delivery" add constraint "alert_delivery_status_check" check ("status" in ('PENDING', 'SENT', 'FAILED'));`,
    )
  }
}
