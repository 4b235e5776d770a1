/**
 * The environment of a Borg process, built from nothing: nothing of the server's own environment may reach Borg, a
 * hook of ssh or a traceback (BORG.md section 1).
 */

/** How Borg reaches a repository over SSH. All paths are the server's own, absolute ones. */
export type SshSettings = {
  /** Private keys to offer, in this order; no others are tried. */
  keyFiles: readonly string[]
  /** The only file of trusted host keys. */
  knownHostsFile: string
  /** Add the key of a machine that is not in the file, and go on? A key that has changed is refused in any case. */
  acceptsNewHostKeys?: boolean | undefined
  /** The only algorithms for them, as ssh names them; default: ssh's own. */
  hostKeyAlgorithms?: readonly string[] | undefined
  /** Name or path of `borg` on the other side; default: as its search path has it. */
  remotePath?: string | undefined
  /** Where ssh writes its messages; Borg itself may lose them (BORG.md section 5, `error-ssh-denied-1.4.0`). */
  logFile: string
}

/** What {@link baseEnvironment} needs to know. */
export type EnvironmentSettings = {
  /** Cache, security data and keys of this one repository; mode 700. */
  stateDirectory: string
  /** Stable name of this server, unique per pid namespace: by it Borg recognises its own stale locks. */
  hostId: string
  /** Path or URL of the repository, without braces. */
  location: string
  /** Whether the caller writes the passphrase to descriptor 3 of the process and closes it. */
  hasPassphrase: boolean
  /** Exactly this key file, for the keyfile modes; default: searched in the state directory. */
  keyFile?: string | undefined
  /** Obligatory for remote locations. */
  ssh?: SshSettings | undefined
  /** Only for the first run on a repository without encryption. */
  allowUnknownUnencrypted?: boolean | undefined
  /** Only for the one run after an administrator changed the location. */
  allowRelocated?: boolean | undefined
  /** Search path for `borg` and `ssh`; default `/usr/bin:/bin`. */
  path?: string | undefined
}

/**
 * The environment that every Borg command needs.
 *
 * @throws Error for a remote location without `ssh` (ssh would fall back to the server user's own keys and would ask
 * on the terminal), for a location with braces, and for a path that ssh would not take literally.
 */
export function baseEnvironment(settings: EnvironmentSettings): Record<string, string> {
  // Borg expands placeholders in a location more than once, so that no doubling helps (seen with 1.2.4, `init`).
  if (/[{}]/.test(settings.location)) throw new Error('Borg cannot use a location with braces')
  if (isRemoteLocation(settings.location) && !settings.ssh)
    throw new Error('A remote repository needs SSH settings')
  return {
    PATH: settings.path ?? '/usr/bin:/bin',
    LANG: 'C.UTF-8',
    // Borg prints local times without a zone: with TZ=UTC they are UTC (BORG.md fact 14).
    TZ: 'UTC',
    BORG_BASE_DIR: settings.stateDirectory,
    BORG_HOST_ID: settings.hostId,
    BORG_EXIT_CODES: 'modern',
    BORG_DISPLAY_PASSPHRASE: 'no',
    BORG_RELOCATED_REPO_ACCESS_IS_OK: settings.allowRelocated ? 'yes' : 'no',
    BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: settings.allowUnknownUnencrypted ? 'yes' : 'no',
    BORG_REPO: settings.location,
    ...(settings.hasPassphrase && { BORG_PASSPHRASE_FD: '3' }),
    ...(settings.keyFile !== undefined && { BORG_KEY_FILE: settings.keyFile }),
    ...(settings.ssh && { BORG_RSH: sshCommand(settings.ssh) }),
    ...(settings.ssh?.remotePath && { BORG_REMOTE_PATH: settings.ssh.remotePath }),
  }
}

/** Whether Borg would use ssh: `ssh://…` or the old `[user@]host:path` (Borg documentation, Repository URLs). */
export function isRemoteLocation(location: string): boolean {
  if (location.startsWith('ssh://')) return true
  return !location.startsWith('file://') && /^[^/]+:/.test(location)
}

/** Doubles braces, so that Borg does not take user text for `{now}` or `{hostname}` (BORG.md section 1). */
export function escapePlaceholders(text: string): string {
  return text.replaceAll('{', '{{').replaceAll('}', '}}')
}

/** `BORG_RSH`, see {@link sshArguments}. */
const sshCommand = (settings: SshSettings): string => commandText(['ssh', ...sshArguments(settings)])

/** Words after `ssh`: no configuration of the user or the host, no question, no unknown host, no endless silence. */
export const sshArguments = (settings: SshSettings): string[] => [
  '-F',
  '/dev/null',
  ...settings.keyFiles.flatMap(file => ['-i', plainPath(file)]),
  ...sshOptions(settings).flatMap(option => ['-o', option]),
  '-E',
  plainPath(settings.logFile),
]

/** What `ssh -o` takes, one word each. */
export function sshOptions({
  knownHostsFile,
  hostKeyAlgorithms = [],
  acceptsNewHostKeys = false,
}: SshSettings): string[] {
  return [
    'IdentitiesOnly=yes',
    'BatchMode=yes',
    `StrictHostKeyChecking=${acceptsNewHostKeys ? 'accept-new' : 'yes'}`,
    // ssh splits this value at spaces once more, so it carries quotes of its own.
    `UserKnownHostsFile="${plainPath(knownHostsFile)}"`,
    'GlobalKnownHostsFile=/dev/null',
    'ConnectTimeout=10',
    'ServerAliveInterval=10',
    'ServerAliveCountMax=3',
    ...(hostKeyAlgorithms.length > 0 ? [`HostKeyAlgorithms=${hostKeyAlgorithms.join(',')}`] : []),
  ]
}

/** ssh expands `%h`, `${HOME}` and quotes in file names, and there is no escape that holds for every option. */
function plainPath(path: string): string {
  if (!/^\/[^"%$\\\p{Cc}]*$/u.test(path)) throw new Error('A path for ssh must be absolute and free of "%$\\')
  return path
}

/** A command as text, for a shell and for Borg, which splits its commands like one (Python's shlex). */
export const commandText = (words: readonly string[]): string => words.map(quoteWord).join(' ')

/** One word, whatever it holds. */
function quoteWord(word: string): string {
  return /^[\w@+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`
}
