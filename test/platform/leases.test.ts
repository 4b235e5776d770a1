import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outageOf } from '../../src/domain/kernel/outages.ts'
import type { Tables } from '../../src/entities/index.ts'
import { openPostgresql, openSqlite } from '../../src/platform/database.ts'
import { mountSmallDisk } from '../fixtures/small-disk.ts'
import { holdWriteLock } from '../support/lock-holder.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { makeFolder } from '../support/trees.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres[Symbol.asyncDispose]())

/** A database with one table, on a disk of its own that can be filled. */
async function open(kind: 'SQLite' | 'PostgreSQL') {
  const folder = makeFolder()
  const path = join(folder.path, 'disk')
  const disk = mountSmallDisk(path, 64)
  if (typeof disk === 'string') throw new Error(disk)
  const tablespace = kind === 'SQLite' ? null : await postgres.createTablespace(path)
  const url = tablespace ? await postgres.createDatabase(tablespace) : null
  const orm = url ? await openPostgresql(url, 2) : await openSqlite(join(path, 'vinculum.db'))
  const em = orm.em.fork()
  const db = em.getKysely() as unknown as Kysely<Tables>
  await sql`create table note (id integer primary key, content text not null)`.execute(db)
  const notes = async () =>
    (await sql<{ id: number }>`select id from note order by id`.execute(db)).rows.map(({ id }) => id)
  const filler = join(path, 'filler')
  return {
    folder: folder.path,
    em,
    db,
    notes,
    async fill() {
      // It would write into the room that its log has already.
      if (kind === 'SQLite') await sql`pragma wal_checkpoint(truncate)`.execute(db)
      try {
        writeFileSync(filler, Buffer.alloc(70 * 2 ** 20))
      } catch (error) {
        expect(error).toMatchObject({ code: 'ENOSPC' })
      }
    },
    free: () => rmSync(filler),
    async [Symbol.asyncDispose]() {
      await orm.close()
      if (url) await postgres.dropDatabase(url, tablespace!)
      disk[Symbol.dispose]()
      folder[Symbol.dispose]()
    },
  }
}

type Opened = Awaited<ReturnType<typeof open>>

/** Too much for what a file has left in its last blocks, and nothing that can be compressed. */
const content = randomBytes(600_000).toString('base64')
const insert = (id: number) => sql`insert into note values (${id}, ${content})`

/** Each way to write, with an id of its own. */
const ways: Record<string, (database: Opened, id: number) => Promise<unknown>> = {
  'a statement by itself': ({ db }, id) => insert(id).execute(db),
  "kysely's transaction": ({ db }, id) =>
    db.transaction().execute(async transaction => {
      await insert(id).execute(transaction)
      await insert(-id).execute(transaction)
    }),
  "kysely's transaction that ignores an error": ({ db }, id) =>
    db.transaction().execute(async transaction => {
      await insert(id)
        .execute(transaction)
        .catch(() => {})
    }),
  "MikroORM's transaction": ({ em }, id) =>
    em.fork().transactional(async work => {
      await insert(id).execute(work.getKysely())
      await insert(-id).execute(work.getKysely())
    }),
  "MikroORM's transaction within a transaction": ({ em }, id) =>
    em.fork().transactional(work => work.transactional(inner => insert(id).execute(inner.getKysely()))),
}

