import { Migration } from '@mikro-orm/migrations'

export class Migration20261122160000_Pending extends Migration {
  override name = 'Migration20261122160000_Pending'

  override up(): void | Promise<void> {
    this.addSql(
      `create index \`job_pending\` on \`job\` (\`repositoryId\`, \`id\`) where "status" = 'PENDING';`,
    )
  }
}
