/**
 * `npm run bench [-- NAME…] [--write]`: measures, and prints a table. Names select rows (`backup` both backups);
 * `--write` puts the table of a full run into the README. `BENCH_SCALE=0.05` makes everything small, for trying out.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { archiveList } from './rows/archive-list.ts'
import { backupLarge } from './rows/backup-large.ts'
import { backupSmall } from './rows/backup-small.ts'
import { browse } from './rows/browse.ts'
import { burst } from './rows/burst.ts'
import { claims } from './rows/claims.ts'
import { cluster } from './rows/cluster.ts'
import { dashboard } from './rows/dashboard.ts'
import { download } from './rows/download.ts'
import { graphql } from './rows/graphql.ts'
import { hostedList } from './rows/hosted-list.ts'
import { latency } from './rows/latency.ts'
import { millionLines } from './rows/million-lines.ts'
import { pushLatency } from './rows/push-latency.ts'
import { queue } from './rows/queue.ts'
import { slowReaders } from './rows/slow-readers.ts'
import { startUp } from './rows/start-up.ts'
import { status } from './rows/status.ts'
import { subscribers } from './rows/subscribers.ts'
import { wakeups } from './rows/wakeups.ts'
import { scale } from './support/numbers.ts'
import { root } from './support/processes.ts'
import { type Figure, toMarkdown } from './support/table.ts'

const rows = [
  backupSmall,
  backupLarge,
  latency,
  subscribers,
  burst,
  slowReaders,
  millionLines,
  status,
  graphql,
  browse,
  archiveList,
  download,
  dashboard,
  hostedList,
  pushLatency,
  queue,
  claims,
  wakeups,
  cluster,
  startUp,
]

const names = process.argv.slice(2).filter(word => word !== '--write')
const write = process.argv.includes('--write')
const selected = rows.filter(
  ({ name }) => names.length === 0 || names.some(word => name === word || name.startsWith(`${word}-`)),
)
if (selected.length === 0) fail(`No such row. There are: ${rows.map(({ name }) => name).join(', ')}.`)
if (write && (selected.length < rows.length || scale < 1))
  fail('--write is for a full run: without names and without BENCH_SCALE.')
process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))

const built = spawnSync(process.execPath, [join(root, 'bin/build.mjs')], { stdio: ['ignore', 2, 2] })
if (built.status !== 0) fail('The build failed.')

const figures: Figure[] = []
for (const { name, title, measure } of selected) {
  process.stderr.write(`bench: ${name}: ${title} …\n`)
  const begin = performance.now()
  try {
    figures.push(...(await measure()))
  } catch (error) {
    // The other rows are worth having all the same.
    process.exitCode = 1
    console.error(error)
    figures.push({ what: title, measured: 'failed', met: false })
  }
  process.stderr.write(`bench: ${name}: ${((performance.now() - begin) / 1000).toFixed(1)} s\n`)
}

const borg = spawnSync(process.env.BORG_PATH ?? 'borg', ['--version'], { encoding: 'utf8' }).stdout?.trim()
const machine = `${availableParallelism()} cores shared by server, Borg and clients; Node ${process.version}, ${borg}`
const table = `${toMarkdown(figures)}\n\n${machine}; \`npm run bench\`${scale < 1 ? ` at scale ${scale}` : ''}.`
console.log(table)
if (write && !process.exitCode) writeIntoReadme(table)

function writeIntoReadme(text: string): void {
  const file = join(root, 'README.md')
  const readme = readFileSync(file, 'utf8')
  const between = /(<!-- bench:start -->\n)[\s\S]*(<!-- bench:end -->)/
  if (!between.test(readme)) fail('The README has no <!-- bench:start --> and <!-- bench:end -->.')
  writeFileSync(
    file,
    readme.replace(between, (_all, begin, end) => `${begin}\n${text}\n\n${end}`),
  )
}

function fail(message: string): never {
  console.error(`bench: ${message}`)
  process.exit(2)
}
