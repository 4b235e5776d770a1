import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makePlace, type Place } from '../fixtures/journeys.ts'
import { processesWith, until } from '../fixtures/processes.ts'
import { mutate, refusal } from '../http/mutate.ts'
import { createRepository, expectData, startBackup, waitForJob } from '../support/api.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeTree } from '../support/trees.ts'

/** Passes everything on to Borg, until a file says otherwise. */
const wrapper = (plan: string) => `#!/bin/sh
case "$1" in
  extract) [ -e '${plan}' ] && . '${plan}' ;;
esac
exec ${process.env.BORG_PATH ?? 'borg'} "$@"
`

const large = randomBytes(40_000_000)
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

let postgres: TestPostgres
let url: string
let place: Place
let worker: TestServer
/** Two servers with no Borg, and nothing of the worker's. */
let servers: TestServer[]
let repository: string
let archives: Record<string, string>
let root: string

const plan = (script: string) => writeFileSync(place.at('plan'), script)
const straight = () => rmSync(place.at('plan'), { force: true })
const env = () => ({ DATABASE_URL: url, SECRET_KEY: 'k'.repeat(40) })
const startServer = () =>
  startTestServer({ env: { ...env(), ROLE: 'server', BORG_PATH: '/nowhere/borg', PATH: '/nowhere' } })

beforeAll(async () => {
  postgres = await startPostgres()
  url = await postgres.createDatabase()
  place = makePlace()
  const borg = place.at('borg')
  writeFileSync(borg, wrapper(place.at('plan')))
  chmodSync(borg, 0o755)
  servers = [await startServer(), await startServer()]
  worker = await startTestServer({
    env: { ...env(), ROLE: 'worker', WORKER_POOLS: 'other', BORG_PATH: borg },
  })
  const source = makeTree(place.at('source'), { files: 20, bytes: 1000 })
  writeFileSync(join(source, 'large.bin'), large)
  writeFileSync(join(source, 'nothing'), '')
  root = source.slice(1)
  repository = await createRepository(servers[0]!, {
    name: 'far away',
    path: place.at('repository'),
    pool: 'other',
    encryption: 'REPOKEY_BLAKE2',
    passphrase: 'a passphrase',
    sourceDirectories: [source],
  })
  await waitForJob(servers[1]!, await startBackup(servers[0]!, repository, { archiveName: 'before' }))
  writeFileSync(join(source, 'new'), 'n')
  await waitForJob(servers[0]!, await startBackup(servers[1]!, repository, { archiveName: 'after' }))
  const { edges } = expectData(
    await servers[0]!.graphql(
      'query ($id: ID!) { repository(by: { id: $id }) { ... on ManagedRepository { archives { edges { node { id name } } } } } }',
      { id: repository },
    ),
  ).repository.archives
  archives = Object.fromEntries(
    edges.map(({ node }: { node: { id: string; name: string } }) => [node.name, node.id]),
  )
}, 120_000)
afterAll(async () => {
  for (const server of [...servers, worker]) await server[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
  await postgres[Symbol.asyncDispose]()
})

/** A ticket of one server, redeemed at the other. */
async function open(path: string, signal?: AbortSignal): Promise<Response> {
  const made = await mutate(servers[0]!, 'createDownload', { archiveId: archives.before, path }, 'url')
  return fetch(servers[1]!.url + made.url, signal ? { signal } : {})
}

const bytesOf = async (path: string) => Buffer.from(await (await open(path)).arrayBuffer())

describe('a server without Borg', () => {
  it('browses, compares and describes archives', async () => {
    const { archive } = expectData(
      await servers[1]!.graphql(
        `query ($id: ID!, $other: ID!, $path: String!) { archive(by: { id: $id }) {
          details { commandLine }
          entries(path: $path) { edges { node { name size } } }
          changesSince(archiveId: $other) { edges { node { path } } }
        } }`,
        { id: archives.after, other: archives.before, path: root },
      ),
    )
    const entries = archive.entries.edges.map(({ node }: { node: object }) => node)
    expect(entries).toContainEqual({ name: 'large.bin', size: large.length })
    expect(archive.changesSince.edges).toContainEqual({ node: { path: `${root}/new` } })
    expect(archive.details.commandLine).toContain('create')
  })

  it('hands out files and folders, byte for byte', async () => {
    expect(sha256(await bytesOf(`${root}/large.bin`))).toBe(sha256(large))
    expect(await bytesOf(`${root}/nothing`)).toHaveLength(0)
    const target = place.at('untarred')
    mkdirSync(target)
    execFileSync('tar', ['xf', '-', '-C', target], { input: await bytesOf(root) })
    expect(sha256(readFileSync(join(target, root, 'large.bin')))).toBe(sha256(large))
    expect(readdirSync(join(target, root, 'd0'))).toHaveLength(20)
  })
})
