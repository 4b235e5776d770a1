import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { startCrowd } from '../support/crowd.ts'
import { startWithFakeBorg } from '../support/fake-borg.ts'
import { completed, createRepository, startBackup } from '../support/jobs.ts'
import { megabytes, milliseconds, quantile, scaled, seconds, whole } from '../support/numbers.ts'
import { clock, memory } from '../support/processes.ts'
import type { Server } from '../support/server.ts'
import { startSwarm } from '../support/swarm.ts'
import { atMost, type Row } from '../support/table.ts'

const count = scaled(1800, 20)
const lines = scaled(100_000, 5000)
const lineBytes = 1000
const readers = 20
const perSecond = 10
const query = 'subscription ($id: ID!) { jobLog(jobId: $id) { endCursor lines { number content } } }'

/** A crowd follows a long log and reads nothing: what does it cost the server, and those who read? */
export const slowReaders: Row = {
  name: 'slow-readers',
  title: `${whole(count)} followers of a log of ${megabytes(lines * lineBytes)} that read nothing`,
  async measure() {
    await using setUp = await startWithFakeBorg()
    const { server, borg, repositoryId } = setUp
    borg.plan({ lines, perSecond: 0, width: lineBytes })
    const { id: long } = await startBackup(server, repositoryId)
    await completed(server, long)
    const other = await createRepository(server, {
      name: 'live',
      path: `${borg.folder}/live`,
      encryption: 'NONE',
      sourceDirectories: [borg.folder],
    })
    borg.plan({ lines: perSecond * 40, perSecond, wait: true })
    const { id: live } = await startBackup(server, other)
    await using swarm = await startSwarm({
      ...server,
      query,
      variables: { id: live },
      count: readers,
      timed: true,
    })
    await sleep(3000)
    const idle = memory(server.pid).now
    borg.go()
    await swarm.until(({ messages }) => messages > readers)
    swarm.reset()

    await using watch = watchServer(server)
    const begin = clock()
    await using crowd = startCrowd({ ...server, query, variables: { id: long }, count })
    let backAfter = Number.NaN
    while (clock() - begin < 45_000) {
      await sleep(250)
      const { following } = await crowd.report()
      if (following < count || (await streamsOf(server)) > readers) continue
      backAfter = clock() - begin
      break
    }
    await sleep(2000)
    const latencies = await swarm.latencies()
    const what = `${whole(count)} followers of ${megabytes(lines * lineBytes)} that read nothing`
    return [
      {
        what: `${what}: memory above idle, at its highest`,
        ...atMost(watch.highest - idle, 150_000_000, megabytes),
        baseline: `idle ${megabytes(idle)}; in the end ${megabytes(memory(server.pid).now)}`,
      },
      { what: `${what}: longest answer of \`/livez\``, ...atMost(watch.longest, 200, milliseconds) },
      {
        what: `${what}: ${readers} readers beside them, latency p99`,
        ...atMost(quantile(latencies, 0.99), 500, milliseconds),
        baseline: `p50 ${milliseconds(quantile(latencies, 0.5))} of ${whole(latencies.length)} messages`,
      },
      { what: `${what}: until all are gone`, ...atMost(backAfter / 1000, 30, seconds) },
    ]
  },
}

async function streamsOf(server: Server): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  return [...text.matchAll(/^vinculum_stream_clients\{.*\} (\d+)$/gm)].reduce(
    (sum, [, value]) => sum + Number(value),
    0,
  )
}

/** Looks at a server's memory, and asks whether it lives, ten times a second. */
function watchServer(server: Server) {
  const seen = { highest: 0, longest: 0 }
  const stopping = new AbortController()
  const ask = () =>
    new Promise<void>((resolve, reject) => {
      get(`${server.url}/livez`, response => response.resume().once('end', resolve)).once('error', reject)
    })
  const run = async () => {
    while (!stopping.signal.aborted) {
      seen.highest = Math.max(seen.highest, memory(server.pid).now)
      const begin = clock()
      await ask()
      seen.longest = Math.max(seen.longest, clock() - begin)
      await sleep(100)
    }
  }
  const running = run()
  return Object.assign(seen, {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await running
    },
  })
}
