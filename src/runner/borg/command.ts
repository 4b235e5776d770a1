/**
 * Borg's argument vectors, as tried in BORG.md section 1. Pure: nothing is started here.
 *
 * The repository is never an argument but `BORG_REPO` (see `environment.ts`), archives are `::name`, every option with a
 * value is one word (`--exclude=-x` is safe, `--exclude -x` is not), and `--` stands before everything positional. No
 * command uses `--force`.
 */

import { isStrange } from '../../domain/archives/exact-paths.ts'
import type { CheckOptions, PruneOptions } from '../../domain/jobs/job-options.ts'
import { readCustomFlags } from '../../domain/repositories/custom-flags.ts'
import { escapePlaceholders } from './environment.ts'
import { Refused } from './refused.ts'

/** Arguments after `borg`, and variables to add to `baseEnvironment`. */
export type BorgCommand = { args: string[]; env: Record<string, string> }

/** Options that every command takes. */
export type CommonOptions = {
  /** Seconds to wait for a lock, default 60 (Borg's own default is 1). */
  lockWait?: number | undefined
}

/** Which files `create` names in its output: added, modified, changed and failed ones; all; none. */
export type ListFiles = 'CHANGED' | 'ALL' | 'NONE'

/** What to back up, and how. */
export type CreateOptions = CommonOptions & {
  /** Final text: Borg expands `{now}` in it; pass a user's own text through `escapePlaceholders`. */
  archiveName: string
  /** At least one path. */
  sources: readonly string[]
  excludes: readonly string[]
  /** For example `lz4` or `zstd,3`. */
  compression: string
  listFiles: ListFiles
  /** More options of `borg create`, one word each; only known harmless ones are let through. */
  customFlags: readonly string[]
  /** The sources are another machine's. */
  isRemote?: boolean | undefined
  /** Seconds between checkpoints, default 600: what a killed run keeps. */
  checkpointInterval?: number | undefined
  /** Final text, like the archive name. */
  comment?: string | undefined
  /** Unique and unguessable: by it the archive, and each of its checkpoints, is known to be of this one run. */
  runToken?: string | undefined
}

/**
 * The word of a run on Borg's command line, which Borg keeps in every archive that it makes. A debug topic that no logger has, so it
 * changes nothing; with a dot Borg takes it as it is, and without `repository` in it no server is told (tried with 1.2.4).
 */
export const runMark = (runToken: string): string => `--debug-topic=vinculum.run.${runToken}`

/** Encryption modes as the API names them → as Borg names them. */
export const BORG_ENCRYPTION_MODES = {
  NONE: 'none',
  REPOKEY: 'repokey',
  REPOKEY_BLAKE2: 'repokey-blake2',
  KEYFILE: 'keyfile',
  KEYFILE_BLAKE2: 'keyfile-blake2',
  AUTHENTICATED: 'authenticated',
  AUTHENTICATED_BLAKE2: 'authenticated-blake2',
} as const

/** An encryption mode as the API names it. */
export type EncryptionMode = keyof typeof BORG_ENCRYPTION_MODES

/** The API's name of a mode that Borg reported, or null for one we do not know (a later Borg). */
export function encryptionModeFromBorg(name: string): EncryptionMode | null {
  const modes = Object.keys(BORG_ENCRYPTION_MODES) as EncryptionMode[]
  return modes.find(mode => BORG_ENCRYPTION_MODES[mode] === name) ?? null
}

/**
 * `borg create`.
 *
 * @throws Refused `INVALID_ARGUMENTS` for a value that Borg cannot take; DomainError for a custom flag that is not allowed;
 *   Error for no sources
 */
