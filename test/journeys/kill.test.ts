import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeGate, makePlace, readProcess, untilBorgRuns } from '../fixtures/journeys.ts'
import { isRunning, until } from '../fixtures/processes.ts'
import { createRepository, readLog, startBackup, waitForJob } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { createSocket } from '../support/subscribe.ts'
import { makeTree } from '../support/trees.ts'

interface Line {
  number: number
  content: string
  source: string
}

/** A client that assembles the log over as many connections as it takes. */
class Follower {
  readonly lines: Line[] = []
  cursor = 0

  /** Reads from the cursor on. True when the log is complete, false when the connection broke before. */
  async follow(server: TestServer, id: string): Promise<boolean> {
    const client = createSocket(server, await server.token())
    const query =
      'subscription ($id: ID!, $after: Int!) { jobLog(jobId: $id, after: $after) { lines { number content source } endCursor } }'
    try {
      for await (const { data } of client.iterate<{ jobLog: { lines: Line[]; endCursor: number } }>({
        query,
        variables: { id, after: this.cursor },
      })) {
        this.lines.push(...data!.jobLog.lines)
        this.cursor = data!.jobLog.endCursor
      }
      return true
    } catch {
      return false
    } finally {
      await client.dispose()
    }
  }
}

const sha256 = (lines: readonly string[]) => createHash('sha256').update(lines.join('\n')).digest('hex')

/** The lines of Borg's standard error that belong into a log, told apart without any code of the server. */
function linesOfSpool(spool: string): string[] {
  const lines = readFileSync(join(spool, 'err'), 'utf8').split('\n').slice(0, -1)
  const progress = /"type": "(?:archive_progress|progress_percent|progress_message)"/
  return lines.filter(line => !progress.test(line))
}

it('loses and repeats no line when the server is killed three times', async () => {
  await using place = makePlace()
  let server = await startTestServer()
  await using _ = { [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
  const trees = [0, 1, 2, 3].map(index => makeTree(place.at(`tree-${index}`), { files: 5000, bytes: 50 }))
  const gates = [0, 1, 2].map(index => makeGate(place.at(`gate-${index}`)))
  const repository = await createRepository(server, {
    name: 'kill',
    path: place.at('repository'),
    sourceDirectories: trees.flatMap((tree, index) => [tree, gates[index]?.path ?? []].flat()),
    listFiles: 'ALL',
    customFlags: ['--read-special'],
  })
  const id = await startBackup(server, repository)
  const { spool, pid } = await untilBorgRuns(server, id)
  const follower = new Follower()

  for (const [index, gate] of gates.entries()) {
    const following = follower.follow(server, id)
    // In the middle of a tree: both Borg and the server are writing.
    await until(() => follower.lines.length > 5000 * index + 1500, 'lines of this tree have come')
    expect(isRunning(pid)).toBe(true)
    await server.kill()
    expect(await following).toBe(false)
    // Borg finishes this tree and begins the next one while there is no server.
    await gate.open()
    expect(isRunning(pid)).toBe(true)
    server = await server.restart()
  }
  expect(await follower.follow(server, id)).toBe(true)

  const job = await waitForJob(server, id)
  expect(job).toMatchObject({ status: 'COMPLETED', failure: null, progress: { percent: 100 } })
  expect(readProcess(spool).pid).toBe(pid)
  expect(follower.lines.map(line => line.number)).toEqual(follower.lines.map((_line, index) => index + 1))
  const received = follower.lines.filter(line => line.source === 'BORG').map(line => line.content)
  const written = linesOfSpool(spool)
  expect(received.length).toBe(written.length)
  expect(sha256(received)).toBe(sha256(written))
  expect(received.filter(line => line.includes('"status": "A"'))).toHaveLength(4 * 5000 + 3)
  expect(await readLog(server, id)).toMatchObject(follower.lines)
}, 120_000)
