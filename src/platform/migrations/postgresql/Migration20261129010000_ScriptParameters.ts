import { Migration } from '@mikro-orm/migrations'

export class Migration20261129010000_ScriptParameters extends Migration {
  override name = 'Migration20261129010000_ScriptParameters'

  override up(): void | Promise<void> {
    this.addSql(
      `alter table "repository" add "sealedPreScriptParameters" text null, add "sealedPostScriptParameters" text null;`,
    )
  }
}
