import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clock, root, startNode } from './processes.ts'

/** The built server in a process of its own, with its own data directory. */
export interface Launched {
  readonly url: string
  readonly pid: number
  readonly dataDir: string
  /** From the start of the process until it listened, in milliseconds. */
  readonly startedIn: number
}

/** A server and its administrator's token. */
export interface Server extends Launched, AsyncDisposable {
  readonly token: string
  /** One operation over HTTP (one connection, kept open). @throws Error with the errors of the answer */
  graphql<Data>(query: string, variables?: object): Promise<Data>
  /** The same as text: nothing is parsed, so that only the server is measured. */
  graphqlText(query: string, variables?: object): Promise<string>
}

const password = 'correct horse battery'

/** The environment in which `npm start` runs the server. */
export const productionEnvironment = {
  NODE_ENV: 'production',
  NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compile'),
}

/** A built server that listens. A data directory that is not given is removed at the end. */
export async function launchServer(
  env: Record<string, string> = {},
  dataDir?: string,
): Promise<Launched & AsyncDisposable> {
  const { printed, ...launched } = await launch(env, /Serving +(http:\S+)/, dataDir)
  return { ...launched, url: printed[1]! }
}

/** A built worker (`ROLE=worker`), which has begun to work. */
export async function launchWorker(
  env: Record<string, string>,
): Promise<Omit<Launched, 'url'> & AsyncDisposable> {
  return launch({ ...env, ROLE: 'worker' }, /Vinculum/)
}

async function launch(env: Record<string, string>, sign: RegExp, dataDir?: string) {
  await using stack = new AsyncDisposableStack()
  const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'vinculum-bench-'))
  if (!dataDir) stack.defer(() => rm(folder, { recursive: true, force: true }))
  const begin = clock()
  const child = stack.use(
    startNode([join(root, 'dist/main.js')], {
      ...productionEnvironment,
      ...(process.env.BORG_PATH ? { BORG_PATH: process.env.BORG_PATH } : {}),
      PORT: '0',
      DATA_DIR: folder,
      INITIAL_ADMIN_PASSWORD: password,
      ...env,
    }),
  )
  const printed = await child.printed(sign)
  const startedIn = clock() - begin
  const owned = stack.move()
  return {
    printed,
    pid: child.process.pid!,
    dataDir: folder,
    startedIn,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** The same, and its administrator signed in. */
export async function startServer(env: Record<string, string> = {}): Promise<Server> {
  await using stack = new AsyncDisposableStack()
  const launched = stack.use(await launchServer(env))
  const agent = stack.adopt(new Agent({ keepAlive: true, maxSockets: 1 }), open => open.destroy())
  let token = ''
  const graphqlText = (query: string, variables: object = {}) =>
    post(`${launched.url}/graphql`, agent, token, JSON.stringify({ query, variables }))
  const graphql = async <Data>(query: string, variables?: object) => {
    const { data, errors } = JSON.parse(await graphqlText(query, variables))
    if (errors) throw new Error(JSON.stringify(errors))
    return data as Data
  }
  const { signIn } = await graphql<{ signIn: { accessToken: string } }>(
    'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }',
    { input: { username: 'admin', password } },
  )
  token = signIn.accessToken
  const owned = stack.move()
  return { ...launched, token, graphql, graphqlText, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

function post(url: string, agent: Agent, token: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    }
    const sent = request(url, { method: 'POST', agent, headers }, response => {
      const chunks: Buffer[] = []
      response.on('data', chunk => chunks.push(chunk))
      response.on('end', () => resolve(Buffer.concat(chunks).toString()))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
