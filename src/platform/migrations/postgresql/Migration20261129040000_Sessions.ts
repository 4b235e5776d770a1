import { Migration } from '@mikro-orm/migrations'

export class Migration20261129040000_Sessions extends Migration {
  override name = 'Migration20261129040000_Sessions'

  override up(): void | Promise<void> {
    this.addSql(`alter table "session" add "familyId" varchar(255) null, add "apiKeyId" int null;`)
    this.addSql(
      `alter table "session" add constraint "session_apiKeyId_foreign" foreign key ("apiKeyId") references "api_key" ("id") on delete cascade;`,
    )
    this.addSql(`create index "session_familyId_index" on "session" ("familyId");`)
  }
}
