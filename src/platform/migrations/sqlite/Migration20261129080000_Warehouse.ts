import { Migration } from '@mikro-orm/migrations'

export class Migration20261129080000_Warehouse extends Migration {
  override name = 'Migration20261129080000_Warehouse'

  override up(): void | Promise<void> {
    for (const column of ['keyText` text', 'editor` text', 'editingUntil` bigint'])
      this.addSql(`alter table \`hosted_repository\` add column \`${column} null;`)
    for (const column of ['sealedAppriseStatelessUrl', 'sealedWebhookUrl'])
      this.addSql(`alter table \`alert_settings\` add column \`${column}\` text null;`)
    this.addSql(`alter table \`alert_delivery\` add column \`attemptingUntil\` bigint null;`)
  }
}
