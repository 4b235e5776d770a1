import { Migration } from '@mikro-orm/migrations'

export class Migration20261129080000_Warehouse extends Migration {
  override name = 'Migration20261129080000_Warehouse'

  override up(): void | Promise<void> {
    this.addSql(
      `alter table "hosted_repository" add "keyText" text null, add "editor" varchar(255) null, add "editingUntil" bigint null;`,
    )
    this.addSql(
      `alter table "alert_settings" add "sealedAppriseStatelessUrl" text null, add "sealedWebhookUrl" text null;`,
    )
    this.addSql(`alter table "alert_delivery" add "attemptingUntil" bigint null;`)
  }
}
