import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { clientOf, makeKey, type Send, sevenKeys, threeKeys } from '../rest-compat/borgwarehouse/client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { freshPublicKey } from '../support/ssh-keys.ts'
import { makeFolder } from '../support/trees.ts'

interface Repo {
  id: number
  repositoryName: string
  sshPublicKey: string
  storageSize: number
}

it('fifty at once leave database, file and disk agreeing', async () => {
  using folder = makeFolder()
  const pool = join(folder.path, 'repos')
  const keyFile = join(folder.path, 'ssh/authorized_keys')
  const foreign = '# not ours\nssh-ed25519 AAAAforeign me'
  mkdirSync(join(folder.path, 'ssh'))
  writeFileSync(keyFile, foreign)
  await using server = await startTestServer({
    env: {
      HOSTED_REPOSITORIES_DIR: pool,
      AUTHORIZED_KEYS_FILE: keyFile,
    },
  })
  const send = clientOf(server, await makeKey(server, 'CREATE', 'READ', 'UPDATE', 'DELETE'))
  const fifty = <Result>(make: (index: number) => Promise<Result>) =>
    Promise.all(Array.from({ length: 50 }, (_, index) => make(index)))

  const made = await fifty(index =>
    index % 2
      ? send('POST', '/api/repo/add', { json: sevenKeys({ storageSize: 10 }) })
      : send('POST', '/api/v1/repositories', { json: threeKeys() }),
  )
  expect(made.map(({ status }) => status)).toEqual(Array(50).fill(200))
  expect(new Set(made.map(({ json }) => json.id)).size).toBe(50)
  await expectAgreement(server, send, { pool, keyFile, foreign, count: 50 })

  const names: string[] = made.map(({ json }) => json.repositoryName)
  for (const name of names) {
    mkdirSync(join(pool, name))
    writeFileSync(join(pool, name, 'data'), 'x')
  }
  const edited = await fifty(index =>
    send('PATCH', `/api/v1/repositories/${names[index]}`, {
      json: { sshPublicKey: freshPublicKey(`changed ${index}`), storageSize: index + 1 },
    }),
  )
  expect(edited.map(({ status }) => status)).toEqual(Array(50).fill(200))
  await expectAgreement(server, send, { pool, keyFile, foreign, count: 50 })

  const mixed = await fifty(index =>
    index % 2
      ? send('DELETE', `/api/v1/repositories/${names[index]}`)
      : send('PATCH', `/api/v1/repositories/${names[index]}`, { json: { appendOnlyMode: true } }),
  )
  expect(mixed.map(({ status }) => status)).toEqual(Array(50).fill(200))
  await expectAgreement(server, send, { pool, keyFile, foreign, count: 25 })
  expect(readdirSync(pool).toSorted()).toEqual(names.filter((_, index) => index % 2 === 0).toSorted())

  // One key opens one repository, however many ask at once.
  const json = threeKeys()
  const same = await fifty(() => send('POST', '/api/v1/repositories', { json }))
  expect(same.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(same.filter(({ status }) => status === 409)).toHaveLength(49)
  await expectAgreement(server, send, { pool, keyFile, foreign, count: 26 })
}, 120_000)

async function expectAgreement(
  server: TestServer,
  send: Send,
  { pool, keyFile, foreign, count }: { pool: string; keyFile: string; foreign: string; count: number },
): Promise<void> {
  const { repoList } = (await send('GET', '/api/v1/repositories')).json as {
    repoList: (Repo & { appendOnlyMode: boolean })[]
  }
  expect(repoList).toHaveLength(count)
  const content = readFileSync(keyFile, 'utf8')
  expect(content.startsWith(`${foreign}\n`)).toBe(true)
  const lines = repoList.map(
    ({ repositoryName, sshPublicKey, storageSize, appendOnlyMode }) =>
      `command="cd ${pool};borg serve ${appendOnlyMode ? '--append-only ' : ''}--restrict-to-repository ${pool}/${repositoryName} --storage-quota ${storageSize}G",restrict ${sshPublicKey}`,
  )
  expect(
    content
      .slice(foreign.length + 1)
      .trimEnd()
      .split('\n')
      .toSorted(),
  ).toEqual(lines.toSorted())
  const { data } = await server.graphql('{ authorizedKeysFindings { kind repositoryName } }')
  expect(data.authorizedKeysFindings).toEqual([{ kind: 'DANGEROUS', repositoryName: null }])
}