export function createCommand(options: CreateOptions): BorgCommand {
  if (options.sources.length === 0) throw new Error('A backup needs at least one source')
  // Checked again: whatever way they took here, they end up in front of a process.
  const custom = readCustomFlags(options.customFlags)
  /** Our own choice of an option that Borg 1.4 takes once only. */
  const unlessGiven = (flag: string) => {
    const name = flag.slice(0, flag.indexOf('=') + 1)
    return custom.some(given => given.startsWith(name)) ? [] : [flag]
  }
  const listFlags = { CHANGED: ['--list', '--filter=AMCE'], ALL: ['--list'], NONE: [] }[options.listFiles]
  const flags = [
    '--json',
    '--progress',
    ...listFlags,
    `--compression=${options.compression}`,
    ...unlessGiven(`--checkpoint-interval=${options.checkpointInterval ?? 600}`),
    ...options.excludes.map(pattern => `--exclude=${pattern}`),
    ...(options.comment === undefined ? [] : [`--comment=${options.comment}`]),
    ...(options.runToken === undefined ? [] : [runMark(options.runToken)]),
    // Over sshfs inodes and times of change mean nothing, and this machine's user names are not those of the files.
    ...(options.isRemote ? [...unlessGiven('--files-cache=mtime,size'), '--numeric-ids'] : []),
    ...custom,
  ]
  return command(['create'], options, flags, [archiveArgument(options.archiveName), ...options.sources])
}

/**
 * Has Borg read exclude patterns, and do nothing else: it reads them before it prints its help. A pattern that is none
 * ends it with an error.
 */
export const readPatternsCommand = (patterns: readonly string[]): BorgCommand => ({
  args: ['create', ...patterns.map(pattern => `--exclude=${pattern}`), '--help'],
  env: {},
})

/** `borg init`. Nothing is put on the command line but the mode: the passphrase comes by descriptor. */
export function initCommand(
  options: CommonOptions & { encryption: EncryptionMode; makeParentDirs: boolean },
): BorgCommand {
  const flags = [`--encryption=${BORG_ENCRYPTION_MODES[options.encryption]}`]
  if (options.makeParentDirs) flags.push('--make-parent-dirs')
  return command(['init'], options, flags)
}

/** Which archives `borg list` names, and what it says of them. */
export type ListOptions = CommonOptions & {
  considerCheckpoints?: boolean
  bypassLock?: boolean
  last?: number
  /** Only archives with a name like this one: it is among them, if there is one; others may be, too. */
  namedLike?: string
  /** With the command line that made each, which Borg reads from the archive itself. */
  withCommandLine?: boolean
}

/**
 * `borg list` of the archives of a repository. `bypassLock` reads beside a running writer, but only with a state
 * directory of its own (BORG.md section 6).
 */
export function listArchivesCommand(options: ListOptions = {}): BorgCommand {
  const flags = ['--json', ...(options.last === undefined ? [] : [`--last=${options.last}`])]
  if (options.namedLike !== undefined) flags.push(`--glob-archives=${asGlob(options.namedLike)}`)
  if (options.withCommandLine) flags.push('--format={command_line}')
  if (options.considerCheckpoints) flags.push('--consider-checkpoints')
  if (options.bypassLock) flags.push('--bypass-lock')
  return command(['list'], options, flags)
}

/** What could mean more than itself in a pattern, in a placeholder or to argparse is any one character: Borg has no way to quote it. */
const asGlob = (name: string): string => name.replaceAll(/[^\w.-]/gu, '?')

/**
 * `borg info` of archives, with statistics: of one archive by its literal name, of the `last` ones, or of all.
 * Borg takes one name or a pattern, not several names.
 */
export function infoArchivesCommand(
  options: CommonOptions & { archiveName?: string; last?: number; bypassLock?: boolean } = {},
): BorgCommand {
  const flags = ['--json', ...(options.bypassLock ? ['--bypass-lock'] : [])]
  if (options.archiveName !== undefined)
    return command(['info'], options, flags, [archiveArgument(escapePlaceholders(options.archiveName))])
  const last = options.last === undefined ? [] : [`--last=${options.last}`]
  return command(['info'], options, [...flags, '--glob-archives=*', ...last])
}

