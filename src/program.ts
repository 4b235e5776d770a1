import { type Config, ConfigError, loadConfig } from './config.ts'
import { DatabaseDamagedError } from './domain/kernel/outages.ts'
import { OtherSecretKeyError } from './domain/kernel/secret-key.ts'
import { DataDirInUseError } from './platform/data-dir.ts'
import { OlderDatabaseError } from './platform/database.ts'
import { DatabaseMissingError } from './platform/database-file.ts'
import { DatabaseBusyError } from './platform/migrate.ts'
import { MovedDatabaseError, NewerDatabaseError } from './platform/migration-state.ts'

/** A program beside the server: what npm starts, and a person reads. */
export interface Program<Asked> {
  readonly usage: string
  /** Null, or an error of `parseArgs`: what was asked for cannot be understood. */
  read(args: string[]): Asked | null
  /** Returns the exit code. Settings come from the same variables as the server's. */
  run(asked: Asked, config: Config): Promise<number>
  /** What to say about an error that a person can do something about; null: it was not foreseen. */
  explain?(error: unknown): string | null
}

/** Runs it, and sets the exit code: what it returned; 1 after an error, 2 when arguments or settings are wrong. */
export async function runProgram<Asked>(program: Program<Asked>): Promise<void> {
  const args = process.argv.slice(2)
  if (args.includes('--help')) return console.log(program.usage)
  const asked = understand(program, args)
  if (asked === null) {
    console.error(program.usage)
    process.exitCode = 2
    return
  }
  try {
    process.exitCode = await program.run(asked, loadConfig(process.env))
  } catch (error) {
    console.error(program.explain?.(error) ?? messageOf(error) ?? error)
    process.exitCode = error instanceof ConfigError ? 2 : 1
  }
}

function understand<Asked>(program: Program<Asked>, args: string[]): Asked | null {
  try {
    return program.read(args)
  } catch (error) {
    if (!String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS')) throw error
    return null
  }
}

/** Errors that say enough by their message. */
const expected = [
  ConfigError,
  DataDirInUseError,
  NewerDatabaseError,
  MovedDatabaseError,
  OlderDatabaseError,
  DatabaseBusyError,
  DatabaseMissingError,
  DatabaseDamagedError,
  OtherSecretKeyError,
]

/** The message of an error that needs no stack; null: it was not foreseen. */
export function messageOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  if (expected.some(kind => error instanceof kind)) return error.message
  const { code } = error as { code?: unknown }
  if (code === 'EADDRINUSE') return error.message
  if (/^Connection terminated/.test(error.message)) return `The database cannot be used: ${error.message}`
  return typeof code === 'string' && unusable.test(code)
    ? `The database cannot be used: ${error.message}`
    : null
}

/** Errors of the network, and of PostgreSQL: no connection, not let in, no such database, not allowed, too busy, being stopped. */
const unusable = /^(E[A-Z]+|(08|28|3D|53|57).{3}|42501)$/
