import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { until } from '../fixtures/processes.ts'
import { clientOf, makeKey, type Send, threeKeys } from '../rest-compat/borgwarehouse/client.ts'
import { startTestServer } from '../support/server.ts'
import { makeFolder } from '../support/trees.ts'

const listOf = async (send: Send): Promise<{ repositoryName: string }[]> =>
  (await send('GET', '/api/v1/repositories')).json.repoList

/** What answered before the server was killed. */
const answered = <Result>(requests: readonly Promise<Result>[]) =>
  Promise.allSettled(requests).then(results =>
    results.flatMap(result => (result.status === 'fulfilled' ? [result.value] : [])),
  )

it('kill -9 among creations and deletions: rows, file and disk agree again, and what was answered holds', async () => {
  using folder = makeFolder()
  const pool = join(folder.path, 'repos')
  const keyFile = join(folder.path, 'ssh/authorized_keys')
  let server = await startTestServer({
    env: { HOSTED_REPOSITORIES_DIR: pool, AUTHORIZED_KEYS_FILE: keyFile },
  })
  const key = await makeKey(server, 'CREATE', 'READ', 'DELETE')
  try {
    for (let round = 0; round < 4; round += 1) {
      const send = clientOf(server, key)
      const before = await listOf(send)
      for (const { repositoryName } of before)
        mkdirSync(join(pool, repositoryName, 'data'), { recursive: true })
      const doomed = before.slice(0, 4)
      const created = Array.from({ length: 20 }, () =>
        send('POST', '/api/v1/repositories', { json: threeKeys() }),
      )
      const deleted = doomed.map(({ repositoryName }) =>
        send('DELETE', `/api/v1/repositories/${repositoryName}`).then(({ status }) => ({
          status,
          repositoryName,
        })),
      )
      // In the middle: somebody has an answer, most have not.
      const [creations, deletions] = [answered(created), answered(deleted)]
      await Promise.race(created)
      await server.kill()
      const made = (await creations).filter(({ status }) => status === 200)
      const gone = (await deletions).filter(({ status }) => status === 200)
      expect(made.length).toBeGreaterThan(0)

      server = await server.restart()
      const after = clientOf(server, key)
      await until(async () => {
        const repositories = await listOf(after)
        const { data } = await server.graphql('{ authorizedKeysFindings { kind } }')
        const lines = readFileSync(keyFile, 'utf8').split('\n').filter(Boolean)
        const inFile = lines.map(line => /--restrict-to-repository \S+\/(\w{8}) /.exec(line)?.[1]).toSorted()
        const names = repositories.map(({ repositoryName }) => repositoryName).toSorted()
        return data.authorizedKeysFindings.length === 0 && String(inFile) === String(names)
      }, 'rows and lines agree')
      const names = (await listOf(after)).map(({ repositoryName }) => repositoryName)
      expect(names).toEqual(expect.arrayContaining(made.map(({ json }) => json.repositoryName)))
      for (const { repositoryName } of gone) expect(names).not.toContain(repositoryName)
      // Nothing of a deleted repository stays on disk, and nothing of a living one is missing.
      await until(
        () => readdirSync(pool).every(name => names.includes(name)),
        'what was deleted is gone from disk',
      )
      for (const { repositoryName } of before.filter(repository => names.includes(repository.repositoryName)))
        expect(existsSync(join(pool, repositoryName, 'data'))).toBe(true)
    }
  } finally {
    await server[Symbol.asyncDispose]()
  }
}, 120_000)