/**
 * `borg list` of everything in an archive, by its literal name. Each entry is a row of {@link entryFields} values, each
 * ended by a zero byte, so that names with line breaks arrive whole. The path is printed by Python's `ascii()`, because Borg replaces
 * bytes that are not UTF-8 by `?` in every other format (tried with 1.2.4): `python-text.ts` reads it.
 */
export function listEntriesCommand(
  archiveName: string,
  options: CommonOptions & EntryOptions = {},
): BorgCommand {
  return listCommand(archiveName, entryFields, options)
}

/** Which entries of an archive, and whether to read beside a writer. */
type EntryOptions = {
  bypassLock?: boolean | undefined
  /** Only these and what is below them; empty: all. */
  paths?: readonly string[] | undefined
}

function listCommand(
  archiveName: string,
  fields: readonly string[],
  { paths = [], bypassLock, ...options }: CommonOptions & EntryOptions,
): BorgCommand {
  const format = fields.map(field => `{${field}}{NUL}`).join('')
  const flags = [`--format=${format}`, ...(bypassLock ? ['--bypass-lock'] : [])]
  const archive = archiveArgument(escapePlaceholders(archiveName))
  return command(['list'], options, flags, [archive, ...paths.map(asPattern)])
}

/**
 * A path taken literally, with what is below it (`borg help patterns`): without the prefix, `re:x` would be a rule. Bytes that are not
 * UTF-8 cannot be said on a command line of ours; a regular expression in ASCII names them as Borg has them. U+FFFD stands for
 * any of them, as people see it.
 */
const asPattern = (path: string): string =>
  isStrange(path) || path.includes('\ufffd')
    ? `re:^${path.replaceAll(/[\udc80-\udcff]|[\ufffd]|[\x00-\x7f]/gu, asExpression)}(?:/|\\Z)`
    : `pp:${path}`

function asExpression(character: string): string {
  if (character === '\ufffd') return '[\\ufffd\\udc80-\\udcff]'
  if (isStrange(character)) return `\\u${character.charCodeAt(0).toString(16)}`
  return /[\w/]/.test(character) ? character : `\\${character}`
}

/** What {@link listHashesCommand} has Borg print of each entry; no hash for what has no content of its own. */
export const hashFields = ['mode', 'size', 'health', 'sha256', 'bpath!a'] as const

/** `borg list` that reads the content of every file from the repository, and prints rows of {@link hashFields}. */
export const listHashesCommand = (
  archiveName: string,
  options: CommonOptions & EntryOptions = {},
): BorgCommand => listCommand(archiveName, hashFields, options)

/**
 * `borg extract` into the current folder, by the archive's literal name. `--list` names each entry in the log.
 *
 * @param options `stripComponents`: so many leading parts of each path are dropped; `contentOnly`: no file flags, ACLs and
 *   extended attributes, which may keep a file from being removed again
 */
export function extractCommand(
  archiveName: string,
  options: CommonOptions & EntryOptions & { stripComponents?: number; contentOnly?: boolean } = {},
): BorgCommand {
  const { paths = [], bypassLock, stripComponents = 0, contentOnly } = options
  const flags = [
    '--progress',
    '--list',
    ...(stripComponents > 0 ? [`--strip-components=${stripComponents}`] : []),
    ...(contentOnly ? ['--noflags', '--noacls', '--noxattrs'] : []),
    ...(bypassLock ? ['--bypass-lock'] : []),
  ]
  const archive = archiveArgument(escapePlaceholders(archiveName))
  return command(['extract'], options, flags, [archive, ...paths.map(asPattern)])
}

/** What {@link listEntriesCommand} has Borg print of each entry. */
export const entryFields = ['type', 'mode', 'user', 'group', 'size', 'isomtime', 'source', 'bpath!a'] as const

/** `borg diff` of two archives by their literal names; one JSON line for each path that differs. */
export function diffCommand(
  from: string,
  to: string,
  options: CommonOptions & { bypassLock?: boolean } = {},
): BorgCommand {
  const flags = ['--json-lines', ...(options.bypassLock ? ['--bypass-lock'] : [])]
  const [first, second] = [from, to].map(name => archiveArgument(escapePlaceholders(name)))
  return command(['diff'], options, flags, [first!, second!.slice('::'.length)])
}

