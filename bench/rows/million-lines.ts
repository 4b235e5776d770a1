import { setTimeout as sleep } from 'node:timers/promises'
import { startWithFakeBorg } from '../support/fake-borg.ts'
import { completed, startBackup } from '../support/jobs.ts'
import { megabytes, milliseconds, percent, quantile, scaled, seconds, whole } from '../support/numbers.ts'
import { clock, cpuTime, forgetPeak, memory } from '../support/processes.ts'
import { atMost, type Row } from '../support/table.ts'

const lines = scaled(1_000_000)
const pages = scaled(500, 50)
const pageSize = 200

/** A job that prints far more than anybody reads. */
export const millionLines: Row = {
  name: 'million-lines',
  title: `a job with ${whole(lines)} lines, then ${pages} pages of it`,
  async measure() {
    await using setUp = await startWithFakeBorg()
    const { server, borg, repositoryId } = setUp
    const run = async (count: number) => {
      borg.plan({ lines: count, perSecond: 0 })
      const begin = clock()
      const cpu = cpuTime(server.pid)
      const { id } = await startBackup(server, repositoryId)
      await completed(server, id)
      return { id, wall: clock() - begin, cpu: cpuTime(server.pid) - cpu }
    }
    await run(scaled(20_000))
    await sleep(2000)
    const idle = memory(server.pid).now
    forgetPeak(server.pid)
    const { id, wall, cpu } = await run(lines)
    const { peak } = memory(server.pid)

    const query =
      'query ($id: ID!, $after: Int!) { job(id: $id) { log(first: 200, after: $after) { lines { number text } endCursor totalLines } } }'
    const times: number[] = []
    for (let page = 0; page < pages; page += 1) {
      const after = Math.floor(Math.random() * (lines - pageSize))
      const begin = clock()
      const text = await server.graphqlText(query, { id, after })
      times.push(clock() - begin)
      const { log } = JSON.parse(text).data.job
      // The server adds lines of its own.
      if (log.endCursor !== after + pageSize || log.totalLines < lines) throw new Error(text.slice(0, 500))
    }
    const what = `a job with ${whole(lines)} log lines`
    return [
      {
        what: `${what}: growth of the server's memory, at its highest`,
        ...atMost(peak - idle, 60_000_000, megabytes),
        baseline: `idle after a smaller job: ${megabytes(idle)}`,
      },
      {
        what: `${what}: until all are stored`,
        measured: `${seconds(wall / 1000)} (${whole((lines / wall) * 1000)} lines/s, server CPU ${percent(cpu / wall)})`,
      },
      {
        what: `${what}: any page of ${pageSize} over GraphQL, p50`,
        ...atMost(quantile(times, 0.5), 10, milliseconds),
        baseline: `p99 ${milliseconds(quantile(times, 0.99))}`,
      },
    ]
  },
}
