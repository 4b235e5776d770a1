import { Migration } from '@mikro-orm/migrations'

export class Migration20261122100000_Streams extends Migration {
  override name = 'Migration20261122100000_Streams'

  override up(): void | Promise<void> {
    // Unlogged: emptied by a crash of PostgreSQL, which ends the streams that were going on.
    this.addSql(
      `create unlogged table "stream_chunk" ("callId" int not null, "number" int not null, "content" text not null, primary key ("callId", "number"));`,
    )
    // Compressing what is read again in a moment would only cost time.
    this.addSql(`alter table "stream_chunk" alter column "content" set storage external;`)

    this.addSql(`alter table "borg_call" add "callerSeenAt" bigint null, add "workerSeenAt" bigint null;`)
  }
}
