import { join } from 'node:path'
import { root, startNode } from './processes.ts'
import { startSwarm } from './swarm.ts'

/** Messages per second of `ws` alone, to as many followers. */
export async function measureBareSockets(count: number, events: number): Promise<number> {
  await using floor = startNode([join(root, 'bench/processes/bare-sockets.ts')], { NODE_ENV: 'production' })
  const [url] = await floor.printed(/http:\S+/)
  await using swarm = await startSwarm({ url, token: '', query: '', variables: {}, count, timed: false })
  swarm.reset()
  await fetch(url, { method: 'POST', headers: { 'x-events': String(events) } })
  const { messages, first, last } = await swarm.until(report => report.messages >= events * count)
  return (messages / (last - first)) * 1000
}
