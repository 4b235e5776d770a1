import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { secretVariables } from '../../src/config.ts'
import { makeGate, makePlace, untilBorgRuns } from '../fixtures/journeys.ts'
import { createRepository, expectData, startBackup, waitForJob } from '../support/api.ts'
import { dumpOf } from '../support/database.ts'
import { startTestServer } from '../support/server.ts'
import { makeTree } from '../support/trees.ts'

const modes = [
  'REPOKEY',
  'REPOKEY_BLAKE2',
  'KEYFILE',
  'KEYFILE_BLAKE2',
  'AUTHENTICATED',
  'AUTHENTICATED_BLAKE2',
]

/** Every file below a folder that holds one of the needles. */
function filesWith(folder: string, needles: readonly Buffer[]): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(name => join(folder, name))
    .filter(file => statSync(file, { throwIfNoEntry: false })?.isFile())
    .filter(file => holds(readFileSync(file), needles))
}

/** Every `/proc/*` file of this kind that holds one of the needles, except those of the test itself. */
function processesWith(file: 'cmdline' | 'environ', needles: readonly Buffer[]): string[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter(pid => {
      try {
        return holds(readFileSync(`/proc/${pid}/${file}`), needles)
      } catch {
        // Gone, or somebody else's.
        return false
      }
    })
}

const holds = (content: Buffer, needles: readonly Buffer[]) =>
  needles.some(needle => content.includes(needle))

/** A secret as it is, and as careless code might write it. */
const spellings = (secret: string): Buffer[] =>
  [
    Buffer.from(secret),
    Buffer.from(secret, 'utf8').toString('base64').replace(/=+$/, ''),
    Buffer.from(secret, 'utf8').toString('hex'),
    Buffer.from(secret, 'utf16le'),
  ].map(text => Buffer.from(text))

it('keeps passphrases and keys out of everything that somebody could read', {
  timeout: 120_000,
}, async () => {
  await using place = makePlace()
  await using server = await startTestServer({ env: { LOG_LEVEL: 'trace', WORKER_CONCURRENCY: '6' } })
  const source = makeTree(place.at('source'), { files: 20, bytes: 100 })
  const gates = modes.map(mode => makeGate(place.at(`gate-${mode}`)))
  const passphrases = modes.map(() => randomBytes(18).toString('base64url'))
  const wrong = modes.map(() => randomBytes(18).toString('base64url'))
  const tables = async () => Buffer.from(await dumpOf(server.dataDir))
  const answers: string[] = []
  const graphql = async (query: string, variables: object) => {
    const answer = await server.graphql(query, variables)
    answers.push(JSON.stringify(answer))
    return answer
  }

  const jobs = []
  const repositories: string[] = []
  for (const [index, encryption] of modes.entries()) {
    const repository = await createRepository(server, {
      name: encryption,
      path: place.at(`repository-${encryption}`),
      encryption,
      passphrase: passphrases[index]!,
      sourceDirectories: [source, gates[index]!.path],
      customFlags: ['--read-special'],
    })
    repositories.push(repository)
    jobs.push(await startBackup(server, repository))
    expectData(
      await graphql(
        'query ($id: ID!) { repository(by: { id: $id }) { id name ... on ManagedRepository { encryption hasPassphrase hasKeyFile } } }',
        { id: repository },
      ),
    )
    const refused = await graphql(
      'mutation ($input: UpdateRepositoryInput!) { updateRepository(input: $input) { repository { id } } }',
      { input: { repositoryId: repository, passphrase: passphrases[index], customFlags: ['--rsh=x'] } },
    )
    expect(refused.errors?.[0]?.extensions.code).toBe('INVALID_INPUT')
  }
  // All six run at once, each standing at its gate: now look everywhere.
  for (const [index, job] of jobs.entries()) {
    await untilBorgRuns(server, job)
    await gates[index]!.reached()
  }
  const needles = [...passphrases, ...wrong].flatMap(spellings)
  expect(processesWith('cmdline', needles)).toEqual([])
  expect(processesWith('environ', needles)).toEqual([])
  expect(filesWith(server.dataDir, needles)).toEqual([])
  // What is no secret is found in all of these places, so a secret would be, too.
  expect(processesWith('environ', [Buffer.from('BORG_PASSPHRASE_FD=3')])).not.toEqual([])
  const path = [Buffer.from(place.at('repository-KEYFILE'))]
  expect(processesWith('cmdline', [Buffer.from(gates[2]!.path)])).not.toEqual([])
  expect(holds(await tables(), path)).toBe(true)
  expect(filesWith(server.dataDir, [Buffer.from(source)]).join()).toMatch(/spool.*\/err/)

  for (const gate of gates) await gate.open()
  for (const job of jobs) expect((await waitForJob(server, job)).status).toBe('COMPLETED')
  for (const [index, repositoryId] of repositories.entries()) {
    const refused = await graphql(
      'mutation ($input: UpdateRepositoryInput!) { updateRepository(input: $input) { repository { id } } }',
      { input: { repositoryId, passphrase: wrong[index] } },
    )
    expect(refused.errors?.[0]?.extensions).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { passphrase: expect.any(String) },
    })
  }
  answers.push(
    JSON.stringify(await server.graphql('{ jobs { edges { node { id log { lines { content text } } } } } }')),
  )
  expect(filesWith(server.dataDir, needles)).toEqual([])
  expect(holds(await tables(), needles)).toBe(false)
  // Keys of the key file modes are sealed too; only Borg's own copy in the repository format is theirs to keep.
  expect(filesWith(server.dataDir, [Buffer.from('BORG_KEY ')])).toEqual([])
  expect(holds(await tables(), [Buffer.from('BORG_KEY ')])).toBe(false)
  for (const text of [server.output(), ...answers]) expect(holds(Buffer.from(text), needles)).toBe(false)
})

