import { isAbsolute } from 'node:path'
import { isCompression, unusable } from '../borg/option-values.ts'
import { patternProblem } from '../borg/patterns.ts'
import { isPoolName, poolNameProblem } from '../calls/workers.ts'
import { Mistakes } from '../kernel/mistakes.ts'
import { areTooMany, isTooLong, maxArgumentBytes, tooLongPath } from '../kernel/paths.ts'
import { readCustomFlags } from './custom-flags.ts'
import type { RepositoryRow } from './repositories.ts'
import { locationProblem, readLocation } from './repository-location.ts'
import { parametersProblem } from './script-parameters.ts'

/** The settings of a managed repository that can be given and changed. Absent or null: the default, or unchanged. */
export interface RepositorySettings {
  name?: string | null | undefined
  path?: string | null | undefined
  compression?: string | null | undefined
  sourceDirectories?: readonly string[] | null | undefined
  excludePatterns?: readonly string[] | null | undefined
  listFiles?: RepositoryRow['listFiles'] | null | undefined
  mode?: RepositoryRow['mode'] | null | undefined
  bypassLock?: boolean | null | undefined
  remotePath?: string | null | undefined
  customFlags?: readonly string[] | null | undefined
  preBackupScript?: string | null | undefined
  postBackupScript?: string | null | undefined
  /** JSON objects; see `script-parameters.ts`. */
  preBackupScriptParameters?: string | null | undefined
  postBackupScriptParameters?: string | null | undefined
  preHookTimeoutSeconds?: number | null | undefined
  postHookTimeoutSeconds?: number | null | undefined
  continueOnHookFailure?: boolean | null | undefined
  pool?: string | null | undefined
  /** See `repository-connections.ts`. */
  connectionId?: number | null | undefined
  sourceConnectionId?: number | null | undefined
}

type Columns = Partial<Omit<RepositoryRow, 'id'>>

/**
 * Checks settings and turns them into columns; all mistakes are reported at once.
 *
 * @param mistakes what was found in the rest of the input, to be reported with them
 * @throws DomainError `INVALID_INPUT` naming every wrong field
 */
export function readSettings(
  settings: RepositorySettings,
  repositoriesDir: string,
  mistakes: Mistakes = new Mistakes(),
): Columns {
  const columns: Columns = {}
  const set = <Column extends keyof Columns & keyof RepositorySettings>(
    field: Column,
    problemOf: (value: NonNullable<RepositorySettings[Column]>) => string | null,
    read: (value: NonNullable<RepositorySettings[Column]>) => Columns[Column],
  ) => {
    const value = settings[field]
    if (value === undefined || value === null) return
    const problem = problemOf(value)
    mistakes.add(field, problem)
    if (problem === null)
      mistakes.collect(() => {
        columns[field] = read(value)
      })
  }
  // These can be cleared, by null or by an empty text.
  const setOrClear = (
    field: 'remotePath' | 'preBackupScript' | 'postBackupScript',
    problemOf: (value: string) => string | null,
  ) => {
    if (settings[field] === null || settings[field]?.trim() === '') columns[field] = null
    else set(field, problemOf, same)
  }

  set('name', nameProblem, value => value.trim())
  set('path', locationProblem, value => readLocation(value, repositoriesDir))
  set('compression', compressionProblem, same)
  set('sourceDirectories', sourcesProblem, value => JSON.stringify(value))
  set('excludePatterns', patternsProblem, value => JSON.stringify(value))
  set('listFiles', fine, same)
  set('mode', fine, same)
  set('bypassLock', fine, Number)
  set('preHookTimeoutSeconds', timeoutProblem, same)
  set('postHookTimeoutSeconds', timeoutProblem, same)
  set('continueOnHookFailure', fine, Number)
  set('pool', poolProblem, same)
  setOrClear('remotePath', remotePathProblem)
  setOrClear('preBackupScript', scriptProblem)
  setOrClear('postBackupScript', scriptProblem)
  for (const field of ['preBackupScriptParameters', 'postBackupScriptParameters'] as const)
    if (settings[field]?.trim()) mistakes.add(field, parametersProblem(settings[field]))
  if (settings.customFlags === null) columns.customFlags = '[]'
  else set('customFlags', fine, value => JSON.stringify(readCustomFlags(value)))

  mistakes.throwIfAny()
  return columns
}

