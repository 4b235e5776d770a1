/**
 * The main job, end to end, in a terminal: starts a server of its own, makes a sample tree and an encrypted repository,
 * backs up with live progress over graphql-ws, lists the archive, cancels a second backup, and leaves nothing behind.
 * Exits with 1 and a reason as soon as any step misbehaves.
 */
import { strict as assert } from 'node:assert'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from 'graphql-ws'
import { WebSocket } from 'ws'
import { createApp } from '../src/app.ts'
import { loadConfig } from '../src/config.ts'
import { createLogger } from '../src/logger.ts'

const files = 4000
const bold = (text: string) => (process.stdout.isTTY ? `\x1b[1m${text}\x1b[0m` : text)
const step = (text: string) => console.log(`\n${bold(`▸ ${text}`)}`)

/** Runs one operation over HTTP. @throws Error with the server's answer when it has errors */
async function graphql<Data>(
  url: string,
  token: string | null,
  query: string,
  variables: object = {},
): Promise<Data> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = (await response.json()) as { data: Data; errors?: { message: string }[] }
  if (errors) throw new Error(errors.map(error => error.message).join('; '))
  return data
}

interface Progress {
  status: string
  phase: string
  percent: number | null
  originalSize: number | null
  fileCount: number | null
}

/** A progress bar with the last lines of the log below it, redrawn in place on a terminal. */
class Screen {
  #lines: string[] = []
  #progress: Progress | null = null
  #drawn = 0

  show(progress: Progress): void {
    this.#progress = progress
    this.#draw()
  }

  add(lines: readonly string[]): void {
    this.#lines = [...this.#lines, ...lines].slice(-4)
    this.#draw()
  }

