/**
 * `npm run bench:scaling [-- NAME…] [--write]`: how the server does as it grows, as Markdown tables; `--write` puts them into
 * `docs/scaling.md`. `BENCH_SCALE=0.01` makes everything small, for trying out.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { measureCosts } from './scaling/costs.ts'
import { jobs } from './scaling/jobs.ts'
import { lines } from './scaling/lines.ts'
import { measureGrowth } from './scaling/questions.ts'
import { repositories } from './scaling/repositories.ts'
import { measureSubscribers } from './scaling/subscribers.ts'
import { scale } from './support/numbers.ts'
import { root } from './support/processes.ts'

const tables: Record<string, () => Promise<string>> = {
  repositories: () => measureGrowth(repositories),
  jobs: () => measureGrowth(jobs),
  lines: () => measureGrowth(lines),
  subscribers: measureSubscribers,
  costs: measureCosts,
}

const write = process.argv.includes('--write')
const names = process.argv.slice(2).filter(word => word !== '--write')
const unknown = names.find(name => !tables[name])
if (unknown) fail(`There is no ${unknown}. There are: ${Object.keys(tables).join(', ')}.`)
if (write && scale < 1) fail('--write is for a full run, without BENCH_SCALE.')
process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))

const built = spawnSync(process.execPath, [join(root, 'bin/build.mjs')], { stdio: ['ignore', 2, 2] })
if (built.status !== 0) fail('The build failed.')

for (const [name, measure] of Object.entries(tables)) {
  if (names.length > 0 && !names.includes(name)) continue
  const table = await measure()
  console.log(`\n${table}`)
  if (write) writeDown(name, table)
}

/** Between `<!-- measured:NAME -->` and `<!-- /measured:NAME -->`. */
function writeDown(name: string, table: string): void {
  const file = join(root, 'docs/scaling.md')
  const text = readFileSync(file, 'utf8')
  const between = new RegExp(`(<!-- measured:${name} -->\n)[^]*(<!-- /measured:${name} -->)`)
  if (!between.test(text)) fail(`docs/scaling.md has no <!-- measured:${name} -->.`)
  writeFileSync(
    file,
    text.replace(between, (_all, begin, end) => `${begin}\n${table}\n\n${end}`),
  )
}

function fail(message: string): never {
  console.error(`scaling: ${message}`)
  process.exit(2)
}