/** What a new repository has where nothing was said. */
export const defaultColumns = {
  compression: 'lz4',
  sourceDirectories: '[]',
  excludePatterns: '[]',
  listFiles: 'CHANGED',
  mode: 'FULL',
  customFlags: '[]',
  remotePath: null,
  preBackupScript: null,
  postBackupScript: null,
  bypassLock: 0,
  preHookTimeoutSeconds: 300,
  postHookTimeoutSeconds: 300,
  continueOnHookFailure: 0,
  pool: 'default',
} as const satisfies Columns

const fine = () => null
const same = <Value>(value: Value): Value => value

const nameProblem = (name: string) =>
  name.trim().length < 1 || name.length > 200 || unusable.test(name)
    ? 'Must be 1 to 200 characters without control characters.'
    : null

const compressionProblem = (text: string) =>
  isCompression(text)
    ? null
    : 'Must be none, lz4, zstd[,1-22], zlib[,0-9] or lzma[,0-9], with auto, in front if wanted, and obfuscate,1-6, or obfuscate,110-123, in front of all.'

function sourcesProblem(sources: readonly string[]): string | null {
  if (sources.length > 1000) return 'Must not hold more than 1000 paths.'
  if (sources.some(source => !isAbsolute(source) || unusable.test(source)))
    return 'Must be absolute paths without control characters.'
  if (sources.some(isTooLong)) return tooLongPath
  return areTooMany(sources) ? `Must not exceed ${maxArgumentBytes} bytes together.` : null
}

function patternsProblem(patterns: readonly string[]): string | null {
  if (patterns.length > 1000) return 'Must not hold more than 1000 patterns.'
  for (const pattern of patterns) {
    const problem = patternProblem(pattern)
    if (problem) return problem
  }
  return areTooMany(patterns) ? `Must not exceed ${maxArgumentBytes} bytes together.` : null
}

const timeoutProblem = (seconds: number) =>
  Number.isInteger(seconds) && seconds >= 1 && seconds <= 86_400 ? null : 'Must be 1 to 86400 seconds.'

const poolProblem = (pool: string) => (isPoolName(pool) ? null : poolNameProblem)

const remotePathProblem = (path: string) =>
  // It becomes a word of the command that ssh is given, where a dash in front makes an option.
  /^[\w./+~][\w./+~-]{0,254}$/.test(path)
    ? null
    : 'Must be the path of an executable, without blanks and without a dash in front.'

const scriptProblem = (script: string) =>
  script.length <= 100_000 && !script.includes('\0')
    ? null
    : 'Must not exceed 100,000 characters or contain NUL.'

/** Notes what is wrong with a passphrase for a repository of this kind. */
export function checkPassphrase(
  mistakes: Mistakes,
  mode: RepositoryRow['encryption'],
  passphrase: string | null,
): void {
  if (mode === 'NONE' && passphrase) mistakes.add('passphrase', 'A repository without encryption has none.')
  else if (mode !== 'NONE' && !passphrase)
    mistakes.add('passphrase', `Is needed for encryption mode ${mode}.`, {
      reason: 'PASSPHRASE_REQUIRED',
      mode,
    })
  else mistakes.add('passphrase', passphraseProblem(passphrase))
}

/** Borg strips newlines from the end of what it reads, so such a passphrase could never be typed again. */
export const passphraseProblem = (passphrase: string | null) =>
  passphrase && /[\n\r\0]/.test(passphrase) ? 'Must be a single line.' : null
