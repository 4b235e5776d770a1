import type { MikroORM } from '@mikro-orm/core'
import type { Migration } from '@mikro-orm/migrations'
import type { SqlEntityManager } from '@mikro-orm/sql'

/** A committed schema change. The list is in order; names never change once released. */
export interface NamedMigration {
  name: string
  class: new (...arguments_: ConstructorParameters<typeof Migration>) => Migration
}

/** The database holds migrations that this version does not know: it was used by a newer one. */
export class NewerDatabaseError extends Error {
  override name = 'NewerDatabaseError'
}

type AnyOrm = { em: unknown } & Pick<MikroORM, 'config'>

/** Brings the schema to this version. The common start, with nothing to do, costs one query and loads no migrator. */
export async function applyMigrations(orm: AnyOrm): Promise<void> {
  const em = (orm.em as SqlEntityManager).fork()
  const isSqlite = em.getPlatform().constructor.name.toLowerCase().includes('sqlite')
  const { migrations } = isSqlite
    ? await import('./migrations/sqlite/index.ts')
    : await import('./migrations/postgresql/index.ts')

  const known = new Set(migrations.map(migration => migration.name))
  const executed = await executedMigrations(em, isSqlite)
  const unknown = executed.filter(name => !known.has(name))
  if (unknown.length > 0)
    throw new NewerDatabaseError(
      `The database was written by a newer version of Vinculum (it holds ${unknown.join(', ')}). ` +
        'Nothing was changed. Start the newer version, or restore a backup of the database made before the upgrade.',
    )
  if (executed.length === migrations.length) return

  const { Migrator } = await import('@mikro-orm/migrations')
  orm.config.set('migrations', {
    ...orm.config.get('migrations'),
    migrationsList: migrations,
    snapshot: false,
  })
  const migrator = new Migrator(em)
  // SQLite rebuilds tables to alter them; with foreign keys on, dropping the old table would delete its children. The
  // pragma does nothing inside a transaction, so it is set around the whole run.
  if (isSqlite) await em.execute('pragma foreign_keys = off')
  await migrator.up()
  if (isSqlite) {
    const broken = await em.execute('pragma foreign_key_check')
    if (broken.length > 0) throw new Error(`A migration left ${broken.length} broken references.`)
    await em.execute('pragma foreign_keys = on')
  }
}

/** Names of the migrations that this database has seen; none for a new one. */
async function executedMigrations(em: SqlEntityManager, isSqlite: boolean): Promise<string[]> {
  const table = isSqlite
    ? "select name from sqlite_master where type = 'table' and name = 'mikro_orm_migrations'"
    : "select table_name as name from information_schema.tables where table_schema = current_schema() and table_name = 'mikro_orm_migrations'"
  if ((await em.execute(table)).length === 0) return []
  const rows = await em.execute<{ name: string }[]>('select name from mikro_orm_migrations order by id')
  return rows.map(row => row.name)
}
