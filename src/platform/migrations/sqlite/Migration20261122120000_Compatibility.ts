import { Migration } from '@mikro-orm/migrations'

export class Migration20261122120000_Compatibility extends Migration {
  override name = 'Migration20261122120000_Compatibility'

  override up(): void | Promise<void> {
    this.addSql(`create table \`schema_requirement\` (\`migration\` text not null primary key);`)
  }
}
