import { join } from 'node:path'
import { root, startNode } from './processes.ts'
import { rateOf, startSwarm } from './swarm.ts'

/** Messages per second of `ws` alone, in so many processes at once, to as many followers each. */
export async function measureBareSockets(count: number, events: number, processes = 1): Promise<number> {
  await using stack = new AsyncDisposableStack()
  const started = []
  while (started.length < processes) {
    const floor = stack.use(
      startNode([join(root, 'bench/processes/bare-sockets.ts')], { NODE_ENV: 'production' }),
    )
    const [url] = await floor.printed(/http:\S+/)
    const order = { url, token: '', query: '', variables: {}, count, timed: false }
    started.push({ url, swarm: stack.use(await startSwarm(order)) })
  }
  for (const { swarm } of started) swarm.reset()
  const burst = ({ url }: { url: string }) =>
    fetch(url, { method: 'POST', headers: { 'x-events': String(events) } })
  await Promise.all(started.map(burst))
  return rateOf(
    await Promise.all(started.map(({ swarm }) => swarm.until(({ messages }) => messages >= events * count))),
  )
}
