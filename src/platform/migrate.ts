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

/**
 * Brings the schema to this version. The common start, with nothing to do, costs one query and loads no migrator.
 *
 * @param migrations by default the committed ones for this database
 * @throws NewerDatabaseError, and whatever a migration throws; nothing is changed then
 */
export async function applyMigrations(orm: AnyOrm, migrations?: readonly NamedMigration[]): Promise<void> {
  const em = (orm.em as SqlEntityManager).fork()
  const isSqlite = em.getPlatform().constructor.name.toLowerCase().includes('sqlite')
  const all = migrations ?? (await committedMigrations(isSqlite))
  if (!(await isBehind(em, isSqlite, all))) return

  const { Migrator } = await import('@mikro-orm/migrations')
  orm.config.set('migrations', {
    ...orm.config.get('migrations'),
    migrationsList: [...all],
    snapshot: false,
  })
  const migrator = new Migrator(em)
  if (isSqlite) await migrateSqlite(em, migrator)
  // Processes that start at the same moment come here one after the other; the lock goes with its transaction.
  else
    await em.transactional(async lock => {
      await lock.execute(`select pg_advisory_xact_lock(${advisoryLock})`)
      if (await isBehind(em, isSqlite, all)) await migrator.up()
    })
}

/** Any number, as long as nobody else in this database uses it. */
const advisoryLock = 8787_1

async function committedMigrations(isSqlite: boolean): Promise<readonly NamedMigration[]> {
  const { migrations } = isSqlite
    ? await import('./migrations/sqlite/index.ts')
    : await import('./migrations/postgresql/index.ts')
  return migrations
}

/** Is there something to do? @throws NewerDatabaseError */
async function isBehind(
  em: SqlEntityManager,
  isSqlite: boolean,
  migrations: readonly NamedMigration[],
): Promise<boolean> {
  const known = new Set(migrations.map(migration => migration.name))
  const executed = await executedMigrations(em, isSqlite)
  const unknown = executed.filter(name => !known.has(name))
  if (unknown.length > 0)
    throw new NewerDatabaseError(
      `The database was written by a newer version of Vinculum (it holds ${unknown.join(', ')}). ` +
        'Nothing was changed. Start the newer version, or restore a backup of the database made before the upgrade.',
    )
  return executed.length < migrations.length
}

/**
 * SQLite rebuilds tables to alter them; with foreign keys on, dropping the old table would delete its children. The pragma
 * does nothing inside a transaction, so it is set around the whole run.
 */
async function migrateSqlite(em: SqlEntityManager, migrator: { up(): Promise<unknown> }): Promise<void> {
  await em.execute('pragma foreign_keys = off')
  try {
    await migrator.up()
    const broken = await em.execute('pragma foreign_key_check')
    if (broken.length > 0) throw new Error(`A migration left ${broken.length} broken references.`)
  } finally {
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
