import { isAbsolute, join, normalize } from 'node:path'
import { readCustomFlags } from './custom-flags.ts'
import { invalidInput } from './errors.ts'
import type { RepositoryRow } from './repositories.ts'

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
  customFlags?: string | readonly string[] | null | undefined
  preBackupScript?: string | null | undefined
  postBackupScript?: string | null | undefined
  preHookTimeoutSeconds?: number | null | undefined
  postHookTimeoutSeconds?: number | null | undefined
  continueOnHookFailure?: boolean | null | undefined
  pool?: string | null | undefined
}

type Columns = Partial<Omit<RepositoryRow, 'id'>>

/**
 * Checks settings and turns them into columns; all mistakes are reported at once.
 *
 * @throws DomainError `INVALID_INPUT` naming every wrong field
 */
export function readSettings(settings: RepositorySettings, repositoriesDir: string): Columns {
  const problems: Record<string, string> = {}
  const columns: Columns = {}
  const check = <Value>(
    field: string,
    value: Value | null | undefined,
    problem: (value: Value) => string | null,
    use: (value: Value) => void,
  ) => {
    if (value === undefined || value === null) return
    const wrong = problem(value)
    if (wrong) problems[field] = wrong
    else use(value)
  }

  check('name', settings.name, nameProblem, value => (columns.name = value.trim()))
  check(
    'path',
    settings.path,
    locationProblem,
    value => (columns.path = readLocation(value, repositoriesDir)),
  )
  check('compression', settings.compression, compressionProblem, value => (columns.compression = value))
  check(
    'sourceDirectories',
    settings.sourceDirectories,
    sourcesProblem,
    value => (columns.sourceDirectories = JSON.stringify(value)),
  )
  check(
    'excludePatterns',
    settings.excludePatterns,
    patternsProblem,
    value => (columns.excludePatterns = JSON.stringify(value)),
  )
  check('listFiles', settings.listFiles, fine, value => (columns.listFiles = value))
  check('mode', settings.mode, fine, value => (columns.mode = value))
  check('bypassLock', settings.bypassLock, fine, value => (columns.bypassLock = value ? 1 : 0))
  check(
    'preHookTimeoutSeconds',
    settings.preHookTimeoutSeconds,
    timeoutProblem,
    value => (columns.preHookTimeoutSeconds = value),
  )
  check(
    'postHookTimeoutSeconds',
    settings.postHookTimeoutSeconds,
    timeoutProblem,
    value => (columns.postHookTimeoutSeconds = value),
  )
  check(
    'continueOnHookFailure',
    settings.continueOnHookFailure,
    fine,
    value => (columns.continueOnHookFailure = value ? 1 : 0),
  )
  check('pool', settings.pool, poolProblem, value => (columns.pool = value))
  // These three can be cleared, by null or by an empty text.
  clearable('remotePath', remotePathProblem)
  clearable('preBackupScript', scriptProblem)
  clearable('postBackupScript', scriptProblem)
  if (settings.customFlags !== undefined)
    columns.customFlags = JSON.stringify(readCustomFlags(settings.customFlags ?? []))

  if (Object.keys(problems).length > 0) throw invalidInput(problems)
  return columns

  function clearable(
    field: 'remotePath' | 'preBackupScript' | 'postBackupScript',
    problem: (value: string) => string | null,
  ) {
    const value = settings[field]
    if (value === undefined) return
    if (value === null || value.trim() === '') columns[field] = null
    else check(field, value, problem, text => (columns[field] = text))
  }
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
const control = /\p{Cc}/u

const nameProblem = (name: string) =>
  name.trim().length < 1 || name.length > 200 || control.test(name)
    ? 'Must be 1 to 200 characters without control characters.'
    : null

/** `ssh://user@host[:port]/absolute/path`, as Borg takes it (Borg documentation, Repository URLs). */
const sshLocation =
  /^ssh:\/\/(?:[A-Za-z0-9_.][\w.-]*@)?(?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?\/.+$/

function locationProblem(path: string): string | null {
  const text = path.trim()
  if (text === '' || text.length > 1000) return 'Must be 1 to 1000 characters.'
  // `::` separates an archive from its repository; `{` starts a placeholder that Borg would expand.
  if (control.test(text) || text.includes('::') || /[{}]/.test(text))
    return 'Must not contain control characters, `::` or braces.'
  if (text.startsWith('ssh://'))
    return sshLocation.test(text) ? null : 'Must look like ssh://user@host:port/path.'
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return 'Only local paths and ssh:// locations are supported.'
  if (!isAbsolute(text) && /^[^/]+:/.test(text)) return 'Write remote locations as ssh://user@host:port/path.'
  return null
}

/** A local path in its normal form (relative ones below `repositoriesDir`), or the SSH location as it is. */
function readLocation(path: string, repositoriesDir: string): string {
  const text = path.trim()
  if (text.startsWith('ssh://')) return text
  const absolute = normalize(isAbsolute(text) ? text : join(repositoriesDir, text))
  const trimmed = absolute.length > 1 ? absolute.replace(/\/+$/, '') : absolute
  if (!isAbsolute(text) && !trimmed.startsWith(`${repositoriesDir}/`))
    throw invalidInput({ path: 'Must not leave the folder for relative paths.' })
  return trimmed
}

/** Borg documentation, `borg help compression`. */
const compressionProblem = (text: string) =>
  /^(auto,)?(none|lz4|zstd(,(?:[1-9]|1\d|2[0-2]))?|(zlib|lzma)(,[0-9])?)$|^obfuscate,\d{1,3},(auto,)?(none|lz4|zstd(,\d{1,2})?|(zlib|lzma)(,[0-9])?)$/.test(
    text,
  )
    ? null
    : 'Must be none, lz4, zstd[,1-22], zlib[,0-9] or lzma[,0-9], optionally with auto, in front.'

function sourcesProblem(sources: readonly string[]): string | null {
  if (sources.length > 1000) return 'Must not hold more than 1000 paths.'
  const wrong = sources.find(source => !isAbsolute(source) || control.test(source) || source.length > 4096)
  return wrong === undefined ? null : 'Must be absolute paths without control characters.'
}

function patternsProblem(patterns: readonly string[]): string | null {
  if (patterns.length > 1000) return 'Must not hold more than 1000 patterns.'
  const wrong = patterns.find(pattern => pattern === '' || control.test(pattern) || pattern.length > 4096)
  return wrong === undefined ? null : 'Must be patterns of 1 to 4096 characters without control characters.'
}

const timeoutProblem = (seconds: number) =>
  Number.isInteger(seconds) && seconds >= 1 && seconds <= 86_400 ? null : 'Must be 1 to 86400 seconds.'

const poolProblem = (pool: string) =>
  /^[a-z0-9][a-z0-9_-]{0,49}$/.test(pool) ? null : 'Must be a-z, 0-9, - and _.'

const remotePathProblem = (path: string) =>
  /^[\w./+~-]{1,500}$/.test(path) ? null : 'Must be the path of an executable, without blanks.'

const scriptProblem = (script: string) =>
  script.length <= 100_000 && !script.includes('\0')
    ? null
    : 'Must not exceed 100,000 characters or contain NUL.'
