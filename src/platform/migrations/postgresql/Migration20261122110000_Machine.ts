import { Migration } from '@mikro-orm/migrations'

export class Migration20261122110000_Machine extends Migration {
  override name = 'Migration20261122110000_Machine'

  override up(): void | Promise<void> {
    this.addSql(`alter table "worker" add "machine" text null;`)
  }
}
