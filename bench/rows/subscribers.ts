import { setTimeout as sleep } from 'node:timers/promises'
import { startWithFakeBorg } from '../support/fake-borg.ts'
import { startBackup } from '../support/jobs.ts'
import { microseconds, milliseconds, quantile, scaled, whole } from '../support/numbers.ts'
import { cpuTime, memory } from '../support/processes.ts'
import { startSwarm } from '../support/swarm.ts'
import type { Row } from '../support/table.ts'

const count = scaled(1000, 20)
const perSecond = 5
const lines = scaled(10 * perSecond, 5)

/** A thousand people watch the same job, which prints now and then. */
export const subscribers: Row = {
  name: 'subscribers',
  title: `${whole(count)} subscribers of one log, ${perSecond} lines per second`,
  async measure() {
    await using setUp = await startWithFakeBorg()
    const { server, borg, repositoryId } = setUp
    borg.plan({ lines, perSecond, wait: true })
    const { id } = await startBackup(server, repositoryId)
    await sleep(1000)
    const before = memory(server.pid).now
    const query = 'subscription ($id: ID!) { jobLog(jobId: $id) { endCursor lines { number text } } }'
    await using swarm = await startSwarm({ ...server, query, variables: { id }, count, timed: true })
    await sleep(1000)
    const after = memory(server.pid).now
    swarm.reset()
    const cpu = cpuTime(server.pid)
    borg.go()
    const { messages } = await swarm.until(report => report.messages >= lines * count)
    const spent = cpuTime(server.pid) - cpu
    const latencies = await swarm.latencies()
    const what = `${whole(count)} subscribers of one log, ${perSecond} lines/s`
    return [
      { what: `${what}: server CPU per message`, measured: microseconds((spent * 1000) / messages) },
      {
        what: `${what}: latency p50 / p99`,
        measured: `${milliseconds(quantile(latencies, 0.5))} / ${milliseconds(quantile(latencies, 0.99))}`,
      },
      { what: `${what}: memory per subscriber`, measured: `${whole((after - before) / count / 1000)} KB` },
    ]
  },
}
