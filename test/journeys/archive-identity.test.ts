import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { archivesById, independentBorg, lockOwners, makePlace, type Place } from '../fixtures/journeys.ts'
import { processes, until } from '../fixtures/processes.ts'
import { createRandom, type Random } from '../fixtures/random.ts'
import { createRepository, expectData, readLog, startBackup, terminal, waitForJob } from '../support/api.ts'
import { itOn } from '../support/database.ts'
import { type Answer, startTestServer, type TestServer } from '../support/server.ts'
import { makeTree } from '../support/trees.ts'

/** `ROUNDS=500 SEED=n npx vitest run --project sqlite test/journeys/archive-identity.test.ts` looks longer, or again. */
const rounds = Number(process.env.ROUNDS ?? 5)
vi.setConfig({ testTimeout: 120_000 + rounds * 30_000 })
const it = itOn('SQLite', 'what Borg keeps is the subject; SQL is the same')

let place: Place
let server: TestServer
beforeAll(async () => {
  place = makePlace()
  // Borg runs in UTC, wherever its server is.
  server = await startTestServer({ env: { TZ: 'America/New_York', LOG_LEVEL: 'warn' } })
  makeTree(place.at('source'), { files: 3, bytes: 10 })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
})

const repositoryWith = (name: string, settings: object = {}): Promise<string> =>
  createRepository(server, {
    name,
    path: place.at(name),
    sourceDirectories: [place.at('source')],
    ...settings,
  })

const textsOf = async (id: string) => (await readLog(server, id)).map(line => line.text)

const start = (repositoryId: string, archiveName: string) =>
  server.graphql('mutation ($input: StartBackupInput!) { startBackup(input: $input) { job { id } } }', {
    input: { repositoryId, archiveName },
  })

const deleteArchive = async (repositoryId: string, archiveName: string): Promise<string> => {
  const answer = await server.graphql(
    'mutation ($input: DeleteArchiveInput!) { deleteArchive(input: $input) { job { id } } }',
    { input: { repositoryId, archiveName } },
  )
  return expectData(answer).deleteArchive.job.id
}

it('refuses a name that is taken, and no other: Borg knows what was deleted elsewhere', async () => {
  const repository = await repositoryWith('taken')
  const [first, second] = [
    await startBackup(server, repository, { archiveName: 'one', idempotencyKey: 'first' }),
    await startBackup(server, repository, { archiveName: 'one' }),
  ]
  const { archive } = await waitForJob(server, first)
  expect(await waitForJob(server, second)).toMatchObject({
    status: 'FAILED',
    failure: { code: 'ARCHIVE_ALREADY_EXISTS' },
    archive: null,
  })
  expect(await archivesById(place.at('taken'), place)).toEqual(new Map([[archive.borgId, 'one']]))
  expect((await start(repository, 'one')).errors).toMatchObject([
    { extensions: { code: 'CONFLICT', reason: 'ARCHIVE_NAME_TAKEN' } },
  ])
  // An answer that got lost is asked for again.
  expect(await startBackup(server, repository, { archiveName: 'one', idempotencyKey: 'first' })).toBe(first)

  await independentBorg(place, 'delete', `${place.at('taken')}::one`)
  const again = await waitForJob(server, await startBackup(server, repository, { archiveName: 'one' }))
  expect(again.status).toBe('COMPLETED')
  // Jobs run in order: this one will find the name free.
  const deletion = await deleteArchive(repository, 'one')
  const third = await startBackup(server, repository, { archiveName: 'one' })
  expect((await waitForJob(server, deletion)).status).toBe('COMPLETED')
  expect((await waitForJob(server, third)).status).toBe('COMPLETED')
})

