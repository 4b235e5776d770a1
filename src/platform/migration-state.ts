import type { SqlEntityManager } from '@mikro-orm/sql'
import type { NamedMigration } from './migrate.ts'

/** The database holds a migration that takes away what this version needs, and that this version does not know. */
export class NewerDatabaseError extends Error {
  override name = 'NewerDatabaseError'
}

/** The tables were moved to PostgreSQL; going on here would tell two stories of the same jobs. */
export class MovedDatabaseError extends Error {
  override name = 'MovedDatabaseError'
}

/** What no version knows: the note in an SQLite database whose tables were moved. */
export const movedAway = 'moved to PostgreSQL'

/** What was done to a database so far. */
export interface MigrationState {
  /** Names, in the order in which they came. */
  readonly applied: readonly string[]
  readonly pending: readonly NamedMigration[]
  /** Applied by a newer version, and no obstacle: they only added something. */
  readonly newer: readonly string[]
  /** What a process must know to use it; null: the database is older than such notes. */
  readonly requirements: readonly string[] | null
}

/** Reads it; changes nothing, also where there is no table yet. @throws NewerDatabaseError, MovedDatabaseError */
export async function readMigrationState(
  em: SqlEntityManager,
  migrations: readonly NamedMigration[],
): Promise<MigrationState> {
  const tables = await existingTables(em)
  const names = async (column: string, table: string) =>
    (await em.execute<{ name: string }[]>(`select ${column} as name from ${table}`)).map(({ name }) => name)
  const applied = tables.has('mikro_orm_migrations')
    ? await names('name', 'mikro_orm_migrations order by id')
    : []
  const requirements = tables.has('schema_requirement')
    ? await names('migration', 'schema_requirement')
    : null
  const known = new Set(migrations.map(({ name }) => name))
  if (requirements?.includes(movedAway))
    throw new MovedDatabaseError(
      'The tables of this SQLite database were moved to PostgreSQL. Start with the DATABASE_URL that they were moved to.',
    )
  const unknown = (requirements ?? []).filter(name => !known.has(name))
  if (unknown.length > 0)
    throw new NewerDatabaseError(
      `The database was changed by a newer version of Vinculum in a way that this one cannot work with (${unknown.join(', ')}). ` +
        'Nothing was changed now. Start the newer version, or restore a backup of the database made before the upgrade.',
    )
  return {
    applied,
    pending: migrations.filter(({ name }) => !applied.includes(name)),
    newer: applied.filter(name => !known.has(name)),
    requirements,
  }
}

/** Is this a manager of the embedded database? */
export const isSqlite = (em: SqlEntityManager): boolean =>
  em.getPlatform().constructor.name.toLowerCase().includes('sqlite')

/** The statement that makes the table in which MikroORM, too, looks for what was applied. */
export const migrationTable = (em: SqlEntityManager): string =>
  isSqlite(em)
    ? 'create table if not exists mikro_orm_migrations (id integer not null primary key autoincrement, name text, executed_at datetime not null default current_timestamp)'
    : 'create table if not exists mikro_orm_migrations (id serial primary key, name varchar(255), executed_at timestamptz(0) not null default current_timestamp)'

async function existingTables(em: SqlEntityManager): Promise<Set<string>> {
  const rows = await em.execute<{ name: string }[]>(
    `select ${isSqlite(em) ? "name from sqlite_master where type = 'table' and name" : 'table_name as name from information_schema.tables where table_schema = current_schema() and table_name'} in ('mikro_orm_migrations', 'schema_requirement')`,
  )
  return new Set(rows.map(({ name }) => name))
}