/** `borg extract --stdout` of one file: its bytes. `path` is taken literally. */
export function extractFileCommand(
  archiveName: string,
  path: string,
  options: CommonOptions & { bypassLock?: boolean } = {},
): BorgCommand {
  const flags = ['--stdout', ...(options.bypassLock ? ['--bypass-lock'] : [])]
  return command(['extract'], options, flags, [
    archiveArgument(escapePlaceholders(archiveName)),
    asPattern(path),
  ])
}

/** `borg export-tar` to stdout, of a folder or, with null, of everything. `path` is taken literally. */
export function exportTarCommand(
  archiveName: string,
  path: string | null,
  options: CommonOptions & { bypassLock?: boolean } = {},
): BorgCommand {
  const flags = options.bypassLock ? ['--bypass-lock'] : []
  const paths = path === null ? [] : [asPattern(path)]
  return command(['export-tar'], options, flags, [
    archiveArgument(escapePlaceholders(archiveName)),
    '-',
    ...paths,
  ])
}

/**
 * `borg export-tar` into a program that takes the tar on its standard input, with the options of {@link extractCommand}. What the program
 * prints goes where Borg itself prints; Borg fails when it does (tried with 1.2.4).
 *
 * @param filter the program with its arguments, as `commandText` writes them: Borg needs no shell for it
 */
export function sendTarCommand(
  archiveName: string,
  filter: string,
  options: CommonOptions & EntryOptions & { stripComponents?: number } = {},
): BorgCommand {
  const { paths = [], bypassLock, stripComponents = 0 } = options
  const flags = [
    '--progress',
    '--list',
    `--tar-filter=${filter}`,
    ...(stripComponents > 0 ? [`--strip-components=${stripComponents}`] : []),
    ...(bypassLock ? ['--bypass-lock'] : []),
  ]
  const archive = archiveArgument(escapePlaceholders(archiveName))
  return command(['export-tar'], options, flags, [archive, '-', ...paths.map(asPattern)])
}

/** `borg info` of the repository: its size, id and encryption mode. */
export function infoRepositoryCommand(options: CommonOptions & { bypassLock?: boolean } = {}): BorgCommand {
  return command(['info'], options, ['--json', ...(options.bypassLock ? ['--bypass-lock'] : [])])
}

/** `borg delete` of one archive by its literal name. @throws Error for an impossible name, the empty one above all. */
export function deleteArchiveCommand(archiveName: string, options: CommonOptions = {}): BorgCommand {
  const archive = archiveArgument(escapePlaceholders(archiveName))
  return command(['delete'], options, ['--list', '--progress', '--stats'], [archive])
}

/**
 * `borg compact`: the only command that frees space, and the one that works on a full disk (BORG.md fact 11). Segments
 * with less unused space than `threshold` percent are left alone.
 */
export function compactCommand(options: CommonOptions & { threshold?: number | null } = {}): BorgCommand {
  const threshold = options.threshold == null ? [] : [`--threshold=${options.threshold}`]
  return command(['compact'], options, ['--progress', '--info', ...threshold])
}

/** `borg check`. Borg limits the time of a check of the repository alone only (`borg check --help`). */
export function checkCommand(options: CommonOptions & CheckOptions & { bypassLock?: boolean }): BorgCommand {
  const { flags, maxDuration, bypassLock } = options
  const limit = maxDuration > 0 ? [`--max-duration=${maxDuration}`] : []
  if (maxDuration > 0 && !flags.includes('--repository-only')) limit.push('--repository-only')
  const bypass = bypassLock ? ['--bypass-lock'] : []
  const made = command(['check'], options, ['--progress', '--info', ...bypass, ...flags, ...limit])
  // The administrator has said so by the flag; Borg would ask again.
  if (flags.includes('--repair')) made.env.BORG_CHECK_I_KNOW_WHAT_I_AM_DOING = 'YES'
  return made
}