it('runs no script for a backup whose name was taken elsewhere', async () => {
  const scripts = { preBackupScript: 'echo before', postBackupScript: 'echo after' }
  const repository = await repositoryWith('scripts', scripts)
  await independentBorg(place, 'create', `${place.at('scripts')}::[a]{{b}}*`, place.at('source'))
  const id = await startBackup(server, repository, { archiveName: '[a]{b}*' })
  expect(await waitForJob(server, id)).toMatchObject({
    status: 'FAILED',
    failure: { code: 'ARCHIVE_ALREADY_EXISTS' },
  })
  expect((await readLog(server, id)).map(line => line.source)).toEqual(['SERVER'])
  // Such a name is no pattern.
  const other = await waitForJob(server, await startBackup(server, repository, { archiveName: '[a]{b}?' }))
  expect(other.status).toBe('COMPLETED')
})

it('deletes the archive that was meant, and no later one of its name', async () => {
  const [path, go] = [place.at('deleted'), place.at('go')]
  const repository = await repositoryWith('deleted', {
    preBackupScript: `while [ ! -e '${go}' ]; do sleep 0.05; done`,
  })
  const create = () => independentBorg(place, 'create', `${path}::one`, place.at('source'))
  await create()
  const refresh =
    'mutation ($id: ID!) { refreshArchives(input: { repositoryId: $id }) { repository { id } } }'
  expectData(await server.graphql(refresh, { id: repository }))
  const running = await startBackup(server, repository)
  await waitForJob(server, running, job => job.progress.phase === 'PRE_HOOK')
  const deletion = await deleteArchive(repository, 'one')
  await independentBorg(place, 'delete', `${path}::one`)
  await create()
  writeFileSync(go, '')
  expect(await waitForJob(server, deletion)).toMatchObject({
    status: 'FAILED',
    failure: { code: 'ARCHIVE_NOT_FOUND' },
  })
  expect(await textsOf(deletion)).toContain('Another archive has this name now; it was not touched.')
  expect([...(await archivesById(path, place)).values()]).toContain('one')
  expect((await waitForJob(server, await deleteArchive(repository, 'one'))).status).toBe('COMPLETED')
})

/** What has been promised about one repository. */
interface Lane {
  name: string
  repository: string
  path: string
  /** Archives of completed jobs, by Borg's id. */
  kept: Map<string, string>
  /** Names of jobs that failed: what these leave is of use to the next run, and nobody's promise. */
  failed: Set<string>
}

/** Prefix-related, with what means something in patterns, placeholders and to Borg itself. */
const bases = ['a', 'a.checkpoint.b', 'aa', 'a*', '[a]', 'a?', '{now}', 'a.checkpoint2', '-a', 'ä 💾', 're:a']

/** Asks as long as it takes until a server is there again. */
async function ask(query: string, variables: object): Promise<Answer> {
  for (;;) {
    const asked = server
    try {
      return await asked.graphql(query, variables)
    } catch {
      await until(() => server !== asked || isUp, 'there is a server', 120_000)
      await sleep(20)
    }
  }
}
let isUp = true

async function killServer(): Promise<void> {
  isUp = false
  await server.kill()
  server = await server.restart()
  isUp = true
}

const read = async (id: string): Promise<Answer['data']> =>
  expectData(
    await ask(
      'query ($id: ID!) { job(id: $id) { status failure { code } ... on BackupJob { archiveName archive { name borgId } } } }',
      { id },
    ),
  ).job

async function ended(id: string): Promise<Answer['data']> {
  for (;;) {
    const job = await read(id)
    if (terminal.includes(job.status)) return job
    await sleep(30)
  }
}

async function begin(lane: Lane, archiveName: string | null): Promise<string | null> {
  const input = { repositoryId: lane.repository, archiveName, idempotencyKey: crypto.randomUUID() }
  const answer = await ask(
    'mutation ($input: StartBackupInput!) { startBackup(input: $input) { job { id } } }',
    { input },
  )
  if (!answer.errors) return answer.data.startBackup.job.id
  expect(answer.errors).toMatchObject([{ extensions: { reason: 'ARCHIVE_NAME_TAKEN' } }])
  // One that was kept, that a failed run left, or that the first of two has made while a server was started again.
  const there = await archivesById(lane.path, place, '--bypass-lock')
  expect([...there.values()], `${archiveName} in ${lane.name}`).toContain(archiveName)
  return null
}

