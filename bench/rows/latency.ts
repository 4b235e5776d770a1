import { createSocket } from '../../test/support/subscribe.ts'
import { startWithFakeBorg } from '../support/fake-borg.ts'
import { startBackup } from '../support/jobs.ts'
import { milliseconds, percent, quantile, scaled, whole } from '../support/numbers.ts'
import { clock, cpuTime } from '../support/processes.ts'
import { atMost, type Row } from '../support/table.ts'

const perSecond = 2000
const lines = scaled(10 * perSecond)

/** From Borg's write of a line until a graphql-ws client has it in hand. */
export const latency: Row = {
  name: 'latency',
  title: `latency of ${whole(lines)} lines, ${whole(perSecond)} per second`,
  async measure() {
    await using setUp = await startWithFakeBorg()
    const { server, borg, repositoryId } = setUp
    borg.plan({ lines, perSecond, wait: true })
    const { id } = await startBackup(server, repositoryId)
    const client = createSocket(server, server.token)
    const query = 'subscription ($id: ID!) { jobLog(jobId: $id) { endCursor lines { number text } } }'
    const latencies: number[] = []
    let [begin, cpu] = [0, 0]
    for await (const result of client.iterate<Batch>({ query, variables: { id } })) {
      const now = clock()
      for (const { text } of result.data!.jobLog.lines) {
        const writtenAt = /@([\d.]+)@/.exec(text)?.[1]
        if (writtenAt) latencies.push(now - Number(writtenAt))
      }
      if (begin > 0) continue
      // The server's own first line: the job runs and is followed.
      begin = now
      cpu = cpuTime(server.pid)
      borg.go()
    }
    const share = (cpuTime(server.pid) - cpu) / (clock() - begin)
    await client.dispose()
    if (latencies.length !== lines) throw new Error(`${latencies.length} of ${lines} lines came.`)
    const what = `a line from Borg's write to a graphql-ws client, at ${whole(perSecond)} lines/s`
    return [
      { what: `${what}: p50`, ...atMost(quantile(latencies, 0.5), 30, milliseconds) },
      {
        what: `${what}: p99`,
        ...atMost(quantile(latencies, 0.99), 150, milliseconds),
        baseline: `server CPU meanwhile ${percent(share)}`,
      },
    ]
  },
}

interface Batch {
  jobLog: { lines: { text: string }[] }
}
