import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { processesWith } from '../fixtures/processes.ts'
import { databaseUrlOf, dropDatabaseOf } from './database.ts'

const root = join(import.meta.dirname, '../..')

/** The answer to a GraphQL request, as a client sees it. */
export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  data: any
  errors?: { message: string; path?: unknown[]; extensions: Record<string, unknown> & { code: string } }[]
}

/** A real server in a process of its own, with its own data directory and port. */
export interface TestServer extends AsyncDisposable {
  /** Empty for `ROLE=worker`. */
  readonly url: string
  readonly pid: number
  readonly dataDir: string
  readonly adminPassword: string
  /** Everything that it printed so far. */
  readonly output: () => string
  /** An access token; of the administrator unless told otherwise. */
  token(username?: string, password?: string): Promise<string>
  /** One operation over HTTP. `token` null: without credentials; absent: as the administrator. */
  graphql(query: string, variables?: object, token?: string | null): Promise<Answer>
  /** `kill -9`, and waits until the process is gone. Its data directory stays. */
  kill(): Promise<void>
  /** SIGTERM, and waits. Returns the exit code. */
  stop(): Promise<number | null>
  /** Starts a server again on the same data directory (another port); disposing of it disposes of everything. */
  restart(env?: Record<string, string>): Promise<TestServer>
}

export interface TestServerOptions {
  env?: Record<string, string> | undefined
  /** Default: a new one below the temporary directory, removed at the end. */
  dataDir?: string | undefined
  /** The folder of another version of this project, which runs from its sources; default: this one, as it was built. */
  sources?: string | undefined
}

type Client = Pick<TestServer, 'url' | 'adminPassword' | 'token' | 'graphql'>

/** A real worker (`ROLE=worker`) in a process of its own: it answers nobody. */
export interface TestWorker
  extends Pick<TestServer, 'pid' | 'dataDir' | 'output' | 'kill' | 'stop'>,
    AsyncDisposable {
  /** As {@link TestServer.restart}. */
  restart(env?: Record<string, string>): Promise<TestWorker>
}

const adminPassword = 'correct horse battery'

/**
 * Starts the server as it was built (`built-server.mjs`) on a free port of the loopback, on a database of its own of the kind that this run is on.
 *
 * @throws Error with its output when it does not start
 */
export async function startTestServer({ dataDir, ...options }: TestServerOptions = {}): Promise<TestServer> {
  if (dataDir !== undefined) return start(options, dataDir, false)
  const folder = mkdtempSync(join(tmpdir(), 'vinculum-test-'))
  return start(options, folder, true).catch(async error => {
    await remove(folder)
    throw error
  })
}

async function start(
  { env = {}, sources }: Pick<TestServerOptions, 'env' | 'sources'>,
  folder: string,
  ownsFolder: boolean,
): Promise<TestServer> {
  const program = sources ? join(sources, 'src/main.ts') : join(root, 'dist/main.js')
  const databaseUrl = env.DATABASE_URL ?? (await databaseUrlOf(folder))
  const child = spawn(process.execPath, [program], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME ?? '/',
      PORT: '0',
      DATA_DIR: folder,
      INITIAL_ADMIN_PASSWORD: adminPassword,
      LOG_LEVEL: 'info',
      BORG_PATH: process.env.BORG_PATH,
      // Compiled code that is kept saves a quarter of a start.
      ...(process.env.NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE } : {}),
      ...env,
      ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const url = await new Promise<string>((resolve, reject) => {
    const collect = (line: string) => {
      output += `${line}\n`
      // A worker serves nobody; the last that it says of its start is where its data are.
      const started = env.ROLE === 'worker' ? /^ +Data()/.exec(line) : /Serving +(http:\S+)/.exec(line)
      if (started) resolve(started[1]!)
    }
    createInterface({ input: child.stdout! }).on('line', collect)
    createInterface({ input: child.stderr! }).on('line', collect)
    child.once('exit', code => reject(new Error(`The server ended with code ${code}:\n${output}`)))
  })
  return serverOf(child, url, folder, () => output, env, ownsFolder)
}

/** Starts a worker; `DATABASE_URL` must be given. @throws Error as {@link startTestServer} */
export const startTestWorker = ({ env, dataDir }: TestServerOptions): Promise<TestWorker> =>
  startTestServer({ env: { ...env, ROLE: 'worker' }, dataDir })

/** How tests ask a server, or what stands in front of servers. */
export function clientOf(url: string, password: string): Client {
  let adminToken: string | undefined
  const client: Client = {
    url,
    adminPassword: password,
    async token(username = 'admin', given = password) {
      const { data, errors } = await client.graphql(
        'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }',
        { input: { username, password: given } },
        null,
      )
      if (!data?.signIn) throw new Error(`Sign-in failed: ${JSON.stringify(errors)}`)
      return data.signIn.accessToken
    },
    async graphql(query, variables = {}, token) {
      if (token === undefined) {
        adminToken ??= await client.token()
        token = adminToken
      }
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
        body: JSON.stringify({ query, variables }),
      })
      return (await response.json()) as Answer
    },
  }
  return client
}

function serverOf(
  child: ChildProcess,
  url: string,
  dataDir: string,
  output: () => string,
  env: Record<string, string>,
  ownsDataDir: boolean,
): TestServer {
  const gone = child.exitCode !== null ? Promise.resolve() : once(child, 'exit')
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await gone
    return child.exitCode
  }
  const server: TestServer = {
    ...clientOf(url, env.INITIAL_ADMIN_PASSWORD ?? adminPassword),
    pid: child.pid!,
    dataDir,
    output,
    async kill() {
      await end('SIGKILL')
    },
    stop: () => end('SIGTERM'),
    async restart(more = {}) {
      await end('SIGKILL')
      return start({ env: { ...env, ...more } }, dataDir, ownsDataDir)
    },
    async [Symbol.asyncDispose]() {
      await server.stop()
      if (ownsDataDir) await remove(dataDir)
    },
  }
  return server
}

/** A data directory, its database, and whatever still works in it. */
async function remove(dataDir: string): Promise<void> {
  endLeftovers(dataDir)
  await dropDatabaseOf(dataDir)
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
}

/** Borg outlives its server on purpose; what a test left running or mounted ends with the data directory that it is for. */
function endLeftovers(dataDir: string): void {
  for (const { pid } of processesWith(dataDir)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
  // The deepest first.
  for (const mountPoint of mountsBelow(dataDir).toReversed())
    spawnSync('fusermount3', ['-u', '-z', '--', mountPoint], { stdio: 'ignore' })
}

const mountsBelow = (folder: string): string[] =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map(line => line.split(' ')[4] ?? '')
    .filter(mountPoint => mountPoint.startsWith(`${folder}/`))
