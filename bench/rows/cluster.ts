import { setTimeout as sleep } from 'node:timers/promises'
import { measureBareSockets } from '../support/bare-sockets.ts'
import { startCluster } from '../support/cluster.ts'
import { makeFakeBorg } from '../support/fake-borg.ts'
import { followJob, memoryOf } from '../support/followers.ts'
import { createRepository, startBackup } from '../support/jobs.ts'
import { megabytes, milliseconds, percent, quantile, scaled, whole } from '../support/numbers.ts'
import type { Row } from '../support/table.ts'

const servers = 4
const count = scaled(500, 20)
const perSecond = 5
const lines = scaled(10 * perSecond, 10)
const events = scaled(300, 50)
/** As in the row `burst`: each line is an event of its own. */
const filler = 256 * 1024

/** Several servers, each with many subscribers of one job that a worker runs. */
export const cluster: Row = {
  name: 'cluster',
  title: `${servers} servers with ${whole(count)} subscribers each, of one job`,
  async measure() {
    const bare = await measureBareSockets(count, events, servers)
    using borg = makeFakeBorg()
    await using started = await startCluster({ servers, workers: 1, borg: borg.program })
    const [first] = started.servers
    const repositoryId = await createRepository(first, {
      name: 'followed',
      path: `${borg.folder}/repository`,
      encryption: 'NONE',
      sourceDirectories: [borg.folder],
    })
    await sleep(2000)
    const idle = memoryOf(started.servers)
    const begin = async (plan: object) => {
      borg.plan({ lines: 0, perSecond: 0, ...plan, wait: true })
      return (await startBackup(first, repositoryId)).id
    }
    const follow = async (plan: object, timed: boolean) =>
      followJob(started.servers, await begin(plan), count, timed, borg.go)
    const steady = await follow({ lines, perSecond }, true)
    const burst = await follow({ lines: events, filler }, false)
    const what = `${servers} servers with ${whole(count)} subscribers each of one job`
    const busy = percent(steady.cpu / steady.wall / servers)
    const each = `${whole((steady.memory - idle) / count / 1000)} KB for a subscriber`
    return [
      {
        what: `${what}, ${perSecond} lines/s: latency p50 / p99`,
        measured: `${milliseconds(quantile(steady.latencies, 0.5))} / ${milliseconds(quantile(steady.latencies, 0.99))}`,
      },
      {
        what: `${what}, ${perSecond} lines/s: a server’s processor time and memory`,
        measured: `${busy} of a core, ${steady.perMessage} for a message; ${megabytes(steady.memory)}, ${each}`,
        baseline: `idle: ${megabytes(idle)}`,
      },
      {
        what: `${what}, a burst of ${whole(events)} events`,
        measured: `${whole(burst.rate)} messages/s, ${burst.perMessage} of server CPU each`,
        baseline: `${servers} processes with \`ws\` alone sending one text to all: ${whole(bare)} messages/s`,
      },
    ]
  },
}
