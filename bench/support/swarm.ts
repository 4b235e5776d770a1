import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root, startNode } from './processes.ts'

/** Who follows what. */
export interface SwarmOrder {
  url: string
  token: string
  query: string
  variables: object
  count: number
  /** Are there times in the lines, from which latencies can be told? */
  timed: boolean
}

/** What all followers together have seen since the last reset. Times by the machine's clock, in milliseconds. */
export interface SwarmReport {
  messages: number
  bytes: number
  first: number
  last: number
  /** Followers that got anything at all, whose operation is over, whose connection is over; never reset. */
  started: number
  completed: number
  closed: number
}

/** Messages per second that several swarms at once have seen, from the first to the last of them all. */
export function rateOf(reports: readonly SwarmReport[]): number {
  const messages = reports.reduce((sum, report) => sum + report.messages, 0)
  const first = Math.min(...reports.map(report => report.first))
  const last = Math.max(...reports.map(report => report.last))
  return (messages / (last - first)) * 1000
}

/** Many followers in one other process. */
export interface Swarm extends AsyncDisposable {
  reset(): void
  /** Waits until a report satisfies a condition. @throws Error when connections were lost, or after a minute */
  until(condition: (report: SwarmReport) => boolean): Promise<SwarmReport>
  /** Of every message since the last reset: from the write of its first line, in milliseconds. */
  latencies(): Promise<number[]>
}

/** Opens the connections and waits until every follower got its first message. */
export async function startSwarm(order: SwarmOrder): Promise<Swarm> {
  const child = startNode([join(root, 'bench/processes/swarm.ts')], {}, true)
  const ask = async <Answer>(question: string) => {
    child.process.send(question)
    return (await Promise.race([once(child.process, 'message'), child.ended]))[0] as Answer
  }
  const swarm: Swarm = {
    reset: () => void child.process.send('reset'),
    async until(condition) {
      for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(100)) {
        const seen = await ask<SwarmReport>('report')
        if (condition(seen)) return seen
        if (seen.closed > 0) throw new Error(`${seen.closed} connections were lost.`)
      }
      throw new Error(`Not within a minute: ${condition}`)
    },
    latencies: () => ask('latencies'),
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
  child.process.send(order)
  await swarm.until(({ started }) => started === order.count)
  return swarm
}
