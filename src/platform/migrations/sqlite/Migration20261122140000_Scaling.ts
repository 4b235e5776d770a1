import { Migration } from '@mikro-orm/migrations'

export class Migration20261122140000_Scaling extends Migration {
  override name = 'Migration20261122140000_Scaling'

  override up(): void | Promise<void> {
    this.addSql(`create index \`job_by_kind\` on \`job\` (\`kind\`, \`id\`);`)
    this.addSql(`create index \`job_counts\` on \`job\` (\`repositoryId\`, \`kind\`, \`id\`, \`status\`);`)
    this.addSql(
      `create index \`job_with_log\` on \`job\` (\`finishedAt\`, \`id\`) where "finishedAt" is not null and "logDeletedAt" is null;`,
    )
  }
}