  #draw(): void {
    if (!this.#progress || !process.stdout.isTTY) return
    const rows = [barOf(this.#progress), ...this.#lines.map(line => `    ${line.slice(0, 100)}`)]
    process.stdout.write(
      `${this.#drawn ? `\x1b[${this.#drawn}A` : ''}${rows.map(row => `\x1b[2K${row}\n`).join('')}`,
    )
    this.#drawn = rows.length
  }

  end(): void {
    if (!this.#progress || process.stdout.isTTY) return
    console.log([barOf(this.#progress), ...this.#lines.map(line => `    ${line}`)].join('\n'))
  }
}

function barOf({ phase, percent, fileCount, originalSize }: Progress): string {
  const done = Math.round(((percent ?? 0) / 100) * 40)
  const size = `${((originalSize ?? 0) / 1e6).toFixed(1)} MB`
  return `  ${'█'.repeat(done)}${'░'.repeat(40 - done)} ${percent === null ? '  ?' : percent.toFixed(0).padStart(3)} %  ${fileCount ?? 0} files  ${size}  ${phase.toLowerCase()}`
}

async function demo(folder: string): Promise<void> {
  step(`A sample tree of ${files} files`)
  const source = join(folder, 'sample')
  for (let index = 0; index < files; index += 1) {
    const directory = join(source, `folder-${Math.floor(index / 200)}`)
    if (index % 200 === 0) mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, `file-${index}.bin`), randomBytes(500 + ((index * 7919) % 12_000)))
  }
  // One large file, so that there is something to watch, and to cancel.
  writeFileSync(join(source, 'large.bin'), randomBytes(150_000_000))
  console.log(`  ${source}`)

  step('A server')
  const password = randomBytes(18).toString('base64url')
  const config = loadConfig({
    DATA_DIR: join(folder, 'data'),
    PORT: '0',
    INITIAL_ADMIN_PASSWORD: password,
    LOG_LEVEL: 'warn',
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    BORG_PATH: process.env.BORG_PATH,
  })
  await using app = await createApp(config, createLogger(config.logLevel))
  const url = app.url!
  const { signIn } = await graphql<{ signIn: { accessToken: string } }>(
    url,
    null,
    'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }',
    { input: { username: 'admin', password } },
  )
  const token = signIn.accessToken
  console.log(`  ${url}/graphql`)

  step('An encrypted repository')
  const { createRepository } = await graphql<{
    createRepository: { repository: { id: string; encryption: string } }
  }>(
    url,
    token,
    'mutation ($input: CreateRepositoryInput!) { createRepository(input: $input) { repository { id encryption } } }',
    {
      input: {
        name: 'demo',
        path: join(folder, 'repository'),
        encryption: 'REPOKEY_BLAKE2',
        passphrase: randomBytes(24).toString('base64'),
        sourceDirectories: [source],
      },
    },
  )
  const { id: repositoryId, encryption } = createRepository.repository
  console.log(`  ${encryption}`)

  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
  })
  const start = async () => {
    const { startBackup } = await graphql<{ startBackup: { job: { id: string } } }>(
      url,
      token,
      'mutation ($input: StartBackupInput!) { startBackup(input: $input) { job { id } } }',
      { input: { repositoryId } },
    )
    return startBackup.job.id
  }

  step('A backup, live over graphql-ws')
  const jobId = await start()
  const screen = new Screen()
  const followProgress = async (): Promise<Progress> => {
    let last: Progress | undefined
    const query =
      'subscription ($jobId: ID!) { jobProgress(jobId: $jobId) { status phase percent originalSize fileCount } }'
    for await (const { data, errors } of client.iterate<{ jobProgress: Progress }>({
      query,
      variables: { jobId },
    })) {
      assert(!errors && data, `jobProgress failed: ${JSON.stringify(errors)}`)
      last = data.jobProgress
      screen.show(last)
    }
    assert(last, 'jobProgress sent nothing')
    return last
  }
  const followLog = async (): Promise<number> => {
    let next = 1
    const query = 'subscription ($jobId: ID!) { jobLog(jobId: $jobId) { lines { number text } } }'
    for await (const { data, errors } of client.iterate<{
      jobLog: { lines: { number: number; text: string }[] }
    }>({ query, variables: { jobId } })) {
      assert(!errors && data, `jobLog failed: ${JSON.stringify(errors)}`)
      for (const { number } of data.jobLog.lines) assert.equal(number, next++, 'a log line is missing')
      screen.add(data.jobLog.lines.map(line => line.text))
    }
    return next - 1
  }
  const [last, lines] = await Promise.all([followProgress(), followLog()])
  screen.end()
  assert.equal(last.status, 'COMPLETED', `the backup ended ${last.status}`)
  assert.equal(last.fileCount, files + 1, 'the backup missed files')
  assert(lines >= files, `only ${lines} log lines`)
  console.log(`  ${last.status}, ${lines} log lines, none missing`)

  const listArchives = async () => {
    const { repository } = await graphql<{
      repository: {
        archives: {
          edges: {
            node: { name: string; fileCount: number; originalSize: number; deduplicatedSize: number }
          }[]
        }
      }
    }>(
      url,
      token,
      'query ($id: ID!) { repository(by: { id: $id }) { ... on ManagedRepository { archives { edges { node { name fileCount originalSize deduplicatedSize } } } } } }',
      { id: repositoryId },
    )
    return repository.archives.edges.map(edge => edge.node)
  }
  step('Its archive')
  const archives = await listArchives()
  assert.equal(archives.length, 1, `expected one archive, found ${archives.length}`)
  for (const { name, fileCount, originalSize, deduplicatedSize } of archives)
    console.log(
      `  ${name}  ${fileCount} files  ${(originalSize / 1e6).toFixed(1)} MB, stored as ${(deduplicatedSize / 1e6).toFixed(1)} MB`,
    )

  step('A second backup, cancelled')
  writeFileSync(join(source, 'large.bin'), randomBytes(400_000_000))
  const second = await start()
  const query = 'subscription ($jobId: ID!) { jobProgress(jobId: $jobId) { status phase } }'
  for await (const { data } of client.iterate<{ jobProgress: Progress }>({
    query,
    variables: { jobId: second },
  }))
    if (data?.jobProgress.phase === 'TRANSFERRING') break
  const { cancelJob } = await graphql<{
    cancelJob: { processTerminated: boolean; job: { status: string; cancellation: { outcome: string } } }
  }>(
    url,
    token,
    'mutation ($jobId: ID!) { cancelJob(input: { jobId: $jobId }) { processTerminated job { status cancellation { outcome } } } }',
    { jobId: second },
  )
  assert.equal(cancelJob.job.status, 'CANCELLED', `the cancelled backup ended ${cancelJob.job.status}`)
  assert.equal((await listArchives()).length, 1, 'the cancelled backup left an archive')
  assert(!existsSync(join(folder, 'repository', 'lock.exclusive')), 'the cancelled backup left a lock')
  console.log(
    `  ${cancelJob.job.status}, ${cancelJob.job.cancellation.outcome.toLowerCase()}: no archive, no lock, no process left`,
  )
  await client.dispose()
}

const folder = mkdtempSync(join(tmpdir(), 'vinculum-demo-'))
try {
  await demo(folder)
  step('Everything removed again. That is all there is to it.')
} catch (error) {
  console.error(`\nThe demo failed: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
