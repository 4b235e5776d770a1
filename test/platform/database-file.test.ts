import {
  copyFileSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { outageOf } from '../../src/domain/kernel/outages.ts'
import { openDatabase } from '../../src/platform/database.ts'
import { databaseKind } from '../support/database.ts'
import { holdWriteLock } from '../support/lock-holder.ts'
import { startTestServer } from '../support/server.ts'
import { makeFolder } from '../support/trees.ts'

/** A database, and what was said of its file. */
async function open(dataDir: string) {
  const troubles: string[] = []
  const database = await openDatabase({ dataDir }, { onTrouble: trouble => troubles.push(trouble) })
  return {
    ...database,
    troubles,
    write: () => sql`insert into allowance values ('key', 1, 1)`.execute(database.db),
    transaction: () =>
      database.em.fork().transactional(async em => {
        await em.execute("insert into allowance values ('another', 1, 1)")
      }),
    [Symbol.asyncDispose]: () => database.close(),
  }
}

it.each<[string, (file: string) => void]>([
  ['removed', file => rmSync(file)],
  ['moved away', file => renameSync(file, `${file}.old`)],
  [
    'replaced',
    file => {
      copyFileSync(file, `${file}.copy`)
      renameSync(`${file}.copy`, file)
    },
  ],
  ['emptied', file => truncateSync(file)],
  ['robbed of its log', file => rmSync(`${file}-wal`)],
  ['robbed of the index of its log', file => rmSync(`${file}-shm`)],
])('nothing is written when the file was %s', async (_how, change) => {
  using folder = makeFolder()
  const file = join(folder.path, 'vinculum.db')
  await using database = await open(folder.path)
  change(file)
  const size = () => statSync(`${file}-wal`, { throwIfNoEntry: false })?.size
  const before = size()
  for (const write of [database.write, database.transaction, database.write]) {
    const error = await write().catch((thrown: unknown) => thrown)
    expect(outageOf(error)).toBe('DATABASE_DAMAGED')
  }
  expect(size()).toBe(before)
  expect(database.troubles).toEqual([
    expect.stringMatching(/was removed, replaced or emptied.*Stop the server/),
  ])
})

it('a transaction that was begun before the file was removed is not committed', async () => {
  using folder = makeFolder()
  await using database = await open(folder.path)
  const error = await database.db
    .transaction()
    .execute(async transaction => {
      await sql`insert into allowance values ('key', 1, 1)`.execute(transaction)
      rmSync(join(folder.path, 'vinculum.db'))
    })
    .catch((thrown: unknown) => thrown)
  expect(outageOf(error)).toBe('DATABASE_DAMAGED')
  expect((await sql`select * from allowance`.execute(database.db)).rows).toEqual([])
})

it('nothing is written any more into a file that turned out to be damaged', async () => {
  using folder = makeFolder()
  const file = join(folder.path, 'vinculum.db')
  await using database = await open(folder.path)
  await sql`pragma wal_checkpoint(truncate)`.execute(database.db)
  writeFileSync(file, Buffer.alloc(statSync(file).size, 'garbage'), { flag: 'r+' })
  // What is in memory is good still.
  await sql`pragma shrink_memory`.execute(database.db)
  await expect(sql`select * from job`.execute(database.db)).rejects.toThrow(/malformed|not a database/)
  const error = await database.write().catch((thrown: unknown) => thrown)
  expect(outageOf(error)).toBe('DATABASE_DAMAGED')
  expect(database.troubles).toEqual([expect.stringMatching(/is damaged.*Stop the server, put back a backup/)])
})

it('a data directory that had a database does not begin without it', async () => {
  using folder = makeFolder()
  const file = join(folder.path, 'vinculum.db')
  await (await open(folder.path)).close()
  copyFileSync(file, `${file}.backup`)
  rmSync(file)
  await expect(open(folder.path)).rejects.toThrow(/is gone.*backup.*has-database/)
  writeFileSync(file, '')
  await expect(open(folder.path)).rejects.toThrow(/is empty/)
  // An older copy is taken as it is.
  renameSync(`${file}.backup`, file)
  await (await open(folder.path)).close()
  rmSync(file)
  rmSync(join(folder.path, 'has-database'))
  await (await open(folder.path)).close()
})

it('a server that finds its database damaged says what to do, and no more', async () => {
  using folder = makeFolder()
  const file = join(folder.path, 'vinculum.db')
  await (await open(folder.path)).close()
  const pageSize = 4096
  const rest = Buffer.alloc(statSync(file).size - pageSize, 'garbage')
  writeFileSync(file, Buffer.concat([readFileSync(file).subarray(0, pageSize), rest]))
  const error = await startTestServer({ dataDir: folder.path }).catch((thrown: Error) => thrown.message)
  expect(error).toMatch(/ended with code 1[\s\S]*is damaged\. Put back a backup of it/)
  expect(error).not.toMatch(/\n +at /)
})

it('a server says what happened to its file, and starts with nothing only when told so', async () => {
  using folder = makeFolder()
  const server = await startTestServer({ dataDir: folder.path })
  const file = join(folder.path, 'vinculum.db')
  const ready = async () => (await fetch(`${server.url}/readyz`)).json()
  const token = await server.token()
  renameSync(file, `${file}.old`)
  const settings = 'mutation { updateSettings(input: { showRestoreTab: true }) { __typename } }'
  const refused = await server.graphql(settings, {}, token)
  expect(refused.errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE', reason: 'DATABASE_DAMAGED' } }])
  expect(await ready()).toMatchObject({ status: 'not ready', reason: 'DATABASE_DAMAGED' })
  expect(server.output()).toMatch(/"level":60.*was removed, replaced or emptied while it was in use/)
  expect(await server.stop()).toBe(0)
  await expect(startTestServer({ dataDir: folder.path })).rejects.toThrow(
    /ended with code 1[\s\S]*vinculum.db is gone[\s\S]*To begin anew/,
  )
  renameSync(`${file}.old`, file)
  const next = await startTestServer({ dataDir: folder.path })
  expect((await next.graphql('{ viewer { id } }')).data.viewer).not.toBeNull()
  await next.stop()
})

it.runIf(databaseKind === 'SQLite')(
  'readiness tells a database that others write to from one that is away',
  async () => {
    await using server = await startTestServer()
    await using lock = await holdWriteLock(join(server.dataDir, 'vinculum.db'))
    const ready = async () => (await fetch(`${server.url}/readyz`)).json()
    expect(await ready()).toMatchObject({ status: 'not ready', reason: 'DATABASE_BUSY' })
    await lock.giveBack()
    await expect.poll(ready).toMatchObject({ status: 'ready' })
  },
)
