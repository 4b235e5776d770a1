import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createRepository, expectData, readLog, startBackup, waitForJob } from '../support/api.ts'
import { startTestServer } from '../support/server.ts'
import { collect, createSocket, events } from '../support/subscribe.ts'
import { makeFolder, makeTree } from '../support/trees.ts'

it('makes a real backup and follows it over both transports', async () => {
  using folder = makeFolder()
  await using server = await startTestServer()
  const source = makeTree(join(folder.path, 'source'), { files: 250, bytes: 2000 })
  const repository = await createRepository(server, {
    name: 'first',
    path: join(folder.path, 'repository'),
    encryption: 'REPOKEY_BLAKE2',
    passphrase: 'a passphrase with spaces',
    sourceDirectories: [source],
  })
  const id = await startBackup(server, repository)
  const token = await server.token()
  const client = createSocket(server, token)

  const progressQuery =
    'subscription ($id: ID!) { jobProgress(jobId: $id) { status phase percent fileCount } }'
  const logQuery = 'subscription ($id: ID!) { jobLog(jobId: $id) { lines { number text source } endCursor } }'
  const [progress, log, sse] = await Promise.all([
    collect(client, progressQuery, { id }),
    collect(client, logQuery, { id }),
    Array.fromAsync(events(server, token, logQuery, { id })),
  ])
  await client.dispose()

  expect(progress.at(-1)?.data.jobProgress).toEqual({
    status: 'COMPLETED',
    phase: 'DONE',
    percent: 100,
    fileCount: 250,
  })
  const linesOf = (results: typeof log) => results.flatMap(result => result.data.jobLog.lines)
  const lines = linesOf(log)
  expect(lines.map(line => line.number)).toEqual(lines.map((_line, index) => index + 1))
  expect(lines.filter(line => line.source === 'BORG' && line.text.startsWith('A '))).toHaveLength(250)
  expect(linesOf(sse)).toEqual(lines)

  const job = await waitForJob(server, id)
  expect(job).toMatchObject({ status: 'COMPLETED', failure: null, archive: { name: job.archiveName } })
  expect((await readLog(server, id)).map(line => line.text)).toEqual(lines.map(line => line.text))
  const { repository: found } = expectData(
    await server.graphql(
      'query ($id: ID!) { repository(by: { id: $id }) { ... on ManagedRepository { archiveCount archives { edges { node { name fileCount } } } } } }',
      { id: repository },
    ),
  )
  expect(found).toEqual({
    archiveCount: 1,
    archives: { edges: [{ node: { name: job.archiveName, fileCount: 250 } }] },
  })
})
