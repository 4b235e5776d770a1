import { setTimeout as sleep } from 'node:timers/promises'
import { makeFolder } from '../../test/support/trees.ts'
import { median, megabytes, scaled, seconds } from '../support/numbers.ts'
import { clock, memory, startNode } from '../support/processes.ts'
import { launchServer, productionEnvironment } from '../support/server.ts'
import { atMost, type Row } from '../support/table.ts'

const starts = scaled(5, 3)

/** Not the first start: the data directory and Node's cache of compiled code are there. */
export const startUp: Row = {
  name: 'start-up',
  title: `${starts} starts of the built code`,
  async measure() {
    using folder = makeFolder('vinculum-bench-')
    await (await launchServer({}, folder.path))[Symbol.asyncDispose]()
    const times: number[] = []
    const idle: number[] = []
    const bare: number[] = []
    for (let start = 0; start < starts; start += 1) {
      const begin = clock()
      await using node = startNode(['-e', 'console.log("here")'], productionEnvironment)
      await node.printed(/here/)
      bare.push(clock() - begin)
      await using server = await launchServer({}, folder.path)
      times.push(server.startedIn / 1000)
      await sleep(3000)
      idle.push(memory(server.pid).now)
    }
    return [
      {
        what: 'start of the built code until it listens',
        ...atMost(median(times), 1, seconds),
        baseline: `\`node -e\`: ${seconds(median(bare) / 1000)}`,
      },
      { what: 'memory when idle, 3 s after the start', ...atMost(median(idle), 150_000_000, megabytes) },
    ]
  },
}
