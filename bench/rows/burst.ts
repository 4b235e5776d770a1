import { measureBareSockets } from '../support/bare-sockets.ts'
import { startWithFakeBorg } from '../support/fake-borg.ts'
import { startBackup } from '../support/jobs.ts'
import { microseconds, scaled, whole } from '../support/numbers.ts'
import { clock, cpuTime } from '../support/processes.ts'
import { rateOf, startSwarm } from '../support/swarm.ts'
import { atLeast, type Row } from '../support/table.ts'

const count = scaled(1000, 20)
const lines = scaled(300, 50)
/** The server reads its spool in pieces of 256 KiB: with this much progress after each line, each is an event of its own. */
const filler = 256 * 1024

/** A thousand people watch a job that prints line upon line: how many messages can one server send? */
export const burst: Row = {
  name: 'burst',
  title: `a burst of ${whole(lines)} events to ${whole(count)} subscribers`,
  async measure() {
    const bare = await measureBareSockets(count, lines)
    await using setUp = await startWithFakeBorg()
    const { server, borg, repositoryId } = setUp
    borg.plan({ lines, perSecond: 0, filler, wait: true })
    const { id } = await startBackup(server, repositoryId)
    const query = 'subscription ($id: ID!) { jobLog(jobId: $id) { endCursor lines { number text } } }'
    await using swarm = await startSwarm({ ...server, query, variables: { id }, count, timed: false })
    swarm.reset()
    const begin = clock()
    const cpu = cpuTime(server.pid)
    borg.go()
    const report = await swarm.until(({ completed }) => completed === count)
    const spent = cpuTime(server.pid) - cpu
    const figure = atLeast(rateOf([report]), 80_000, value => `${whole(value)} messages/s`)
    return [
      {
        what: `a burst of ${whole(lines)} events to ${whole(count)} subscribers`,
        ...figure,
        measured:
          `${figure.measured} (${whole(report.messages)} of ${whole(report.bytes / report.messages)} bytes, ` +
          `${microseconds((spent * 1000) / report.messages)} of server CPU each, the first after ` +
          `${whole(report.first - begin)} ms)`,
        baseline: `\`ws\` alone sending one text to all: ${whole(bare)} messages/s`,
      },
    ]
  },
}
