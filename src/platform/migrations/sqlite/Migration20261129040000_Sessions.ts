import { Migration } from '@mikro-orm/migrations'

export class Migration20261129040000_Sessions extends Migration {
  override name = 'Migration20261129040000_Sessions'

  override up(): void | Promise<void> {
    this.addSql(`alter table \`session\` add column \`familyId\` text null;`)
    this.addSql(
      `alter table \`session\` add column \`apiKeyId\` integer null constraint \`session_apiKeyId_foreign\` references \`api_key\` (\`id\`) on delete cascade;`,
    )
    this.addSql(`create index \`session_familyId_index\` on \`session\` (\`familyId\`);`)
    this.addSql(`create index \`session_apiKeyId_index\` on \`session\` (\`apiKeyId\`);`)
  }
}
