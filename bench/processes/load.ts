/** The load generator, in a process of its own. Every connection goes through the same requests, each from another one on. */
import autocannon from 'autocannon'
import type { LoadOrder, LoadResult } from '../support/load.ts'

process.once('message', async ({ url, connections, duration, headers, requests }: LoadOrder) => {
  let client = 0
  const { non2xx, errors, timeouts, ...result } = await autocannon({
    url,
    connections,
    duration,
    headers,
    requests,
    setupClient(connection) {
      const start = Math.floor((client * requests.length) / connections)
      client += 1
      connection.setRequests([...requests.slice(start), ...requests.slice(0, start)])
    },
  })
  const { total } = result.requests
  const { p50, p99 } = result.latency
  const answer: LoadResult = { total, seconds: result.duration, p50, p99, failed: non2xx + errors + timeouts }
  process.send!(answer, () => process.exit())
})
