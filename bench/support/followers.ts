import { microseconds } from './numbers.ts'
import { clock, cpuTime, memory } from './processes.ts'
import type { Server } from './server.ts'
import { rateOf, type Swarm, startSwarm } from './swarm.ts'

const query = 'subscription ($id: ID!) { jobLog(jobId: $id) { endCursor lines { number text } } }'

/** What followers of a job have seen, and what it took. Times in milliseconds, memory in bytes. */
export interface Followed {
  wall: number
  messages: number
  /** Messages per second, from the first to the last. */
  rate: number
  /** Processor time of all servers together, and for each message as text. */
  cpu: number
  perMessage: string
  /** Of one server, on average, while all follow. */
  memory: number
  latencies: number[]
}

/**
 * Has so many clients of each server follow the log of a job that waits, lets it begin, and waits for its end.
 *
 * @param timed are there times in the lines?
 */
export async function followJob(
  servers: readonly Server[],
  id: string,
  count: number,
  timed: boolean,
  go: () => unknown,
): Promise<Followed> {
  await using stack = new AsyncDisposableStack()
  const swarms: Swarm[] = []
  for (const server of servers)
    swarms.push(stack.use(await startSwarm({ ...server, query, variables: { id }, count, timed })))
  for (const swarm of swarms) swarm.reset()
  const cpuBefore = cpuOf(servers)
  const begin = clock()
  await go()
  const reports = await Promise.all(swarms.map(swarm => swarm.until(report => report.completed === count)))
  const wall = clock() - begin
  const cpu = cpuOf(servers) - cpuBefore
  const messages = reports.reduce((sum, report) => sum + report.messages, 0)
  return {
    wall,
    messages,
    rate: rateOf(reports),
    cpu,
    perMessage: microseconds((cpu * 1000) / messages),
    memory: memoryOf(servers),
    latencies: (await Promise.all(swarms.map(swarm => swarm.latencies()))).flat(),
  }
}

/** Resident memory of one server, on average. */
export const memoryOf = (servers: readonly Server[]): number =>
  servers.reduce((sum, { pid }) => sum + memory(pid).now, 0) / servers.length

const cpuOf = (servers: readonly Server[]) => servers.reduce((sum, { pid }) => sum + cpuTime(pid), 0)
