import { join } from 'node:path'
import type { MikroORM } from '@mikro-orm/core'
import type { SqlEntityManager } from '@mikro-orm/sql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPostgresql, openSqlite } from '../../src/platform/database.ts'
import { applyMigrations, type NamedMigration } from '../../src/platform/migrate.ts'
import { migrations as postgresqlMigrations } from '../../src/platform/migrations/postgresql/index.ts'
import { migrations as sqliteMigrations } from '../../src/platform/migrations/sqlite/index.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { makeFolder } from '../support/trees.ts'
import { narrowings, readShape } from './narrowings.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres[Symbol.asyncDispose]())

const committed = { SQLite: sqliteMigrations, PostgreSQL: postgresqlMigrations }

describe.each(['SQLite', 'PostgreSQL'] as const)('on %s', kind => {
  let folder: ReturnType<typeof makeFolder>
  let orm: MikroORM
  let em: SqlEntityManager
  beforeAll(async () => {
    folder = makeFolder()
    orm =
      kind === 'SQLite'
        ? await openSqlite(join(folder.path, 'vinculum.db'))
        : await openPostgresql(await postgres.createDatabase())
    em = orm.em.fork() as unknown as SqlEntityManager
  })
  afterAll(async () => {
    await orm?.close()
    folder[Symbol.dispose]()
  })

  it('a migration that is declared to expand takes nothing away from older versions', async () => {
    const all = committed[kind]
    for (const [index, { name, kind }] of all.entries()) {
      const before = await readShape(em)
      await applyMigrations(orm, { migrations: all.slice(0, index + 1) })
      if (kind === 'expand') expect(narrowings(before, await readShape(em)), name).toEqual([])
    }
  })

  it('the declarations are those of the other database', () => {
    const declared = (migrations: readonly NamedMigration[]) =>
      migrations.map(({ name, kind }) => [name, kind])
    expect(declared(committed[kind])).toEqual(declared(postgresqlMigrations))
  })

  // One after the other in the same database, so each has a table of its own.
  it.each([
    ['a new table', 'create table "thought" ("id" int not null)'],
    ['a column that may be null', 'alter table "job" add column "mood" text null'],
    ['a column with a default', 'alter table "job" add column "tone" text not null default \'good\''],
    [
      'a column with a rule of its own',
      'alter table "job" add column "hue" text null check ("hue" in (\'red\'))',
    ],
    [
      'a reference in a new column',
      'alter table "job" add column "otherId" integer null references "repository" ("id")',
    ],
    ['an index', 'create index "by_archive" on "job" ("archiveName")'],
  ])('%s is an addition', async (_what, sql) => {
    expect(await narrowingsOf(sql)).toEqual([])
  })

  it.each([
    ['a dropped table', 'drop table "mount"', 'mount is gone'],
    ['a renamed table', 'alter table "setting" rename to "settings"', 'setting is gone'],
    ['a dropped column', 'alter table "auth_event" drop column "detail"', 'auth_event.detail is gone'],
    ['a renamed column', 'alter table "worker" rename column "pools" to "pool"', 'worker.pools is gone'],
    [
      'a column that must be given',
      'drop table "periodic_task"; create table "periodic_task" ("name" varchar(255) not null primary key, "nextRunAt" bigint not null, "mood" text not null)',
      'periodic_task.mood is new, must be given and has no default',
    ],
    [
      'a rule for what is there',
      'create unique index "once" on "ssh_key" ("fingerprint")',
      'ssh_key: unique (fingerprint) is new',
    ],
    ['a rule that is gone', 'drop index "job_one_running"', 'job: unique (repositoryId)'],
  ])('%s is not', async (_what, sql, problem) => {
    expect((await narrowingsOf(sql)).join('\n')).toContain(problem)
  })

  async function narrowingsOf(sql: string): Promise<string[]> {
    const before = await readShape(em)
    for (const statement of sql.split('; ')) await em.execute(statement)
    return narrowings(before, await readShape(em))
  }
})
