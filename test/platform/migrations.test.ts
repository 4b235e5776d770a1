import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Migration } from '@mikro-orm/migrations'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase, openPostgresql, openSqlite } from '../../src/platform/database.ts'
import { applyMigrations, DatabaseBusyError } from '../../src/platform/migrate.ts'
import { NewerDatabaseError, readMigrationState } from '../../src/platform/migration-state.ts'
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

  it('accept what a newer version added, and refuse what it took away', async () => {
    class Adding extends Migration {
      override up(): void {
        this.addSql('alter table "job" add column "mood" text null')
        this.addSql('create table "thought" ("id" int not null primary key)')
      }
    }
    class Taking extends Migration {
      override up(): void {
        this.addSql('alter table "job" drop column "mood"')
      }
    }
    using place = await makePlace()
    const added = { name: 'Migration99990101000000_Adding', kind: 'expand', class: Adding } as const
    const taken = { name: 'Migration99990102000000_Taking', kind: 'contract', class: Taking } as const
    const newer = [...place.migrations, added]
    await (await openDatabase(place.location, { migrations: newer })).close()

    const old = await openDatabase(place.location)
    await populate(old)
    expect(await old.db.selectFrom('job').selectAll().execute()).toMatchObject([{ mood: null }])
    expect(await readMigrationState(old.em, place.migrations)).toMatchObject({
      applied: newer.map(({ name }) => name),
      pending: [],
      newer: [added.name],
    })
    await old.close()

    await (await openDatabase(place.location, { migrations: [...newer, taken] })).close()
    for (const migrations of [place.migrations, newer]) {
      await expect(openDatabase(place.location, { migrations })).rejects.toThrow(NewerDatabaseError)
      await expect(openDatabase(place.location, { migrations })).rejects.toThrow(taken.name)
    }
    await (await openDatabase(place.location, { migrations: [...newer, taken] })).close()
  })

  it('go on where two branches of the code met', async () => {
    const make = (name: string) =>
      class extends Migration {
        override up(): void {
          this.addSql(`create table "${name}" ("id" int)`)
        }
      }
    using place = await makePlace()
    const one = { name: 'Migration99990101000000_One', kind: 'expand', class: make('one') } as const
    const two = { name: 'Migration99990102000000_Two', kind: 'expand', class: make('two') } as const
    await (await openDatabase(place.location, { migrations: [...place.migrations, two] })).close()
    const met = await openDatabase(place.location, { migrations: [...place.migrations, one, two] })
    await expect(met.em.fork().execute('select * from one, two')).resolves.toEqual([])
    await met.close()
  })
})

describe('a migration while others work', () => {
  class Altering extends Migration {
    override up(): void {
      this.addSql('alter table "job" add column "mood" text null')
    }
  }
  const altering = { name: 'Migration99990101000000_Altering', kind: 'expand', class: Altering } as const
  const migrations = [...postgresqlMigrations, altering]

  it('waits for a long transaction without anybody waiting behind it', async () => {
    const databaseUrl = await postgres.createDatabase()
    const database = await openDatabase({ databaseUrl })
    const long = new pg.Client(databaseUrl)
    await long.connect()
    await long.query('begin; select * from job')

    const attempts = [0, 0, 0]
    const orms = await Promise.all(attempts.map(() => openPostgresql(databaseUrl)))
    const migrating = orms.map((orm, index) =>
      applyMigrations(orm, { migrations, onBusy: () => (attempts[index]! += 1) }),
    )
    let longest = 0
    while (Math.max(...attempts) < 3) {
      const begin = performance.now()
      await countAll(database)
      longest = Math.max(longest, performance.now() - begin)
      await sleep(5)
    }
    // Half a second is what an attempt may take; without a limit it would be as long as the transaction.
    expect(longest).toBeLessThan(3000)
    // One process at a time tries it, however many have started.
    expect(attempts.filter(count => count > 0)).toHaveLength(1)
    await long.query('commit')
    expect((await Promise.all(migrating)).flat()).toEqual([altering.name])
    await Promise.all([long.end(), database.close(), ...orms.map(orm => orm.close())])
  })

  it('gives up some time, and has changed nothing', async () => {
    const databaseUrl = await postgres.createDatabase()
    const database = await openDatabase({ databaseUrl })
    const long = new pg.Client(databaseUrl)
    await long.connect()
    await long.query('begin; select * from job')
    const orm = await openPostgresql(databaseUrl)
    await expect(applyMigrations(orm, { migrations, patience: 600 })).rejects.toThrow(DatabaseBusyError)
    await long.end()
    expect((await readMigrationState(database.em, migrations)).pending).toEqual([altering])
    await Promise.all([orm.close(), database.close()])
  })
})
