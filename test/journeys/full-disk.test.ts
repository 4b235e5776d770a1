import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Tables } from '../../src/entities/index.ts'
import { mountSmallDisk } from '../fixtures/small-disk.ts'
import { mutate } from '../http/mutate.ts'
import { type Operation, operations } from '../schema/operations.ts'
import { populate, type Targets } from '../schema/roles.ts'
import { createRepository, readLog, startBackup, waitForJob } from '../support/api.ts'
import { openTables } from '../support/database.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { type Answer, startTestServer, type TestServer } from '../support/server.ts'
import { makeFolder, makeTree } from '../support/trees.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres[Symbol.asyncDispose]())

const mutations = Object.keys(operations).filter(name => name.startsWith('Mutation.'))

const noAnswer = { message: '', extensions: { code: 'NO_ANSWER' } }

/** With the table's input these write nothing, and answer as ever. */
const writeNothing = new Set<string>([])

/** What people enter and what a mutation changes; not what a server notes by the way. */
const entered = [
  'user_account',
  'session',
  'api_key',
  'repository_grant',
  'ssh_key',
  'ssh_connection',
  'schedule',
  'schedule_repository',
  'setting',
  'alert_settings',
  'hosted_repository',
] as const satisfies (keyof Tables)[]

describe.each(['SQLite', 'PostgreSQL'] as const)('a full disk under %s', kind => {
  const stack = new AsyncDisposableStack()
  let server: TestServer
  let tables: Awaited<ReturnType<typeof openTables>>
  let targets: Targets
  let disk: string
  const filler = () => join(disk, 'filler')

  beforeAll(async () => {
    const folder = stack.use(makeFolder())
    disk = join(folder.path, 'disk')
    const mounted = mountSmallDisk(disk, 64)
    if (typeof mounted === 'string') throw new Error(mounted)
    stack.use(mounted)
    const dataDir = join(kind === 'SQLite' ? disk : folder.path, 'data')
    mkdirSync(dataDir)
    const env: Record<string, string> = {}
    if (kind === 'SQLite') {
      // What Borg says is kept: only the database's disk is full.
      const spool = mountSmallDisk(join(dataDir, 'spool'), 64)
      if (typeof spool === 'string') throw new Error(spool)
      stack.use(spool)
    } else {
      const tablespace = await postgres.createTablespace(disk)
      const url = await postgres.createDatabase(tablespace)
      stack.defer(() => postgres.dropDatabase(url, tablespace))
      env.DATABASE_URL = url
    }
    server = await startTestServer({ dataDir, env })
    stack.use(server)
    tables = stack.use(await openTables(env.DATABASE_URL ?? dataDir))
    ;({ targets } = await populate(server, folder.path))
  })
  afterAll(() => stack.disposeAsync())

  async function fill(): Promise<void> {
    // It would write into the room that its log has already.
    if (kind === 'SQLite') await sql`pragma wal_checkpoint(truncate)`.execute(tables.db)
    try {
      writeFileSync(filler(), Buffer.alloc(70 * 2 ** 20))
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' })
    }
  }
  const free = () => rmSync(filler())

  /** Everything that a mutation could have left half done. */
  async function everything() {
    const rows: Record<string, unknown> = {}
    for (const table of entered) rows[table] = await tables.db.selectFrom(table).selectAll().execute()
    const jobs = await tables.db.selectFrom('job').select('id').execute()
    const repositories = await tables.db
      .selectFrom('repository')
      .select(['id', 'name', 'compression'])
      .execute()
    const files = [server.dataDir, targets.folder].flatMap(folder =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
        name => !/^(disk|spool|borg|shared|other|vinculum\.db)/.test(name),
      ),
    )
    return { rows, jobs, repositories, files: files.sort() }
  }

  /** One operation, with a session of its own: some end it. */
  async function ask({ query, variables }: Operation, token: string): Promise<string> {
    const silence = sleep(30_000, { data: null, errors: [noAnswer] }, { ref: false })
    const { errors }: Answer = await Promise.race([server.graphql(query, variables, token), silence])
    if (!errors) return 'OK'
    const { code, reason } = errors[0]!.extensions
    return reason === 'DISK_FULL' ? `${code} ${reason}` : code
  }

  it('is said of every mutation that writes, which changes nothing and works when there is room', async () => {
    const found: Record<string, string> = {}
    const wanted: Record<string, string> = {}
    for (const name of mutations) {
      const operation = await operations[name]!(targets, server, 'admin')
      const [token, later] = [await server.token(), await server.token()]
      await fill()
      const before = await everything()
      const during = await ask(operation, token)
      const after = await everything()
      free()
      const normal = await ask(operation, during === 'OK' ? later : token)
      if (during === 'UNAVAILABLE DISK_FULL') expect(after, name).toEqual(before)
      found[name] = `${during}, then ${normal}`
      const isTold = kind === 'SQLite' ? !writeNothing.has(name) : during !== normal
      wanted[name] = `${isTold && normal === 'OK' ? 'UNAVAILABLE DISK_FULL' : normal}, then ${normal}`
      expect(normal, name).not.toMatch(/INTERNAL|UNAVAILABLE/)
    }
    expect(found).toEqual(wanted)
  }, 600_000)

  it('costs no line of a log, and runs end when there is room', async () => {
    const repositoryId = await createRepository(server, {
      name: 'logged',
      path: join(targets.folder, 'logged'),
      listFiles: 'ALL',
      sourceDirectories: [makeTree(join(targets.folder, 'many'), { files: 300, bytes: 10 })],
    })
    await mutate(server, 'updateRepository', {
      repositoryId,
      preBackupScript: `until [ ! -e ${filler()} ] || [ "$n" = 20 ]; do n=$((n + 1)); echo "line $n"; sleep 0.1; done`,
    })
    const id = await startBackup(server, repositoryId)
    await waitForJob(server, id, job => job.progress.phase === 'PRE_HOOK')
    await fill()
    await expect.poll(server.output).toContain('taking it up again')
    free()
    const job = await waitForJob(server, id)
    expect(job).toMatchObject({ status: 'COMPLETED', failure: null })
    const lines = await readLog(server, id)
    expect(lines.map(({ number }) => number)).toEqual(lines.map((_line, index) => index + 1))
    expect(lines.filter(({ text }) => text.startsWith('A '))).toHaveLength(300)
    const spoken = lines.map(({ text }) => text).filter(text => text.startsWith('line '))
    expect(spoken).toEqual(spoken.map((_text, index) => `line ${index + 1}`))
    expect(spoken.length).toBeGreaterThan(0)
  })

  it('shows in readiness, and passes', async () => {
    const get = async (path: string) => {
      const response = await fetch(server.url + path)
      return { status: response.status, ...((await response.json()) as object) }
    }
    await fill()
    expect(await get('/readyz')).toMatchObject({ status: 'not ready', reason: 'DISK_FULL' })
    expect(await get('/livez')).toMatchObject({ status: 'alive' })
    free()
    await expect.poll(() => get('/readyz')).toMatchObject({ status: 'ready' })
  })

  it('does not delay the end', async () => {
    await fill()
    const begin = performance.now()
    expect(await server.stop()).toBe(0)
    expect(performance.now() - begin).toBeLessThan(20_000)
    free()
    await using next = await server.restart()
    expect((await next.graphql('{ viewer { id } }')).data.viewer).not.toBeNull()
  })
})
