import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Config } from './config.ts'
import { takeDataDir } from './platform/data-dir.ts'
import { type DatabaseLocation, describeLocation, openTables, sqliteFile } from './platform/database.ts'
import { applyMigrations, committedMigrations, type NamedMigration } from './platform/migrate.ts'
import { type MigrationState, readMigrationState } from './platform/migration-state.ts'
import { runProgram } from './program.ts'

const usage = `Usage: npm run migrate [-- --status]

Brings the database to the schema of this version, as every start does, and starts nothing.

  --status   only say what was applied and what is pending

Exit codes: 0 up to date; 1 refused or failed, and nothing was changed; 2 wrong arguments or settings;
3 something is pending (--status).

Settings come from the same environment variables as the server's.`

async function run(status: boolean, config: Config): Promise<number> {
  const { databaseUrl, dataDir } = config
  const location = databaseUrl ? { databaseUrl } : { dataDir }
  console.log(`${describeLocation(location)}\n`)
  return status ? showStatus(location) : apply(location)
}

async function apply(location: DatabaseLocation): Promise<0> {
  using _ = 'dataDir' in location ? takeDataDir(location.dataDir) : null
  const orm = await openTables(location)
  try {
    const onBusy = () => console.log('Waiting for others who use a table that has to be changed …')
    const applied = await applyMigrations(orm, { onBusy })
    console.log(applied.map(name => `Applied ${name}.\n`).join('') || 'Nothing to do.\n')
    return 0
  } finally {
    await orm.close()
  }
}

/** Leaves no trace, and may be asked beside a running server. */
async function showStatus(location: DatabaseLocation): Promise<0 | 3> {
  const { migrations, state } = await readStatus(location)
  const line = (what: string, name: string) => {
    const kind = migrations.find(migration => migration.name === name)?.kind ?? 'expand'
    console.log(`${what.padEnd(8)}  ${kind.padEnd(8)}  ${name}`)
  }
  for (const name of state.applied) line(state.newer.includes(name) ? 'newer' : 'applied', name)
  for (const { name } of state.pending) line('pending', name)
  console.log(summaryOf(state))
  return state.pending.length > 0 ? 3 : 0
}

async function readStatus(
  location: DatabaseLocation,
): Promise<{ migrations: readonly NamedMigration[]; state: MigrationState }> {
  if ('dataDir' in location && !existsSync(sqliteFile(location.dataDir))) {
    const { migrations } = await import('./platform/migrations/sqlite/index.ts')
    return { migrations, state: { applied: [], pending: migrations, newer: [], requirements: null } }
  }
  const orm = await openTables(location)
  try {
    const em = orm.em.fork()
    const migrations = await committedMigrations(em)
    return { migrations, state: await readMigrationState(em, migrations) }
  } finally {
    await orm.close()
  }
}

function summaryOf({ applied, pending, newer }: MigrationState): string {
  const lines = ['']
  if (newer.length > 0) lines.push('A newer version added something, which this one can do without.')
  if (pending.length === 0) lines.push('Nothing is pending.')
  else lines.push(`Pending: ${pending.length}. \`npm run migrate\` applies them, and so does every start.`)
  if (applied.length > 0 && pending.some(({ kind }) => kind === 'contract'))
    lines.push('First stop every process of an older version: a change takes away what it uses (contract).')
  return lines.join('\n')
}

await runProgram({
  usage,
  read(args) {
    const { values } = parseArgs({ args, options: { status: { type: 'boolean', default: false } } })
    return values.status
  },
  run,
})
