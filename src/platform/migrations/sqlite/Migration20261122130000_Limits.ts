import { Migration } from '@mikro-orm/migrations'

export class Migration20261122130000_Limits extends Migration {
  override name = 'Migration20261122130000_Limits'

  override up(): void | Promise<void> {
    this.addSql(
      `create table \`allowance\` (\`keyHash\` text not null primary key, \`used\` integer not null, \`until\` bigint not null);`,
    )
    this.addSql(`create index \`allowance_until_index\` on \`allowance\` (\`until\`);`)
  }
}