/**
 * `borg prune`. Where Borg has no quarterly rule, three more months are kept for each quarter: more, never fewer.
 *
 * @param quarterly whether this Borg has `--keep-3monthly`
 */
export function pruneCommand(options: CommonOptions & PruneOptions & { quarterly: boolean }): BorgCommand {
  const { retention, dryRun, archivePattern, quarterly } = options
  const { hourly, daily, weekly, yearly, within } = retention
  const monthly = retention.monthly + (quarterly ? 0 : 3 * retention.quarterly)
  const rules = { hourly, daily, weekly, monthly, '3monthly': quarterly ? retention.quarterly : 0, yearly }
  const flags = [
    '--list',
    // Numbers are of no use for what was not done, and Borg warns of it.
    ...(dryRun ? ['--dry-run'] : ['--progress', '--stats']),
    ...Object.entries(rules).flatMap(([rule, count]) => (count > 0 ? [`--keep-${rule}=${count}`] : [])),
    ...(within === null ? [] : [`--keep-within=${within}`]),
    ...(archivePattern === null ? [] : [`--glob-archives=${archivePattern}`]),
  ]
  return command(['prune'], options, flags)
}

/** `borg delete` of the whole repository: there is no archive in it. Borg takes the answer to its question in capitals only. */
export function deleteRepositoryCommand(options: CommonOptions = {}): BorgCommand {
  const { args, env } = command(['delete'], options, [])
  return { args, env: { ...env, BORG_DELETE_I_KNOW_WHAT_I_AM_DOING: 'YES' } }
}

/** `borg break-lock`. It does not look whether the owner lives: obey the rule in BORG.md section 6 before using it. */
export function breakLockCommand(options: CommonOptions = {}): BorgCommand {
  return command(['break-lock'], options, [])
}

/**
 * `borg mount` of an archive by its literal name, or of all (null), which ends when it is unmounted. `::` stands for the
 * repository of `BORG_REPO`. Nothing can be written there.
 */
export function mountCommand(
  archiveName: string | null,
  mountPoint: string,
  options: CommonOptions & { bypassLock?: boolean } = {},
): BorgCommand {
  const flags = ['--foreground', ...(options.bypassLock ? ['--bypass-lock'] : [])]
  const what = archiveName === null ? '::' : archiveArgument(escapePlaceholders(archiveName))
  return command(['mount'], options, flags, [what, mountPoint])
}

/** `borg key export` to stdout: the encrypted key as text, or in lines to be typed. Needs neither passphrase nor lock. */
export function keyExportCommand(options: CommonOptions & { paper?: boolean } = {}): BorgCommand {
  return command(['key', 'export'], options, options.paper ? ['--paper'] : [])
}

/** `borg key import` from a file, an absolute path. `::` stands for the repository of `BORG_REPO`. */
export function keyImportCommand(file: string, options: CommonOptions = {}): BorgCommand {
  return command(['key', 'import'], options, [], ['::', file])
}

/** @throws Refused `INVALID_ARGUMENTS` */
function command(
  name: string[],
  { lockWait }: CommonOptions,
  flags: string[],
  positionals: string[] = [],
): BorgCommand {
  const common = ['--log-json', '--show-rc', `--lock-wait=${lockWait ?? 60}`]
  // Python's argparse drops a value that is exactly `--`, and Borg then crashes (seen with 1.2.4).
  const lost = [...common, ...flags].some(flag => flag.endsWith('=--')) || positionals.includes('--')
  if (lost) throw new Refused('INVALID_ARGUMENTS')
  return { args: [...name, ...common, ...flags, '--', ...positionals], env: {} }
}

/** Without a name, `delete` would mean the whole repository (BORG.md fact 13), so a bad name is an error here. */
function archiveArgument(name: string): string {
  if (name.trim() === '' || /[/\p{Cc}]/u.test(name)) throw new Error('Not an archive name')
  return `::${name}`
}
