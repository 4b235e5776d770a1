import { startPostgres } from './postgres.ts'
import { type Launched, launchWorker, type Server, startServer } from './server.ts'

/** Processes of the built server on one PostgreSQL: servers without Borg and workers without a port. */
export interface Cluster extends AsyncDisposable {
  readonly databaseUrl: string
  readonly servers: readonly [Server, ...Server[]]
  readonly workers: readonly Pick<Launched, 'pid' | 'dataDir'>[]
}

/** Starts PostgreSQL and so many processes. */
export async function startCluster(size: {
  servers: number
  workers: number
  /** The program in place of Borg, which only workers have. */
  borg: string
  /** Jobs that one worker runs at once. */
  concurrency?: number
  /** Does PostgreSQL keep statistics of statements? */
  statistics?: boolean
}): Promise<Cluster> {
  await using stack = new AsyncDisposableStack()
  const postgres = stack.use(await startPostgres({ statistics: size.statistics ?? false }))
  const databaseUrl = await postgres.createDatabase()
  const env = { DATABASE_URL: databaseUrl, SECRET_KEY: 'a secret key that all processes share' }
  const startOne = async () =>
    stack.use(await startServer({ ...env, ROLE: 'server', BORG_PATH: '/nowhere/borg' }))
  const servers: [Server, ...Server[]] = [await startOne()]
  while (servers.length < size.servers) servers.push(await startOne())
  const workers = []
  while (workers.length < size.workers)
    workers.push(
      stack.use(
        await launchWorker({
          ...env,
          BORG_PATH: size.borg,
          WORKER_CONCURRENCY: String(size.concurrency ?? 2),
        }),
      ),
    )
  const owned = stack.move()
  return { databaseUrl, servers, workers, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
