import { join } from 'node:path'
import { Migration } from '@mikro-orm/migrations'
import type { SqlEntityManager } from '@mikro-orm/sql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, openPostgresql, openSqlite } from '../../src/platform/database.ts'
import { applyMigrations, type NamedMigration } from '../../src/platform/migrate.ts'
import { migrations as postgresqlMigrations } from '../../src/platform/migrations/postgresql/index.ts'
import { migrations as sqliteMigrations } from '../../src/platform/migrations/sqlite/index.ts'
import { everything, fillEverything, tablesOf } from '../fixtures/full-database.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { startTestServer } from '../support/server.ts'
import { makeFolder } from '../support/trees.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres[Symbol.asyncDispose]())

type Em = SqlEntityManager

/** A database that was migrated so far, and its connection. */
async function open(kind: 'SQLite' | 'PostgreSQL', migrations: readonly NamedMigration[]) {
  const folder = makeFolder()
  const orm =
    kind === 'SQLite'
      ? await openSqlite(join(folder.path, 'vinculum.db'))
      : await openPostgresql(await postgres.createDatabase())
  await applyMigrations(orm, { migrations })
  return {
    orm,
    em: orm.em.fork() as unknown as Em,
    async [Symbol.asyncDispose]() {
      await orm.close()
      folder[Symbol.dispose]()
    },
  }
}

const committed = { SQLite: sqliteMigrations, PostgreSQL: postgresqlMigrations }

describe.each(['SQLite', 'PostgreSQL'] as const)('every migration on %s', kind => {
  const all = committed[kind]

  it.each(all.map(({ name }, index) => [name, index + 1] as const))(
    'that comes after %s keeps every row of a full database',
    async (_name, count) => {
      await using database = await open(kind, all.slice(0, count))
      const before = await fillEverything(database.em, kind)
      expect(Object.keys(before).length).toBeGreaterThanOrEqual(10)
      await applyMigrations(database.orm, { migrations: all })
      const after = await everything(database.em, Object.keys(before))
      for (const [table, rows] of Object.entries(before)) {
        expect(rows, table).toHaveLength(1)
        expect(after[table], table).toMatchObject(rows)
      }
    },
  )

  it('that fails changes nothing', async () => {
    class Failing extends Migration {
      override up(): void {
        this.addSql('create table "half" ("id" int)')
        this.addSql('insert into "never made" values (1)')
      }
    }
    await using database = await open(kind, all)
    const broken = [
      ...all,
      { name: 'Migration99990101000000_Failing', kind: 'expand' as const, class: Failing },
    ]
    await expect(applyMigrations(database.orm, { migrations: broken })).rejects.toThrow(/never made/)
    expect(await tablesOf(database.em, kind)).not.toContain('half')
    await applyMigrations(database.orm, { migrations: all })
  })
})

it('a table that SQLite has to rebuild keeps its children', async () => {
  // What MikroORM generates when a column of a parent changes (STACK.md section 3.4).
  class Rebuild extends Migration {
    override up(): void {
      this.addSql('pragma foreign_keys = off')
      this.addSql('create table "user__temp_alter" as select * from "user_account"')
      this.addSql('drop table "user_account"')
      this.addSql(
        'create table "user_account" ("id" integer primary key autoincrement, "username" text, "isActive" integer, "passwordHash" text)',
      )
      this.addSql(
        'insert into "user_account" select "id", "username", "isActive", "passwordHash" from "user__temp_alter"',
      )
      this.addSql('drop table "user__temp_alter"')
      this.addSql('pragma foreign_keys = on')
    }
  }
  await using database = await open('SQLite', sqliteMigrations)
  const before = await fillEverything(database.em, 'SQLite')
  const rebuild = { name: 'Migration99990101000000_Rebuild', kind: 'contract', class: Rebuild } as const
  await applyMigrations(database.orm, { migrations: [...sqliteMigrations, rebuild] })
  const children = ['session', 'api_key', 'repository_grant', 'job']
  expect(await everything(database.em, children)).toEqual(
    Object.fromEntries(children.map(table => [table, before[table]])),
  )
  // And from now on references are watched again.
  await expect(database.em.execute(`delete from "user_account"`)).resolves.toBeDefined()
  expect((await everything(database.em, ['session'])).session).toEqual([])
})

it('processes that start at the same moment on a new PostgreSQL database share the work', async () => {
  const databaseUrl = await postgres.createDatabase()
  const databases = await Promise.all([1, 2, 3].map(() => openDatabase({ databaseUrl })))
  const names = await databases[0]!.em.fork().execute('select name from mikro_orm_migrations')
  expect(names).toHaveLength(postgresqlMigrations.length)
  await Promise.all(databases.map(database => database.close()))
})

it('the server refuses a database of a newer version, and ends with a code', async () => {
  using folder = makeFolder()
  const server = await startTestServer({ dataDir: folder.path })
  await server.stop()
  const orm = await openSqlite(join(folder.path, 'vinculum.db'))
  const em = orm.em.fork() as unknown as Em
  await em.execute("insert into schema_requirement (migration) values ('Migration99990101000000_Future')")
  await orm.close()
  await expect(startTestServer({ dataDir: folder.path })).rejects.toThrow(
    /ended with code 1[\s\S]*changed by a newer version[\s\S]*Migration99990101000000_Future[\s\S]*Nothing was changed/,
  )
})
