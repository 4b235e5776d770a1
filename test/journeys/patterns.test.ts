import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { makePlace } from '../fixtures/journeys.ts'
import { until } from '../fixtures/processes.ts'
import { createRepository, expectData, getJob, startBackup, waitForJob } from '../support/api.ts'
import { openTables } from '../support/database.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeTree } from '../support/trees.ts'

/** The slowest of many answers of /livez, in milliseconds. */
async function slowestAnswer(server: TestServer): Promise<number> {
  let slowest = 0
  for (let count = 0; count < 50; count += 1) {
    const asked = performance.now()
    await (await fetch(`${server.url}/livez`)).text()
    slowest = Math.max(slowest, performance.now() - asked)
  }
  return slowest
}

/** What the server's threads have used, in hundredths of a second. */
function processorTime({ pid }: TestServer): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return Number(fields[11]) + Number(fields[12])
}

/** Waits until something in the server computes without end. */
async function untilBusy(server: TestServer): Promise<void> {
  const before = processorTime(server)
  await until(() => processorTime(server) > before + 100, 'the estimate is in the trap')
}

it('an exclude pattern that never ends costs the estimate, and nothing else', async () => {
  await using place = makePlace()
  let server = await startTestServer()
  await using _ = { [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
  mkdirSync(place.at('source'))
  writeFileSync(place.at(`source/${'a'.repeat(60)}!`), 'x')
  const repository = await createRepository(server, {
    name: 'trap',
    path: place.at('repository'),
    sourceDirectories: [place.at('source')],
    excludePatterns: [
      `${'*a'.repeat(11)}*b`,
      String.raw`re:^([a-z0-9]+/?)+\.tmp$`,
      're:(a+)+$',
      `sh:**/${'*a'.repeat(11)}*b`,
    ],
  })
  // Borg itself is in the same trap, and stays there.
  const id = await startBackup(server, repository)
  await untilBusy(server)
  expect(await slowestAnswer(server)).toBeLessThan(1000)

  await server.kill()
  server = await server.restart()
  await untilBusy(server)
  expect(await slowestAnswer(server)).toBeLessThan(1000)
  expect(await getJob(server, id)).toMatchObject({ status: 'RUNNING' })

  expect(await server.stop()).toBe(0)
  server = await server.restart({ LOG_LEVEL: 'debug' })
  const { updateSettings } = expectData(
    await server.graphql(
      'mutation { updateSettings(input: { sourceSizeTimeout: 1 }) { settings { sourceSizeTimeout } } }',
    ),
  )
  expect(updateSettings.settings.sourceSizeTimeout).toBe(1)
  await untilBusy(server)
  expectData(
    await server.graphql('mutation ($id: ID!) { cancelJob(input: { jobId: $id }) { processTerminated } }', {
      id,
    }),
  )
  expect(await waitForJob(server, id)).toMatchObject({ status: 'CANCELLED' })

  // From now on there is a time-out.
  const again = await startBackup(server, repository)
  await until(() => server.output().includes('"reason":"out of time"'), 'the estimate is given up')
  expectData(
    await server.graphql('mutation ($id: ID!) { cancelJob(input: { jobId: $id }) { processTerminated } }', {
      id: again,
    }),
  )
  expect(await waitForJob(server, again)).toMatchObject({ status: 'CANCELLED' })
  expect(server.output().split('the size of the sources is not known')).toHaveLength(2)
})

it('values from before the rules end a run at once, with a reason', async () => {
  await using place = makePlace()
  await using server = await startTestServer()
  const repository = await createRepository(server, {
    name: 'old',
    path: place.at('repository'),
    sourceDirectories: [makeTree(place.at('source'), { files: 2, bytes: 10 })],
  })
  await using tables = await openTables(server.dataDir)
  const good = { excludePatterns: '[]', customFlags: '[]', compression: 'lz4' }
  for (const bad of [
    { excludePatterns: '["--"]' },
    { excludePatterns: '["re:("]' },
    { excludePatterns: '["xx:foo"]' },
    { customFlags: '["--chunker-params=99,99,99,4095"]' },
    { compression: 'obfuscate,999,lz4' },
    { path: 'ssh://nobody@127.0.0.1:1/x', remotePath: '-F/tmp/config' },
  ]) {
    await tables.db
      .updateTable('repository')
      .set({ ...good, ...bad })
      .execute()
    const job = await waitForJob(server, await startBackup(server, repository))
    expect([bad, job.status, job.failure?.code]).toEqual([bad, 'FAILED', 'INVALID_ARGUMENTS'])
  }
  expect(server.output()).not.toContain('taking it up again')
})
