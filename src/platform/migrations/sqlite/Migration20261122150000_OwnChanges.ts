import { Migration } from '@mikro-orm/migrations'

export class Migration20261122150000_OwnChanges extends Migration {
  override name = 'Migration20261122150000_OwnChanges'

  override up(): void | Promise<void> {
    this.addSql(`alter table \`hosted_repository\` add column \`ownModifiedAt\` bigint null;`)
  }
}