const cancel = (id: string) =>
  ask('mutation ($id: ID!) { cancelJob(input: { jobId: $id }) { job { id } } }', { id })

/** `kill -9`, of the Borg that works on a repository right now. */
function killBorg({ path }: Lane): void {
  for (const { pid, command, environment } of processes()) {
    const isBorg = command.includes('\0create\0') && !command.startsWith('sh')
    if (!isBorg || !environment.includes(`BORG_REPO=${path}\0`)) continue
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      // It has ended by itself.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

/** One to two backups, which are left alone, cancelled or killed at a random moment. */
async function trouble(lane: Lane, random: Random): Promise<void> {
  const pick = <Item>(items: readonly Item[]): Item => items[random.whole(0, items.length - 1)]!
  const [dice, pause] = [random.next(), Math.round(1500 * random.next() ** 2)]
  const known = [...lane.kept.values(), ...lane.failed]
  const name = pick([
    null,
    pick(bases),
    `${pick(bases)}${random.whole(1, 9)}`,
    known.length ? pick(known) : null,
  ])
  const ids = [await begin(lane, name)]
  // Twice the same at once.
  if (random.next() < 0.4) ids.push(await begin(lane, name))
  const last = ids.findLast(id => id !== null)
  if (last) {
    if (dice < 0.7) {
      await sleep(pause)
      if (random.next() < 0.5) await until(async () => (await read(last)).status !== 'PENDING', 'it starts')
      if (dice > 0.5) killBorg(lane)
      if (dice < 0.6) await cancel(last)
    }
  }
  for (const id of ids) if (id) judge(lane, await ended(id))
}

function judge({ kept, failed }: Lane, { status, archive, archiveName, failure }: Answer['data']): void {
  if (status.startsWith('COMPLETED')) kept.set(archive.borgId, archive.name)
  else if (status === 'FAILED') {
    expect(['ARCHIVE_ALREADY_EXISTS', 'BORG_KILLED', 'PROCESS_LOST']).toContain(failure.code)
    failed.add(archiveName)
  }
}

/** All that was promised is there, and nothing else but what failed jobs left. */
async function verify({ path, kept, failed, name }: Lane, what: string): Promise<void> {
  expect(lockOwners(path), `${what}: lock of ${name}`).toEqual([])
  const found = await archivesById(path, place)
  expect(Object.fromEntries(found), what).toMatchObject(Object.fromEntries(kept))
  const strays = [...found].filter(
    ([id, archive]) => !kept.has(id) && !failed.has(archive.replace(/\.checkpoint(\.\d+)?$/, '')),
  )
  expect(strays, what).toEqual([])
}

it('keeps every archive of a completed job and leaves nothing of a cancelled one, whatever is killed when', async () => {
  const random = createRandom()
  const flags = [
    [],
    ['--timestamp=2001-01-01T00:00:00'],
    ['--timestamp=2099-01-01T00:00:00', '--comment=--debug-topic=vinculum.run.x'],
  ]
  const lanes: Lane[] = []
  for (const [index, customFlags] of flags.entries()) {
    const name = `lane-${index}`
    const repository = await repositoryWith(name, { customFlags, listFiles: 'ALL' })
    lanes.push({ name, repository, path: place.at(name), kept: new Map(), failed: new Set() })
  }
  for (let round = 1; round <= rounds; round += 1) {
    const what = `SEED=${random.seed}, round ${round}`
    const dice = random.next()
    const killing = dice < 0.25 ? sleep(random.whole(0, 900)).then(killServer) : null
    await Promise.all([...lanes.map(lane => trouble(lane, random)), killing])
    if (round % 10 === 0 || round === rounds) {
      await Promise.all(lanes.map(lane => verify(lane, what)))
      const kept = lanes.reduce((sum, lane) => sum + lane.kept.size, 0)
      console.log(`${what}: ${kept} archives kept`)
    }
  }
  expect(
    lanes.every(lane => lane.kept.size > 0),
    `SEED=${random.seed}`,
  ).toBe(true)
})
