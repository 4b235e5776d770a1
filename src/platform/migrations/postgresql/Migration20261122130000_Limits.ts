import { Migration } from '@mikro-orm/migrations'

export class Migration20261122130000_Limits extends Migration {
  override name = 'Migration20261122130000_Limits'

  override up(): void | Promise<void> {
    this.addSql(
      `create table "allowance" ("keyHash" varchar(255) not null, "used" int not null, "until" bigint not null, primary key ("keyHash"));`,
    )
    this.addSql(`create index "allowance_until_index" on "allowance" ("until");`)
  }
}
