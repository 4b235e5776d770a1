import { join } from 'node:path'
import type { SqlEntityManager } from '@mikro-orm/sql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase, openPostgresql, openSqlite } from '../../src/platform/database.ts'
import { applyMigrations, NewerDatabaseError } from '../../src/platform/migrate.ts'
import { migrations as postgresqlMigrations } from '../../src/platform/migrations/postgresql/index.ts'
import { migrations as sqliteMigrations } from '../../src/platform/migrations/sqlite/index.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { makeFolder } from '../support/trees.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres[Symbol.asyncDispose]())

/** Both databases, as a fresh place for tables. */
const places = {
  async SQLite() {
    const folder = makeFolder()
    return {
      location: { dataDir: folder.path },
      open: () => openSqlite(join(folder.path, 'vinculum.db')),
      migrations: sqliteMigrations,
      [Symbol.dispose]: () => folder[Symbol.dispose](),
    }
  },
  async PostgreSQL() {
    const databaseUrl = await postgres.createDatabase()
    return {
      location: { databaseUrl },
      open: () => openPostgresql(databaseUrl),
      migrations: postgresqlMigrations,
      [Symbol.dispose]: () => {},
    }
  },
}

/** A user with a session, a repository, a job and its log: something of every parent and child. */
async function populate({ db }: Database): Promise<void> {
  const at = Date.now()
  const { id: userId } = await db
    .insertInto('user_account')
    .values({ username: 'ada', passwordHash: 'x', role: 'ADMIN', createdAt: at })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db.insertInto('session').values({ id: 's', userId, createdAt: at, expiresAt: at }).execute()
  const { id: repositoryId } = await db
    .insertInto('repository')
    .values({
      kind: 'MANAGED',
      state: 'READY',
      name: 'r',
      path: '/r',
      encryption: 'NONE',
      compression: 'lz4',
      sourceDirectories: '[]',
      excludePatterns: '[]',
      listFiles: 'CHANGED',
      mode: 'FULL',
      customFlags: '[]',
      pool: 'default',
      createdAt: at,
      updatedAt: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { id: jobId } = await db
    .insertInto('job')
    .values({
      kind: 'BACKUP',
      status: 'COMPLETED',
      trigger: 'MANUAL',
      repositoryId,
      repositoryPath: '/r',
      pool: 'default',
      requestedById: userId,
      createdAt: at,
      changedAt: at,
      progress: '{}',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('log_chunk')
    .values({ jobId, firstLine: 1, lastLine: 1, source: 'BORG', at, content: 'a line' })
    .execute()
}

async function countAll({ db }: Pick<Database, 'db'>): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of ['user_account', 'session', 'repository', 'job', 'log_chunk'] as const) {
    const { count } = await db
      .selectFrom(table)
      .select(expression => expression.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    counts[table] = Number(count)
  }
  return counts
}

describe.each(Object.entries(places))('migrations on %s', (_name, makePlace) => {
  it('make exactly the tables of the entities', async () => {
    using place = await makePlace()
    const orm = await place.open()
    try {
      await applyMigrations(orm)
      expect(await orm.schema.getUpdateSchemaSQL({ wrap: false })).toBe('')
    } finally {
      await orm.close()
    }
  })

  it('change nothing the second time, and lose no row', async () => {
    using place = await makePlace()
    const first = await openDatabase(place.location)
    await populate(first)
    const before = await countAll(first)
    await first.close()
    const second = await openDatabase(place.location)
    const after = await countAll(second)
    await second.close()
    expect(after).toEqual(before)
    expect(Object.values(before)).toEqual([1, 1, 1, 1, 1])
  })

  it('refuse a database of a newer version, and leave it alone', async () => {
    using place = await makePlace()
    const first = await openDatabase(place.location)
    await populate(first)
    await first.close()
    const orm = await place.open()
    const em = orm.em.fork() as unknown as SqlEntityManager
    await em.execute(
      "insert into mikro_orm_migrations (name, executed_at) values ('Migration99990101000000_Future', current_timestamp)",
    )
    await orm.close()

    await expect(openDatabase(place.location)).rejects.toThrow(NewerDatabaseError)
    await expect(openDatabase(place.location)).rejects.toThrow('Migration99990101000000_Future')

    const again = await place.open()
    const rows = await (again.em.fork() as unknown as SqlEntityManager).execute<{ name: string }[]>(
      'select name from mikro_orm_migrations order by id',
    )
    await again.close()
    expect(rows.map(row => row.name)).toEqual([
      ...place.migrations.map(({ name }) => name),
      'Migration99990101000000_Future',
    ])
  })
})
