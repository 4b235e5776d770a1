import { Migration } from '@mikro-orm/migrations'

export class Migration20261122100000_Streams extends Migration {
  override name = 'Migration20261122100000_Streams'

  override up(): void | Promise<void> {
    this.addSql(
      `create table \`stream_chunk\` (\`callId\` integer not null, \`number\` integer not null, \`content\` text not null, primary key (\`callId\`, \`number\`));`,
    )

    this.addSql(`alter table \`borg_call\` add column \`callerSeenAt\` bigint null;`)
    this.addSql(`alter table \`borg_call\` add column \`workerSeenAt\` bigint null;`)
  }
}
