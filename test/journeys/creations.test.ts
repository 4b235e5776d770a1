import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { beginCreation, keyFileOf } from '../../src/runner/calls/creations.ts'
import { makePlace, type Place } from '../fixtures/journeys.ts'
import { until } from '../fixtures/processes.ts'
import { mutate, refusal } from '../http/mutate.ts'
import { createRepository, startBackup, waitForJob } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let place: Place
let server: TestServer
beforeAll(async () => {
  place = makePlace()
  server = await startTestServer()
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
})

const passphrase = 'for a repository of this test'
const creations = () => readdirSync(join(server.dataDir, 'creations'))

function borg(args: string[], env: Record<string, string> = {}) {
  execFileSync('borg', args, {
    env: {
      PATH: '/usr/bin:/bin',
      BORG_BASE_DIR: place.at('independent'),
      BORG_PASSPHRASE: passphrase,
      ...env,
    },
    stdio: 'pipe',
  })
}

/** Makes it; or imports it, without any key, when it is there. @returns its id */
async function createOrImport(input: { name: string; path: string; encryption: string }): Promise<string> {
  const sources = { sourceDirectories: ['/etc/hostname'] }
  try {
    return await createRepository(server, { ...input, ...sources, passphrase })
  } catch (error) {
    if (!String(error).includes('REPOSITORY_EXISTS')) throw error
    const { encryption: _, ...rest } = input
    const { repository } = await mutate(
      server,
      'importRepository',
      { ...rest, passphrase },
      'repository { id }',
    )
    return repository.id
  }
}

/** A backup, and the key: both show that the repository can be opened. */
async function expectUsable(id: string): Promise<void> {
  const job = await startBackup(server, id, { archiveName: 'x' })
  expect(await waitForJob(server, job)).toMatchObject({ failure: null })
  const { key } = await mutate(server, 'exportRepositoryKey', { repositoryId: id }, 'key')
  expect(key).toMatch(/^BORG_KEY /)
}

it('a server that is killed while it makes repositories loses no key and no path', async () => {
  const wanted = ['KEYFILE_BLAKE2', 'REPOKEY_BLAKE2'].flatMap(encryption =>
    [0, 1, 2, 3].map(round => ({
      name: `${encryption} ${round}`,
      path: place.at(`${encryption}-${round}`),
      encryption,
    })),
  )
  for (let round = 0; round < 4; round += 1) {
    const [first, second] = [wanted[round]!, wanted[round + 4]!]
    const make = (input: typeof first) =>
      createRepository(server, { ...input, passphrase, sourceDirectories: [] }).catch(() => null)
    const asked = [make(first)]
    await until(() => existsSync(first.path), 'a repository is being made')
    // Both are killed, each at a moment of its own, from the first sign to the end on a slow machine.
    await sleep(Math.random() * 300)
    asked.push(make(second))
    await sleep((round + Math.random()) * 250)
    await server.kill()
    await Promise.all(asked)
    server = await server.restart()
  }
  const { data } = await server.graphql('{ repositories(first: 100) { edges { node { name } } } }')
  const registered = data.repositories.edges.map(({ node }: { node: { name: string } }) => node.name)
  const lost = wanted.filter(({ name }) => !registered.includes(name))
  expect(lost.length).toBeGreaterThan(0)
  const ids = []
  for (const input of lost) ids.push(await createOrImport(input))
  for (const id of new Set([ids[0]!, ids.at(-1)!])) await expectUsable(id)
  expect(creations()).toEqual([])
}, 240_000)

it('a repository that was used since stays, with its key: an import finds it', async () => {
  const settings = { dataDir: server.dataDir, host: 'a server that died' }
  await server.kill()
  const path = place.at('used')
  const creation = await beginCreation(settings, path)
  const env = { BORG_KEY_FILE: keyFileOf(creation) }
  borg(['init', '--encryption=keyfile-blake2', path], env)
  borg(['create', `${path}::precious`, '/etc/hostname'], env)
  server = await server.restart()
  expect(server.output()).toContain('its key is kept')
  const input = { name: 'used', path, passphrase }
  expect(await refusal(server, 'createRepository', { ...input, encryption: 'KEYFILE_BLAKE2' })).toMatchObject(
    {
      code: 'CONFLICT',
      reason: 'REPOSITORY_EXISTS',
    },
  )
  const { repository } = await mutate(
    server,
    'importRepository',
    { ...input, sourceDirectories: ['/etc/hostname'] },
    'repository { id encryption archives { edges { node { name } } } }',
  )
  expect(repository).toMatchObject({
    encryption: 'KEYFILE_BLAKE2',
    archives: { edges: [{ node: { name: 'precious' } }] },
  })
  await expectUsable(repository.id)
  expect(creations()).toEqual([])
})

