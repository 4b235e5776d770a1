import { startTestServer, startTestWorker, type TestServer, type TestWorker } from './server.ts'

/** Servers without Borg and workers without a port on one database: what compose.yaml starts, as processes of this machine. */
export interface Cluster extends AsyncDisposable {
  /** A test that restarts one puts it in the place of the old one. */
  readonly servers: TestServer[]
  readonly workers: TestWorker[]
}

export interface ClusterOptions {
  /** A PostgreSQL database. */
  databaseUrl: string
  servers?: number
  workers?: number
  /** More variables for all processes. */
  env?: Record<string, string>
}

/** Starts all at once. The secret key and the database are the only things that they share. */
export async function startCluster({
  databaseUrl,
  servers = 2,
  workers = 2,
  env = {},
}: ClusterOptions): Promise<Cluster> {
  const ofAll = { DATABASE_URL: databaseUrl, SECRET_KEY: crypto.randomUUID(), ...env }
  const ofServers = { ROLE: 'server', BORG_PATH: '/nowhere/borg', ...ofAll }
  const cluster: Cluster = {
    servers: [],
    workers: [],
    async [Symbol.asyncDispose]() {
      const processes = [...cluster.servers, ...cluster.workers]
      await Promise.all(processes.map(one => one[Symbol.asyncDispose]()))
    },
  }
  const several = (count: number, start: (index: number) => Promise<void>) =>
    Array.from({ length: count }, (_nothing, index) => start(index))
  const started = await Promise.allSettled([
    ...several(servers, async index => {
      cluster.servers[index] = await startTestServer({ env: ofServers })
    }),
    ...several(workers, async index => {
      cluster.workers[index] = await startTestWorker({ env: ofAll })
    }),
  ])
  const failed = started.find(result => result.status === 'rejected')
  if (!failed) return cluster
  await cluster[Symbol.asyncDispose]()
  throw failed.reason
}
