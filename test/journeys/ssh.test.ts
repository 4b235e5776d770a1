import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mutate, refusal } from '../http/mutate.ts'
import { createRepository, expectData, readLog, startBackup, waitForJob } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { startSshd, type TestSshd } from '../support/sshd.ts'
import { makeFolder, makeTree } from '../support/trees.ts'

let folder: ReturnType<typeof makeFolder>
let sshd: TestSshd
let server: TestServer
let source: string
beforeAll(async () => {
  folder = makeFolder()
  source = makeTree(join(folder.path, 'source'), { files: 20, bytes: 1000 })
  sshd = await startSshd(folder.path)
  server = await startTestServer({
    env: { SSH_KEY_FILE: sshd.keyFile, SSH_KNOWN_HOSTS_FILE: sshd.knownHostsFile },
  })
})
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await sshd?.[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const create = (input: object) =>
  server.graphql(
    'mutation ($input: CreateRepositoryInput!) { createRepository(input: $input) { repository { id path } } }',
    { input: { passphrase: 'over the wire', sourceDirectories: [source], ...input } },
  )

it('creates a repository on another machine, backs up into it, and imports it', async () => {
  const path = sshd.location('documents')
  const { createRepository: created } = expectData(await create({ name: 'documents', path }))
  expect(created.repository.path).toBe(path)
  expect(readdirSync(join(sshd.storage, 'documents'))).toContain('config')

  const job = await waitForJob(server, await startBackup(server, created.repository.id))
  expect(job).toMatchObject({ status: 'COMPLETED', failure: null, archive: { name: job.archiveName } })
  // The lock on the other machine cannot be seen from here: breaking it is for somebody who knows better.
  const { lock } = expectData(
    await server.graphql(
      'query ($id: ID!) { repository(by: { id: $id }) { ... on ManagedRepository { lock { repositoryExamined holders { pid } } } } }',
      { id: created.repository.id },
    ),
  ).repository
  expect(lock).toEqual({ repositoryExamined: false, holders: [] })
  const locked = { repositoryId: created.repository.id }
  expect(await refusal(server, 'breakLock', locked)).toMatchObject({ reason: 'LOCK_HOLDER_UNKNOWN' })
  expect(await mutate(server, 'breakLock', { ...locked, confirmForeignHost: true }, 'broken')).toEqual({
    broken: true,
  })

  const log = await readLog(server, job.id)
  expect(log.filter(line => line.text.startsWith('A '))).toHaveLength(20)

  expectData(
    await server.graphql(
      'mutation ($id: ID!) { deleteRepository(input: { repositoryId: $id }) { __typename } }',
      {
        id: created.repository.id,
      },
    ),
  )
  const importing =
    'mutation ($input: ImportRepositoryInput!) { importRepository(input: $input) { repository { encryption archives { edges { node { name } } } } } }'
  const wrong = await server.graphql(importing, { input: { name: 'again', path, passphrase: 'not that' } })
  expect(wrong.errors).toMatchObject([
    { extensions: { code: 'INVALID_INPUT', fields: { passphrase: expect.any(String) } } },
  ])
  const right = await server.graphql(importing, {
    input: { name: 'again', path, passphrase: 'over the wire' },
  })
  expect(expectData(right).importRepository.repository).toEqual({
    encryption: 'REPOKEY',
    archives: { edges: [{ node: { name: job.archiveName } }] },
  })
})

it('says in words what the other side refuses', async () => {
  const outside = await create({ name: 'outside', path: sshd.location('../outside') })
  expect(outside.errors).toMatchObject([
    { extensions: { code: 'INVALID_INPUT', params: { failure: 'PATH_NOT_ALLOWED' } } },
  ])
  const nobody = await create({ name: 'nobody', path: sshd.location('x').replace(/:\d+\//, ':1/') })
  expect(nobody.errors).toMatchObject([
    {
      message: expect.not.stringContaining(folder.path),
      extensions: { code: 'INVALID_INPUT', params: { failure: 'SSH_CONNECTION_REFUSED' } },
    },
  ])
})

it('never talks to a machine whose host key is another one, and says so', async () => {
  const path = sshd.location('guarded')
  const repository = await createRepository(server, {
    name: 'guarded',
    path,
    encryption: 'NONE',
    sourceDirectories: [source],
  })
  const honest = readFileSync(sshd.knownHostsFile, 'utf8')
  try {
    // Somebody else's key under this machine's name.
    execFileSync('ssh-keygen', ['-qt', 'ed25519', '-N', '', '-f', join(folder.path, 'stranger')])
    const key = readFileSync(join(folder.path, 'stranger.pub'), 'utf8').split(' ', 2).join(' ')
    writeFileSync(sshd.knownHostsFile, `${honest.split(' ')[0]} ${key}\n`)
    const job = await waitForJob(server, await startBackup(server, repository))
    expect(job).toMatchObject({ status: 'FAILED', failure: { code: 'SSH_HOST_KEY_CHANGED' } })
    const refused = await create({ name: 'unmade', path: sshd.location('unmade') })
    expect(refused.errors).toMatchObject([
      { extensions: { code: 'INVALID_INPUT', params: { failure: 'SSH_HOST_KEY_CHANGED' } } },
    ])

    // And one that is not known at all.
    writeFileSync(sshd.knownHostsFile, '')
    const unknown = await waitForJob(server, await startBackup(server, repository))
    expect(unknown).toMatchObject({ status: 'FAILED', failure: { code: 'SSH_HOST_KEY_UNKNOWN' } })
    expect(readFileSync(sshd.knownHostsFile, 'utf8')).toBe('')
    expect(existsSync(join(sshd.storage, 'unmade'))).toBe(false)
  } finally {
    writeFileSync(sshd.knownHostsFile, honest)
  }
  expect((await waitForJob(server, await startBackup(server, repository))).status).toBe('COMPLETED')
})