it('a request that fails leaves neither a folder nor a key behind', async () => {
  mkdirSync(place.at('full'))
  writeFileSync(place.at('full/file'), '')
  mkdirSync(place.at('empty'))
  for (const path of [place.at('full'), '/proc/new/repository'])
    await refusal(server, 'createRepository', { name: 'x', path, encryption: 'KEYFILE', passphrase })
  expect(readdirSync(place.at('full'))).toEqual(['file'])
  await expectUsable(
    await createOrImport({ name: 'in an empty folder', path: place.at('empty'), encryption: 'KEYFILE' }),
  )
  expect(creations()).toEqual([])
})

it('removes from its own folders what is its own, and nothing else', async () => {
  const at = (path: string) => join(server.dataDir, path)
  const foreign = [
    'spool/12345',
    'spool/77777/repository',
    'spool/77777/borg.1',
    'spool/call-x',
    'spool/call-5',
  ]
  foreign.push('scratch/12345', 'mounts/.spool/by-hand', 'creations/by-hand', 'spool/diffs/by-hand')
  for (const path of foreign) {
    mkdirSync(join(at(path), '..'), { recursive: true })
    borg(['init', '--encryption=repokey', at(path)])
  }
  const own = ['spool/88888/borg.1', 'spool/call-6', 'spool/call-read-abcDEF', 'scratch/88888/files']
  for (const path of own) mkdirSync(at(path), { recursive: true })
  for (const file of ['out', 'err']) writeFileSync(at(`spool/88888/borg.1/${file}`), '')
  for (const path of ['spool/call-6/key', 'scratch/88888/plan.json']) writeFileSync(at(path), '')
  server = await server.restart()
  // What is left of jobs is removed beside the start.
  await until(() => !existsSync(at('scratch/88888')), 'the start has tidied up')
  expect(foreign.filter(path => !existsSync(join(at(path), 'config')))).toEqual([])
  expect(own.filter(path => existsSync(at(path)))).toEqual([])
})

it('refuses repositories and sources in its own folders, by every way in', async () => {
  const inside = join(server.dataDir, 'spool/12345')
  const mistake = { code: 'INVALID_INPUT', fields: { path: expect.stringMatching(/data directory/) } }
  const input = { name: 'inside', path: inside }
  expect(await refusal(server, 'createRepository', { ...input, encryption: 'NONE' })).toMatchObject(mistake)
  expect(await refusal(server, 'importRepository', { ...input, passphrase })).toMatchObject(mistake)
  const above = { ...input, path: server.dataDir, encryption: 'NONE' }
  expect(await refusal(server, 'createRepository', above)).toMatchObject(mistake)
  const id = await createRepository(server, {
    name: 'below the folder for them',
    path: 'relative',
    sourceDirectories: ['/'],
  })
  expect(await refusal(server, 'updateRepository', { repositoryId: id, path: inside })).toMatchObject(mistake)
  const sources = { sourceDirectories: ['/etc', join(server.dataDir, 'borg')] }
  const wrong = { code: 'INVALID_INPUT', fields: { sourceDirectories: expect.stringContaining('borg') } }
  expect(await refusal(server, 'updateRepository', { repositoryId: id, ...sources })).toMatchObject(wrong)
  const another = { name: 'y', path: place.at('y'), encryption: 'NONE', ...sources }
  expect(await refusal(server, 'createRepository', another)).toMatchObject(wrong)
  expect(existsSync(place.at('y'))).toBe(false)
  const token = await server.token()
  const answer = await fetch(`${server.url}/api/repositories/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'rest', path: inside, encryption: 'none', source_directories: ['/etc'] }),
  })
  expect([answer.status, JSON.stringify(await answer.json())]).toEqual([
    expect.toSatisfy(status => status >= 400 && status < 500),
    expect.stringMatching(/data directory/),
  ])
})

it('does not start with folders of the configuration among its own', async () => {
  const spool = join(server.dataDir, 'spool')
  const env = {
    REPOSITORIES_DIR: spool,
    RESTORE_ROOTS: join(spool, 'x'),
    MOUNT_ROOTS: spool,
    SSH_KEY_FILE: spool,
  }
  await server.stop()
  await expect(startTestServer({ env, dataDir: server.dataDir })).rejects.toThrow(
    /REPOSITORIES_DIR: .*spool: Must not be in the data directory[\s\S]*MOUNT_ROOTS[\s\S]*RESTORE_ROOTS[\s\S]*SSH_KEY_FILE/,
  )
  server = await server.restart()
})
