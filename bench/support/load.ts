import { once } from 'node:events'
import { join } from 'node:path'
import { scale } from './numbers.ts'
import { cpuTime, root, startNode } from './processes.ts'

/** One request of many that are sent again and again. */
export interface Sent {
  method: 'GET' | 'POST'
  path: string
  body?: string
}

/** What the load generator is told. */
export interface LoadOrder {
  url: string
  connections: number
  duration: number
  headers: Record<string, string>
  requests: Sent[]
}

/** What it answers; times in milliseconds. */
export interface LoadResult {
  total: number
  seconds: number
  p50: number
  p99: number
  failed: number
}

/** How a server did under load. */
export interface Load {
  perSecond: number
  p50: number
  p99: number
  /** Processor time of the server per request, in microseconds, and as a share of one core. */
  cpu: number
  busy: number
}

const connections = 50
const duration = Math.max(1, Math.round(4 * scale))

/** Sends as many requests as a server takes for some seconds. @throws Error when anything but success was answered */
export async function putUnderLoad(
  pid: number,
  url: string,
  headers: Record<string, string>,
  requests: Sent[],
): Promise<Load> {
  await using generator = startNode([join(root, 'bench/processes/load.ts')], {}, true)
  const before = cpuTime(pid)
  generator.process.send({ url, connections, duration, headers, requests } satisfies LoadOrder)
  const [result] = await Promise.race([once(generator.process, 'message'), generator.ended])
  const { total, seconds, p50, p99, failed } = result as LoadResult
  const cpu = cpuTime(pid) - before
  if (failed > 0) throw new Error(`${failed} requests failed.`)
  return {
    perSecond: total / seconds,
    p50,
    p99,
    cpu: (cpu * 1000) / total,
    busy: cpu / (seconds * 1000),
  }
}
