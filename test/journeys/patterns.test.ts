import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { makeGate, makePlace } from '../fixtures/journeys.ts'
import { until } from '../fixtures/processes.ts'
import { createRepository, expectData, getJob, startBackup, waitForJob } from '../support/api.ts'
import { openTables } from '../support/database.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeTree } from '../support/trees.ts'

/** The usual answer of /livez, in milliseconds; a loop that is in the trap gives none. */
async function usualAnswer(server: TestServer): Promise<number> {
  const times: number[] = []
  while (times.length < 31) {
    const asked = performance.now()
    await (await fetch(`${server.url}/livez`, { signal: AbortSignal.timeout(30_000) })).text()
    times.push(performance.now() - asked)
  }
  return times.sort((one, other) => one - other)[15]!
}

/** Waits until the thread of the estimate has computed for longer than its few files need, and still does. */
async function untilTrapped({ pid }: TestServer): Promise<void> {
  const tasks = `/proc/${pid}/task`
  const isTrapped = (task: string) => {
    // Other threads come and go.
    const stat = existsSync(`${tasks}/${task}`) ? readFileSync(`${tasks}/${task}/stat`, 'utf8') : ''
    const [state, niceness, ticks] = [0, 16, 11].map(index => stat.split(') ')[1]?.split(' ')[index])
    return state === 'R' && niceness === '10' && Number(ticks) > 20
  }
  await until(() => readdirSync(tasks).some(isTrapped), 'the estimate is in the trap')
}

it('an exclude pattern that never ends costs the estimate, and nothing else', {
  timeout: 300_000,
}, async () => {
  await using place = makePlace()
  let server = await startTestServer()
  await using _ = { [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
  mkdirSync(place.at('source'))
  const gate = makeGate(place.at('gate'))
  writeFileSync(place.at(`source/${'a'.repeat(60)}!`), 'x')
  const repository = await createRepository(server, {
    name: 'trap',
    path: place.at('repository'),
    // Borg would be in the same trap; it stands at the gate before.
    sourceDirectories: [gate.path, place.at('source')],
    customFlags: ['--read-special'],
    excludePatterns: [
      `${'*a'.repeat(11)}*b`,
      String.raw`re:^([a-z0-9]+/?)+\.tmp$`,
      're:(a+)+$',
      `sh:**/${'*a'.repeat(11)}*b`,
    ],
  })
  const id = await startBackup(server, repository)
  await untilTrapped(server)
  expect(await usualAnswer(server)).toBeLessThan(1000)

  await server.kill()
  server = await server.restart()
  await untilTrapped(server)
  expect(await usualAnswer(server)).toBeLessThan(1000)
  expect(await getJob(server, id)).toMatchObject({ status: 'RUNNING' })

  expect(await server.stop()).toBe(0)
  server = await server.restart({ LOG_LEVEL: 'debug' })
  const { updateSettings } = expectData(
    await server.graphql(
      'mutation { updateSettings(input: { sourceSizeTimeout: 1 }) { settings { sourceSizeTimeout } } }',
    ),
  )
  expect(updateSettings.settings.sourceSizeTimeout).toBe(1)
  await untilTrapped(server)
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
