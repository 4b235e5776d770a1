import { Migration } from '@mikro-orm/migrations'

export class Migration20261129070000_AsSent extends Migration {
  override name = 'Migration20261129070000_AsSent'

  override up(): void | Promise<void> {
    this.addSql(`alter table "ssh_key" add "asSent" text null;`)
    this.addSql(`alter table "ssh_connection" add "asSent" text null;`)
    this.addSql(`alter table "repository" add "asSent" text null;`)
    this.addSql(`alter table "user_account" add "asSent" text null;`)
    this.addSql(`alter table "schedule" add "asSent" text null;`)
  }
}
