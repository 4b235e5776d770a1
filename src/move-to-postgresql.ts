import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Config } from './config.ts'
import { postgres } from './config-formats.ts'
import { DataDirInUseError, takeDataDir } from './platform/data-dir.ts'
import { describeLocation, sqliteFile } from './platform/database.ts'
import { type MovedTable, MoveError, moveToPostgresql, UncertainMoveError } from './platform/move/move.ts'
import { runProgram } from './program.ts'

const usage = `Usage: npm run move-to-postgresql -- [--dry-run] [postgres://…]

Copies everything from the SQLite database in DATA_DIR to an empty PostgreSQL database, and compares every table. Without an
argument, DATABASE_URL names it: arguments can be seen by everybody on this machine, so a URL with a password belongs there
(or into the file that DATABASE_URL_FILE names). The server must be stopped.

  --dry-run   do it all, compare, and take it back

Exit codes: 0 everything is there; 1 refused or failed, and nothing was moved; 2 wrong arguments or settings.

Settings come from the same environment variables as the server's.`

/** What was asked for. */
interface Arguments {
  isDryRun: boolean
  /** Null: the one of the settings. */
  url: string | null
}

/** Null: it cannot be understood. */
function readArguments(args: string[]): Arguments | null {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'dry-run': { type: 'boolean', default: false } },
  })
  const [url = null, ...more] = positionals
  if (more.length > 0 || (url !== null && !postgres.schema.safeParse(url).success)) return null
  return { isDryRun: values['dry-run'], url }
}

async function run({ isDryRun, url }: Arguments, config: Config): Promise<number> {
  const databaseUrl = url ?? config.databaseUrl
  if (!databaseUrl) {
    console.error(`Which PostgreSQL database?\n\n${usage}`)
    return 2
  }
  const { dataDir } = config
  const file = sqliteFile(dataDir)
  if (!existsSync(file)) throw new MoveError(`There is no ${file}.`)
  console.log(`From  ${describeLocation({ dataDir })}\nTo    ${describeLocation({ databaseUrl })}\n`)
  using _lock = takeDataDir(dataDir)
  const begin = Date.now()
  let total = 0
  const show = (name: string, rows: number | string, sha256: string) =>
    console.log(`${name.padEnd(22)} ${String(rows).padStart(10)}  ${sha256}`)
  const onTable = ({ name, rows, sha256 }: MovedTable) => {
    show(name, rows, sha256)
    total += rows
  }
  show('Table', 'Rows', 'SHA-256 of the rows, on both sides')
  await moveToPostgresql({ file, databaseUrl, isDryRun, onTable })
  show('Together', total, `in ${((Date.now() - begin) / 1000).toFixed(1)} s`)
  console.log(isDryRun ? '\nDry run: it was taken back, and nothing was moved.' : nextSteps(file, config))
  return 0
}

const nextSteps = (file: string, { dataDir, secretKey }: Config): string => `
Done. From now on start with DATABASE_URL, and with the same DATA_DIR: jobs that are running are taken over.
${secretKey === undefined ? `Other processes on this database need the same SECRET_KEY: it is in ${dataDir}/secret.key.\n` : ''}${file} stays as a copy of this moment; servers refuse it now.`

/** What an administrator should read instead of an error. */
function explain(error: unknown): string | null {
  if (error instanceof UncertainMoveError) return error.message
  if (error instanceof MoveError) return `${error.message}\nNothing was moved.`
  return error instanceof DataDirInUseError
    ? 'The server is running. Stop it, and try again. Nothing was moved.'
    : null
}

await runProgram({ usage, read: readArguments, run, explain })
