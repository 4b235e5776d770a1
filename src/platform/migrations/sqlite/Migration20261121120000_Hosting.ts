import { Migration } from '@mikro-orm/migrations'

export class Migration20261121120000_Hosting extends Migration {
  override name = 'Migration20261121120000_Hosting'

  override up(): void | Promise<void> {
    this.addSql(
      `create table \`periodic_task\` (\`name\` text not null primary key, \`nextRunAt\` bigint not null);`,
    )

    this.addSql(
      `create table \`repository_health\` (\`repositoryId\` integer not null primary key, \`freshnessSeconds\` double null, \`status\` text check (\`status\` in ('UNKNOWN', 'HEALTHY', 'STALE')) not null, \`since\` bigint not null, \`checkedAt\` bigint null, \`lastAlertAt\` bigint null, \`alerted\` integer not null default 0, \`storageNearlyFull\` integer not null default 0, \`lastStorageAlertAt\` bigint null, constraint \`repository_health_repositoryId_foreign\` foreign key (\`repositoryId\`) references \`repository\` (\`id\`) on update cascade on delete cascade);`,
    )
    this.addSql(
      `create index \`repository_health_repositoryId_index\` on \`repository_health\` (\`repositoryId\`);`,
    )

    this.addSql(
      `create table \`hosted_repository\` (\`repositoryId\` integer not null primary key, \`alias\` text not null, \`comment\` text not null, \`icon\` text null, \`keyType\` text not null, \`keyData\` text not null, \`keyComment\` text not null, \`keyFingerprint\` text not null, \`quota\` bigint not null, \`appendOnly\` integer not null default 0, \`archived\` integer null, \`lanCommand\` integer not null default 0, \`storageTarget\` text null, \`restrictToPath\` integer not null default 0, \`displayDetails\` integer null, \`removing\` integer not null default 0, \`lastModifiedAt\` bigint null, \`probedAt\` bigint null, \`sizeOnDisk\` bigint null, \`measuredAt\` bigint null, \`quotaUsed\` bigint null, \`reclaimable\` bigint null, constraint \`hosted_repository_repositoryId_foreign\` foreign key (\`repositoryId\`) references \`repository\` (\`id\`) on update cascade on delete cascade);`,
    )
    this.addSql(
      `create index \`hosted_repository_repositoryId_index\` on \`hosted_repository\` (\`repositoryId\`);`,
    )
    this.addSql(
      `create unique index \`hosted_repository_keyFingerprint_unique\` on \`hosted_repository\` (\`keyFingerprint\`);`,
    )

    this.addSql(
      `create table \`hosted_measurement\` (\`repositoryId\` integer not null, \`day\` integer not null, \`at\` bigint not null, \`sizeOnDisk\` bigint not null, \`quotaUsed\` bigint null, primary key (\`repositoryId\`, \`day\`), constraint \`hosted_measurement_repositoryId_foreign\` foreign key (\`repositoryId\`) references \`repository\` (\`id\`) on delete cascade);`,
    )
    this.addSql(
      `create index \`hosted_measurement_repositoryId_index\` on \`hosted_measurement\` (\`repositoryId\`);`,
    )

    this.addSql(
      `create table \`alert_settings\` (\`userId\` integer not null primary key, \`emailEnabled\` integer null, \`appriseEnabled\` integer null, \`appriseMode\` text check (\`appriseMode\` in ('PACKAGE', 'STATELESS')) null, \`appriseStatelessUrl\` text null, \`sealedAppriseServices\` text null, \`webhookEnabled\` integer null, \`webhookUrl\` text null, \`sealedWebhookSecret\` text null, \`updatedAt\` bigint not null, constraint \`alert_settings_userId_foreign\` foreign key (\`userId\`) references \`user_account\` (\`id\`) on update cascade on delete cascade);`,
    )
    this.addSql(`create index \`alert_settings_userId_index\` on \`alert_settings\` (\`userId\`);`)

    this.addSql(
      `create table \`alert_delivery\` (\`id\` integer not null primary key autoincrement, \`userId\` integer not null, \`channel\` text check (\`channel\` in ('EMAIL', 'APPRISE', 'WEBHOOK')) not null, \`kind\` text check (\`kind\` in ('STALE', 'RECOVERED', 'STORAGE_NEARLY_FULL', 'STORAGE_RECOVERED')) not null, \`content\` text not null, \`status\` text check (\`status\` in ('PENDING', 'SENT', 'FAILED')) not null, \`attempts\` integer not null default 0, \`nextAttemptAt\` bigint null, \`error\` text null, \`createdAt\` bigint not null, \`finishedAt\` bigint null, constraint \`alert_delivery_userId_foreign\` foreign key (\`userId\`) references \`user_account\` (\`id\`) on delete cascade);`,
    )
    this.addSql(`create index \`alert_delivery_userId_index\` on \`alert_delivery\` (\`userId\`);`)
    this.addSql(
      `create index \`alert_delivery_nextAttemptAt_index\` on \`alert_delivery\` (\`nextAttemptAt\`);`,
    )
    this.addSql(`create index \`alert_delivery_createdAt_index\` on \`alert_delivery\` (\`createdAt\`);`)
  }
}
