import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Borg, findBorg } from '../../src/runner/borg/binary.ts'
import { createCommand, initCommand } from '../../src/runner/borg/command.ts'
import { baseEnvironment } from '../../src/runner/borg/environment.ts'
import { completed, createRepository, startBackup } from './jobs.ts'
import { median, percent, ratio, seconds } from './numbers.ts'
import { clock, cpuTime } from './processes.ts'
import { type Server, startServer } from './server.ts'
import { atMost, type Figure } from './table.ts'

const passphrase = 'four random common words'
const names = ['first', 'unchanged'] as const

/** One backup: all times in milliseconds. */
interface Measured {
  wall: number
  /** By the job's own record, and the server's processor time; 0 without a server. */
  job: number
  cpu: number
}

/**
 * Backs a folder up with bare `borg create` and through the server, in turns, each time into a fresh repository: the
 * first backup and then one of the unchanged folder.
 */
export async function compareBackups(what: string, source: string, rounds: number): Promise<Figure[]> {
  await using stack = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'vinculum-bench-'))
  stack.defer(() => rmSync(folder, { recursive: true, force: true }))
  const borg = await findBorg(process.env.BORG_PATH ?? 'borg', process.env.PATH ?? '')
  if (!borg) throw new Error('This needs Borg.')
  const server = stack.use(await startServer())

  // Borg drops what it has read from the page cache: without this, only the very first backup would find it there.
  await backUpBare(borg, join(folder, 'warm-up'), source)
  const bare: Measured[][] = []
  const served: Measured[][] = []
  for (let round = 0; round < rounds; round += 1) {
    const runBare = async () => bare.push(await backUpBare(borg, join(folder, `bare-${round}`), source))
    const runServed = async () =>
      served.push(await backUpServed(server, join(folder, `served-${round}`), source))
    // Whoever comes second finds the disk busy with what the first one wrote.
    for (const run of round % 2 === 0 ? [runBare, runServed] : [runServed, runBare]) await run()
    const show = (one: Measured[]) => one.map(({ wall }) => seconds(wall / 1000)).join(', ')
    process.stderr.write(`bench:   bare ${show(bare.at(-1)!)}; through the server ${show(served.at(-1)!)}\n`)
  }
  return names.map((name, index) => {
    const over = (values: Measured[][], value: (one: Measured) => number) =>
      median(values.map(round => value(round[index]!)))
    const ratios = served.map((round, number) => round[index]!.wall / bare[number]![index]!.wall)
    const job = over(served, one => one.job) / 1000
    const figure = atMost(median(ratios), 1.03, ratio)
    return {
      what: `${what}, ${name} backup: wall time`,
      ...figure,
      measured:
        `${figure.measured} (${seconds(over(served, one => one.wall) / 1000)}, of it ${seconds(job)} by the job's ` +
        `own record; server CPU ${percent(over(served, one => one.cpu / one.wall))})`,
      baseline: `bare \`borg create\`: ${seconds(over(bare, one => one.wall) / 1000)}`,
    }
  })
}

async function backUpBare(borg: Borg, folder: string, source: string): Promise<Measured[]> {
  mkdirSync(join(folder, 'state'), { recursive: true })
  const env = baseEnvironment({
    stateDirectory: join(folder, 'state'),
    hostId: 'bench',
    location: join(folder, 'repository'),
    hasPassphrase: true,
  })
  const run = async (args: string[]) => {
    const [out, err] = ['out', 'err'].map(name => openSync(join(folder, name), 'w'))
    const child = spawn(borg.path, args, { cwd: '/', env, stdio: ['ignore', out, err, 'pipe'] })
    const input = child.stdio[3] as NodeJS.WritableStream
    input.end(passphrase)
    const [code] = await once(child, 'exit')
    for (const file of [out, err]) closeSync(file!)
    if (code !== 0) throw new Error(`borg: ${readFileSync(join(folder, 'err'), 'utf8').slice(-2000)}`)
  }
  await run(initCommand({ encryption: 'REPOKEY_BLAKE2', makeParentDirs: true }).args)
  const measured = []
  for (const archiveName of names) {
    const { args } = createCommand({
      archiveName,
      sources: [source],
      excludes: [],
      compression: 'lz4',
      listFiles: 'CHANGED',
      customFlags: [],
    })
    spawnSync('sync')
    const begin = clock()
    await run(args)
    measured.push({ wall: clock() - begin, job: 0, cpu: 0 })
  }
  return measured
}

async function backUpServed(server: Server, path: string, source: string): Promise<Measured[]> {
  const repositoryId = await createRepository(server, {
    name: path,
    path,
    encryption: 'REPOKEY_BLAKE2',
    passphrase,
    sourceDirectories: [source],
  })
  const measured = []
  for (const _name of names) {
    spawnSync('sync')
    const begin = clock()
    const cpu = cpuTime(server.pid)
    const { id } = await startBackup(server, repositoryId)
    const job = await completed(server, id)
    measured.push({ wall: clock() - begin, job, cpu: cpuTime(server.pid) - cpu })
  }
  return measured
}
