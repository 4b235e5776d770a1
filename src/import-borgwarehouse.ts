import { existsSync, realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Config, keyFileOf, poolDirOf } from './config.ts'
import { applyImport } from './domain/hosting/import/apply-import.ts'
import { describeImport } from './domain/hosting/import/describe-import.ts'
import { noRows, readExistingRows } from './domain/hosting/import/existing-rows.ts'
import { type ImportPlan, type OldInstallation, planImport } from './domain/hosting/import/import-plan.ts'
import { poolsOfLines } from './domain/hosting/import/old-key-lines.ts'
import { createSealer } from './domain/kernel/sealed.ts'
import { requireSameKey } from './domain/kernel/secret-key.ts'
import { isUniqueViolation } from './domain/kernel/sql-errors.ts'
import { DataDirInUseError, secretKeyOf, takeDataDir } from './platform/data-dir.ts'
import { openDatabase, skipUsedRepositoryIds, sqliteFile } from './platform/database.ts'
import { type OldPlaces, readOldInstallation } from './platform/old-installation.ts'
import { runProgram } from './program.ts'

const usage = `Usage: npm run import-borgwarehouse -- <config folder> [options]

Takes over an installation of BorgWarehouse: repositories, users, their API keys and notifications.
Nothing of it is changed, and a second run does nothing.

  --dry-run                only say what would be done
  --pool DIR               folder with the repositories (default: as authorized_keys says)
  --authorized-keys FILE   default: .ssh/authorized_keys two folders above the config folder

Settings come from the same environment variables as the server's.`

/** What was asked for. */
interface Arguments {
  places: OldPlaces
  isDryRun: boolean
}

/** Relative paths are meant where npm was called. Null: it cannot be understood. */
function readArguments(args: string[]): Arguments | null {
  const path = (text: string) => resolve(process.env.INIT_CWD ?? '.', text)
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      pool: { type: 'string' },
      'authorized-keys': { type: 'string' },
    },
  })
  if (positionals.length !== 1) return null
  const { pool, 'authorized-keys': authorizedKeys } = values
  return {
    isDryRun: values['dry-run'],
    places: {
      configDir: path(positionals[0]!),
      pool: pool && path(pool),
      authorizedKeys: authorizedKeys && path(authorizedKeys),
    },
  }
}

/** @returns the exit code: 1 when nothing was done because of mistakes */
async function run({ places, isDryRun }: Arguments, config: Config): Promise<0 | 1> {
  const old = readOldInstallation(places)
  const rules = {
    writesOldKeyFile: isSameFile(keyFileOf(config), old.authorizedKeys.name),
    storageTargets: config.storageTargets.map(({ path }) => path),
  }
  // A dry run leaves no database behind.
  if (isDryRun && config.sqlite && !existsSync(sqliteFile(config.dataDir)))
    return report(planImport(old, noRows, rules), old, config)

  await using stack = new AsyncDisposableStack()
  if (config.sqlite) stack.use(takeDataDir(config.dataDir))
  const { databaseUrl, dataDir } = config
  const database = await openDatabase(databaseUrl ? { databaseUrl } : { dataDir })
  stack.defer(() => database.close())
  const plan = planImport(old, await readExistingRows(database.db), rules)
  const code = report(plan, old, config)
  if (code !== 0 || isDryRun || isEmpty(plan)) return code
  const secretKey = secretKeyOf(dataDir, config.secretKey)
  await requireSameKey(database, secretKey)
  const sealer = createSealer(secretKey)
  await applyImport({ db: database.db, sealer, skipUsedIds: db => skipUsedRepositoryIds(database, db) }, plan)
  console.log('Done.')
  return 0
}

const isEmpty = ({ repositories, users }: ImportPlan) => repositories.length === 0 && users.length === 0

function report(plan: ImportPlan, old: OldInstallation, config: Config): 0 | 1 {
  const { repositories, users, authorizedKeys, pool } = old
  console.log(`Read ${repositories.name}, ${users.name}, ${authorizedKeys.name} and the pool ${pool.dir}.\n`)
  console.log(describeImport(plan))
  if (plan.mistakes.length > 0) {
    console.log('Nothing was written.')
    return 1
  }
  const steps = isEmpty(plan) ? [] : nextSteps(old, config)
  if (steps.length > 0) console.log(['Next', ...steps.map(step => `  - ${step}`), ''].join('\n'))
  return 0
}

/** What is left for a person to do. */
function nextSteps({ authorizedKeys, pool }: OldInstallation, config: Config): string[] {
  const keyFile = keyFileOf(config)
  const ours = keyFile ?? 'AuthorizedKeysCommand'
  // Its lines would lead to the other pool, and stay beside ours: the plan refuses that (`reportKeyFile`).
  const namesOtherPool = poolsOfLines(authorizedKeys).some(dir => dir !== pool.dir)
  const readsOurs = `have sshd use ours (${keyFile ? 'AuthorizedKeysFile' : 'bin/authorized-keys.mjs'}) and not the old file`
  const advice = namesOtherPool
    ? `${readsOurs.replace('have', 'Have')}, whose lines lead to another pool than ${pool.dir}.`
    : `Start it with AUTHORIZED_KEYS_FILE=${authorizedKeys.name}, or ${readsOurs}.`
  return [
    'Stop BorgWarehouse before the server starts, so that only one of them writes; its sshd goes on.',
    ...(isSameFile(keyFile, authorizedKeys.name)
      ? []
      : [
          `sshd reads ${authorizedKeys.name}, the server ${keyFile ? 'writes' : 'answers'} ${ours}. ${advice}`,
        ]),
    ...(isSameFile(poolDirOf(config), pool.dir)
      ? []
      : [
          `New repositories will be made in ${poolDirOf(config)}. For one pool start the server with HOSTED_REPOSITORIES_DIR=${pool.dir}.`,
        ]),
    ...(config.sqlite ? [] : ['Restart every server and worker that runs.']),
  ]
}

/** Also by way of links; a file that is not there yet is only itself. */
function isSameFile(one: string | null, other: string): boolean {
  const real = (path: string) => {
    try {
      return realpathSync(path)
    } catch {
      return resolve(path)
    }
  }
  return one !== null && real(one) === real(other)
}

/** What an administrator should read instead of an error. */
function explain(error: unknown): string | null {
  if (error instanceof DataDirInUseError)
    return 'The server is running. Stop it, import, and start it again. Nothing was written.'
  if (isUniqueViolation(error))
    return 'Somebody has changed the database meanwhile. Nothing was written; try again.'
  return null
}

await runProgram({ usage, read: readArguments, run, explain })
