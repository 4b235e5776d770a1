import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
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

/** These end the session that asks. */
const endsSessions = /signOut|Session|Password|Totp|Token|updateUser|updateProfile/i

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

/** Runs that earlier mutations have started go on in these, and in the database. */
const belongsToRuns = /^(disk|spool|scratch|sources|mounts|restores|borg|shared|other|vinculum\.db.*)$/

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
    const mounted = mountSmallDisk(disk, 24)
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
      writeFileSync(filler(), Buffer.alloc(24 * 2 ** 20))
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
      globSync('**', { cwd: folder, exclude: name => belongsToRuns.test(name) }),
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
    const surprises: Record<string, string> = {}
    let told = 0
    let token: string | null = null
    for (const name of mutations) {
      const operation = await operations[name]!(targets, server, 'admin')
      token ??= await server.token()
      await fill()
      const before = await everything()
      const during = await ask(operation, token)
      if (during === 'UNAVAILABLE DISK_FULL') expect(await everything(), name).toEqual(before)
      free()
      // What is done can end the session.
      if (during === 'OK') token = await server.token()
      const normal = await ask(operation, token)
      if (normal === 'OK' && endsSessions.test(name)) token = null
      if (during === 'UNAVAILABLE DISK_FULL') told += 1
      // What found room in the files as they were is done, and cannot always be done twice.
      else if (during !== normal && during !== 'OK') surprises[name] = `${during}, then ${normal}`
      if (/INTERNAL|UNAVAILABLE|NO_ANSWER|UNAUTHENTICATED/.test(normal) && normal !== during)
        surprises[name] = `${during}, then ${normal}`
    }
    expect(surprises).toEqual({})
    // SQLite writes to the end of its log, PostgreSQL where there is room in a table.
    expect(told).toBeGreaterThan(kind === 'SQLite' ? mutations.length / 2 : 0)
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
      preBackupScript: `until [ -e ${filler()} ] || [ "$w" = 300 ]; do w=$((w + 1)); sleep 0.1; done
while [ -e ${filler()} ] && [ "$n" != 300 ]; do n=$((n + 1)); echo "line $n"; sleep 0.1; done`,
    })
    const id = await startBackup(server, repositoryId)
    await waitForJob(server, id, job => job.progress.phase === 'PRE_HOOK')
    const said = server.output().length
    await fill()
    await expect.poll(() => server.output().slice(said)).toContain('taking it up again')
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
