import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createDatabase, dumpOf, itOn, openTables } from '../support/database.ts'
import { startTestServer } from '../support/server.ts'
import { makeFolder } from '../support/trees.ts'

const itOnPostgresql = itOn('PostgreSQL', 'SQLite serves one process')

const refusal = /ended with code 1:\nThis database is used with another SECRET_KEY\./

itOnPostgresql(
  'a process with another key than the first one does not start, and says what to do',
  async () => {
    const databaseUrl = await createDatabase()
    const env = { DATABASE_URL: databaseUrl }
    await using first = await startTestServer({ env })
    const error = await startTestServer({ env }).catch((reason: Error) => reason)
    expect((error as Error).message).toMatch(refusal)
    expect((error as Error).message).not.toMatch(/\n +at /)
    const key = readFileSync(join(first.dataDir, 'secret.key'), 'utf8').trim()
    await expect(startTestServer({ env: { ...env, SECRET_KEY: 'k'.repeat(40) } })).rejects.toThrow(refusal)

    await using second = await startTestServer({ env: { ...env, SECRET_KEY: key } })
    expect((await second.graphql('{ viewer { id } }', {}, await first.token())).errors).toBeUndefined()
    // What the database has of the key says nothing about it.
    expect(await dumpOf(databaseUrl)).not.toContain(key)
  },
)

it('whoever has lost the key may say so', async () => {
  using folder = makeFolder()
  const server = await startTestServer({ dataDir: folder.path })
  await server.stop()
  const env = { SECRET_KEY: 'k'.repeat(40) }
  await expect(startTestServer({ dataDir: folder.path, env })).rejects.toThrow(refusal)
  {
    await using tables = await openTables(folder.path)
    await tables.db.deleteFrom('setting').where('name', '=', 'secretKeyFingerprint').execute()
  }
  await using again = await startTestServer({ dataDir: folder.path, env })
  expect(await again.token()).toBeTruthy()
})

itOnPostgresql(
  'processes that are started at once agree on the key and on the first administrator',
  async () => {
    const DATABASE_URL = await createDatabase()
    const env = { DATABASE_URL, SECRET_KEY: 'k'.repeat(40), ROLE: 'server', INITIAL_ADMIN_PASSWORD: '' }
    const servers = await Promise.all(Array.from({ length: 4 }, () => startTestServer({ env })))
    try {
      const passwords = servers.flatMap(server => / \/ (\S+) /.exec(server.output())?.[1] ?? [])
      expect(passwords).toHaveLength(1)
      for (const server of servers) expect(await server.token('admin', passwords[0])).toBeTruthy()
    } finally {
      for (const server of servers) await server[Symbol.asyncDispose]()
    }
  },
)
