/** Rewrites the table of variables in README.md: `node scripts/config-table.ts`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { renderConfigTable } from '../src/config.ts'

const readme = new URL('../README.md', import.meta.url)
const between = /(?<=<!-- config:start -->\n).*(?=<!-- config:end -->)/s
const before = readFileSync(readme, 'utf8')
if (!between.test(before)) throw new Error('README.md lacks the markers of the configuration table')
writeFileSync(
  readme,
  before.replace(between, () => `\n${renderConfigTable()}\n\n`),
)