describe.each(['SQLite', 'PostgreSQL'] as const)('connections to %s', kind => {
  it('are never left inside a transaction that met a full disk', async () => {
    await using database = await open(kind)
    let id = 1
    for (const [name, write] of Object.entries(ways)) {
      id += 1
      await database.fill()
      // More than there are connections.
      for (let times = 0; times < 3; times += 1) {
        const error = await write(database, id).catch((thrown: unknown) => thrown)
        expect(outageOf(error), `${name}: ${error}`).toBe('DISK_FULL')
      }
      expect(await database.notes(), name).not.toContain(id)
      database.free()
      await write(database, id)
      expect(await database.notes(), name).toContain(id)
    }
  })

  it('go back when a commit fails, or what happens instead', async () => {
    await using database = await open(kind)
    const deferred = sql`create table child (parent integer references note (id) deferrable initially deferred)`
    await deferred.execute(database.db)
    const orphan = sql`insert into child values (99)`
    for (let times = 0; times < 3; times += 1) {
      await expect(
        database.db.transaction().execute(transaction => orphan.execute(transaction)),
      ).rejects.toThrow(/foreign key/i)
      await expect(
        database.em.fork().transactional(work => orphan.execute(work.getKysely())),
      ).rejects.toThrow(/foreign key/i)
    }
    await insert(1).execute(database.db)
    expect(await database.notes()).toEqual([1])
  })

  it('are not asked for inside a transaction: that is an error at once', async () => {
    await using database = await open(kind)
    const { db, em } = database
    const stray: (() => Promise<unknown>)[] = [
      () => insert(1).execute(db),
      () => em.fork().execute('select 1'),
    ]
    for (const ask of stray) {
      await expect(db.transaction().execute(ask)).rejects.toThrow('inside a transaction')
      await expect(em.fork().transactional(ask)).rejects.toThrow('inside a transaction')
      await expect(em.fork().transactional(work => work.transactional(ask))).rejects.toThrow(
        'inside a transaction',
      )
    }
    await expect(db.transaction().execute(() => db.transaction().execute(async () => {}))).rejects.toThrow(
      'inside a transaction',
    )
    // What a transaction started and does not wait for may ask when it is over.
    let over = () => {}
    const later = await db.transaction().execute(async () => ({
      asked: new Promise<void>(resolve => {
        over = resolve
      }).then(() => insert(2).execute(db)),
    }))
    over()
    await later.asked
    expect(await database.notes()).toEqual([2])
  })

  it('roll back to a savepoint, and go on', async () => {
    await using database = await open(kind)
    await database.em.fork().transactional(async work => {
      await insert(1).execute(work.getKysely())
      await expect(work.transactional(inner => insert(1).execute(inner.getKysely()))).rejects.toThrow(
        /unique/i,
      )
      await insert(2).execute(work.getKysely())
    })
    expect(await database.notes()).toEqual([1, 2])
  })
})

/** The longest time that the event loop was busy at a stretch while something happens, in milliseconds. */
async function longestBlock(work: Promise<unknown>): Promise<number> {
  let longest = 0
  let last = performance.now()
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 5)
  await work.finally(() => clearInterval(timer))
  return longest
}

describe('another process that writes to the SQLite file', () => {
  it('is waited for, while reading goes on and the event loop is free', async () => {
    await using database = await open('SQLite')
    await insert(1).execute(database.db)
    await using other = await holdWriteLock(join(database.folder, 'disk/vinculum.db'))
    const writes = Object.values(ways).map((write, index) => write(database, index + 2))
    let done = false
    const written = Promise.all(writes).then(() => {
      done = true
    })
    const reading = async () => {
      for (let times = 0; times < 20; times += 1) {
        expect(await database.notes()).toEqual([1])
        await new Promise(resolve => setTimeout(resolve, 10))
      }
    }
    expect(await longestBlock(reading())).toBeLessThan(1000)
    expect(done).toBe(false)
    await other.giveBack()
    await written
    expect(await database.notes()).toEqual([-5, -3, 1, 2, 3, 4, 5, 6])
  })

  it('is not waited for without end, and nothing is left behind', async () => {
    await using database = await open('SQLite')
    await using other = await holdWriteLock(join(database.folder, 'disk/vinculum.db'))
    const begin = performance.now()
    const errors = Promise.all(
      Object.values(ways).map((write, index) =>
        write(database, index + 1).catch((thrown: unknown) => thrown),
      ),
    )
    expect(await longestBlock(errors)).toBeLessThan(1000)
    expect((await errors).map(outageOf)).toEqual(Object.keys(ways).map(() => 'DATABASE_BUSY'))
    expect(performance.now() - begin).toBeGreaterThan(4500)
    expect(await database.notes()).toEqual([])
    await other.giveBack()
    await ways["MikroORM's transaction"]!(database, 7)
    expect(await database.notes()).toEqual([-7, 7])
  })
})
