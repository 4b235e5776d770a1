import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createRepository, readLog, startBackup, waitForJob } from '../support/api.ts'
import { startTestServer } from '../support/server.ts'
import { makeFolder, makeTree } from '../support/trees.ts'
import { makeFaucet } from './faucet.ts'
import { follow } from './follow.ts'

const logOf = 'subscription ($id: ID!) { jobLog(jobId: $id) { lines { number } endCursor } }'

/** Ids of the processes with these words on their command line. */
const processesWith = (...words: string[]): number[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(pid => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
        return words.every(word => line.includes(word))
      } catch {
        return false
      }
    })
    .map(Number)

it('sends streams away with 1012, leaves Borg at work, and the next server takes it over', async () => {
  using folder = makeFolder()
  // Borg reads a pipe, so it goes on for as long as the test wants.
  using faucet = makeFaucet(folder.path)
  const source = makeTree(join(folder.path, 'source'), { files: 10, bytes: 100 })
  await using server = await startTestServer()
  const repository = await createRepository(server, {
    name: 'held',
    path: join(folder.path, 'repository'),
    sourceDirectories: [source, faucet.pipe],
    customFlags: ['--read-special'],
  })
  const id = await startBackup(server, repository)
  const token = await server.token()
  await using socket = follow(server, 'graphql-ws', token, logOf, { id })
  await using sse = follow(server, 'server-sent events', token, logOf, { id })
  const lineCount = () => socket.results.at(-1)?.data.jobLog.endCursor ?? 0
  await expect.poll(lineCount).toBeGreaterThanOrEqual(10)
  // Somebody who answers nothing, not even that we close.
  const deaf = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  await once(deaf, 'open')
  deaf.pause()
  const running = processesWith('create', source, faucet.pipe)
  expect(running).not.toEqual([])

  const startedAt = performance.now()
  expect(await server.stop()).toBe(0)
  expect(performance.now() - startedAt).toBeLessThan(5000)
  expect(await socket.end).toBe('1012')
  expect(await sse.end).toBe('broken')
  deaf.terminate()

  expect(processesWith('create', source, faucet.pipe)).toEqual(running)
  await using next = await server.restart()
  expect((await waitForJob(next, id, job => job.status === 'RUNNING')).progress.phase).toBe('TRANSFERRING')
  faucet.close()
  expect(await waitForJob(next, id)).toMatchObject({ status: 'COMPLETED', failure: null })
  const lines = await readLog(next, id)
  expect(lines.map(({ number }) => number)).toEqual(lines.map((_line, index) => index + 1))
  // Each file once, though two servers have read the log.
  const files = lines.map(({ text }) => text).filter(text => text.startsWith('A '))
  expect(new Set(files).size).toBe(files.length)
  expect(files).toHaveLength(11)
  expect(processesWith('create', source, faucet.pipe)).toEqual([])
})
