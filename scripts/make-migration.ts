/**
 * Writes the migration that brings the committed schema to the entities, for one database:
 * `node scripts/make-migration.ts sqlite|postgresql Name [url]`. Review the result: see `src/platform/migrate.ts`.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Migrator } from '@mikro-orm/migrations'
import { openPostgresql, openSqlite } from '../src/platform/database.ts'

const [kind, name, url] = process.argv.slice(2)
if ((kind !== 'sqlite' && kind !== 'postgresql') || !name || (kind === 'postgresql' && !url)) {
  console.error(
    'usage: node scripts/make-migration.ts sqlite|postgresql Name [postgresql url of an empty database]',
  )
  process.exit(2)
}
const orm =
  kind === 'sqlite'
    ? await openSqlite(join(mkdtempSync(join(tmpdir(), 'migration-')), 'empty.db'))
    : await openPostgresql(url!)
const path = join(import.meta.dirname, '../src/platform/migrations', kind)
const config = orm.config as unknown as {
  get(name: 'migrations'): object
  set(name: 'migrations', value: object): void
}
config.set('migrations', {
  ...config.get('migrations'),
  path,
  snapshotName: '.snapshot',
  emit: 'ts',
  tableName: 'mikro_orm_migrations',
  fileName: (timestamp: string, given?: string) => `Migration${timestamp}_${given}`,
})
const made = await new Migrator(orm.em.fork()).create(path, false, false, name)
console.log(made.fileName)
await orm.close(true)
