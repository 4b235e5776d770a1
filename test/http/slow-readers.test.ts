import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createRepository, startBackup, waitForJob } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeFolder } from '../support/trees.ts'
import { makeTalkativeBorg } from './fake-borg.ts'
import { makeFaucet } from './faucet.ts'
import { follow } from './follow.ts'

const lines = 100_000
const slow = 20
const query = 'subscription ($id: ID!) { jobLog(jobId: $id) { lines { number content } endCursor } }'

/** A WebSocket client that asks for the whole log, reads the first of it, and then nothing any more. */
async function neverRead(server: TestServer, token: string, id: string): Promise<WebSocket> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }))
  await once(socket, 'message')
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query, variables: { id } } }))
  await once(socket, 'message')
  socket.pause()
  return socket
}

const residentMegabytes = (pid: number, which: 'VmRSS' | 'VmHWM') =>
  Number(new RegExp(`${which}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024

async function openStreams(server: TestServer): Promise<{ websocket: number; sse: number }> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  const of = (name: string) =>
    Number(new RegExp(`vinculum_stream_clients\\{transport="${name}"\\} (\\d+)`).exec(text)![1])
  return { websocket: of('websocket'), sse: of('sse') }
}

it('lets slow readers neither delay others nor fill the memory, and sends them away', async () => {
  using folder = makeFolder()
  using faucet = makeFaucet(folder.path)
  await using server = await startTestServer({ env: { BORG_PATH: makeTalkativeBorg(folder.path, lines) } })
  const token = await server.token()
  const repository = await createRepository(server, {
    name: 'talkative',
    path: join(folder.path, 'talkative'),
    sourceDirectories: [folder.path],
    preBackupScript: faucet.script,
  })
  const id = await startBackup(server, repository)
  // The first line, at which the slow ones stop to read.
  faucet.pour('begin')
  await waitForJob(server, id, job => job.progress.phase === 'PRE_HOOK')
  const before = residentMegabytes(server.pid, 'VmRSS')

  const slowSockets = await Promise.all(Array.from({ length: slow }, () => neverRead(server, token, id)))
  const codes = slowSockets.map(async socket => (await once(socket, 'close'))[0] as number)
  const unread = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({ query, variables: { id } }),
  })
  await using fast = follow(server, 'graphql-ws', token, query, { id })
  await fast.atLeast(1)
  faucet.close()

  expect(await fast.end).toBe('complete')
  const numbers = fast.results.flatMap(result =>
    result.data.jobLog.lines.map((line: { number: number }) => line.number),
  )
  expect(numbers.length).toBeGreaterThan(lines)
  expect(numbers.every((number, index) => number === index + 1)).toBe(true)
  // The fast one was done before anybody lost patience with the slow ones.
  const open = await openStreams(server)
  expect(open.websocket).toBeGreaterThanOrEqual(slow)
  expect(open.sse).toBe(1)

  await expect
    .poll(() => openStreams(server), { timeout: 30_000, interval: 500 })
    .toEqual({ websocket: 0, sse: 0 })
  const peak = residentMegabytes(server.pid, 'VmHWM')
  // Half of it is what a log of this size takes anyway. What one of them did not read is more than 25 MB.
  expect(peak - before).toBeLessThan(300)

  for (const socket of slowSockets) socket.resume()
  // Either they find our close frame behind everything else, or the connection was cut: both make clients come back.
  for (const code of await Promise.all(codes)) expect([1013, 1006]).toContain(code)
  await expect(unread.text()).rejects.toThrow()
})