it('tries a passphrase and a key file on the real repository before it imports it', {
  timeout: 120_000,
}, async () => {
  await using place = makePlace()
  await using server = await startTestServer()
  const importing =
    'mutation ($input: ImportRepositoryInput!) { importRepository(input: $input) { repository { id ... on ManagedRepository { encryption hasKeyFile archiveCount archives { edges { node { name originalSize } } } } } } }'
  const source = makeTree(place.at('source'), { files: 3, bytes: 100 })

  const path = place.at('repository')
  const original = await createRepository(server, {
    name: 'original',
    path,
    encryption: 'KEYFILE_BLAKE2',
    passphrase: 'the right one',
    sourceDirectories: [source],
  })
  await waitForJob(server, await startBackup(server, original))
  const { exportRepositoryKey } = expectData(
    await server.graphql(
      'mutation ($input: ExportRepositoryKeyInput!) { exportRepositoryKey(input: $input) { key } }',
      { input: { repositoryId: original } },
    ),
  )
  expectData(
    await server.graphql(
      'mutation ($input: DeleteRepositoryInput!) { deleteRepository(input: $input) { deletedRepositoryId } }',
      {
        input: { repositoryId: original },
      },
    ),
  )

  const tries: [object, string][] = [
    [{ passphrase: 'the wrong one', keyFile: exportRepositoryKey.key }, 'passphrase'],
    [{ passphrase: 'the right one' }, 'keyFile'],
    [{ passphrase: 'the right one', keyFile: 'BORG_KEY nonsense' }, 'keyFile'],
  ]
  for (const [secrets, field] of tries) {
    const { errors } = await server.graphql(importing, { input: { name: 'imported', path, ...secrets } })
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { [field]: expect.any(String) },
    })
  }

  const { importRepository } = expectData(
    await server.graphql(importing, {
      input: {
        name: 'imported',
        path,
        passphrase: 'the right one',
        keyFile: exportRepositoryKey.key,
        sourceDirectories: [source],
      },
    }),
  )
  expect(importRepository.repository).toMatchObject({
    encryption: 'KEYFILE_BLAKE2',
    hasKeyFile: true,
    archiveCount: 1,
  })
  expect(importRepository.repository.archives.edges[0].node.originalSize).toBeGreaterThan(0)
  const again = await waitForJob(server, await startBackup(server, importRepository.repository.id))
  expect(again.status).toBe('COMPLETED')
})

it('keeps no secret of the configuration in its environment, which other programs may inherit', async () => {
  const secrets = {
    SECRET_KEY: 'a secret key of more than 32 characters',
    METRICS_TOKEN: 'metrics-token',
    CRONJOB_KEY: 'cronjob-key',
    MAIL_SMTP_PWD: 'mail-password',
  }
  const tell = 'process.on("SIGUSR2", () => console.error("environment " + JSON.stringify(process.env)))'
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(tell)}`
  await using server = await startTestServer({ env: { ...secrets, NODE_OPTIONS } })
  process.kill(server.pid, 'SIGUSR2')
  await expect.poll(server.output).toContain('environment {')
  const environment = JSON.parse(/^environment (.*)$/m.exec(server.output())![1]!)
  expect(environment).toHaveProperty('DATA_DIR')
  for (const name of secretVariables) expect(environment).not.toHaveProperty(name)
})
