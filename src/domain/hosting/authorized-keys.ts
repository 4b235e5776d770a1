import { fingerprintOf } from '../ssh/ssh-key-formats.ts'
import type { KeyFileFinding } from './hosting-calls.ts'
import { formatSshPublicKey, type SshPublicKey } from './ssh-public-keys.ts'

/** What a line of `authorized_keys` is made from. */
export interface HostedKey {
  /** Absolute: the pool folder and the name. */
  readonly path: string
  readonly key: Pick<SshPublicKey, 'type' | 'data' | 'comment'>
  readonly appendOnly: boolean
  /** Bytes. */
  readonly quota: number
  /** Nobody can sign in. */
  readonly archived: boolean
  /** Older lines restrict to the path and everything below it. */
  readonly restrictToPath: boolean
}

/** A file that was compared with what it should be. */
export interface PlannedFile {
  /** Latin-1: a character stands for a byte. */
  readonly content: string
  readonly findings: readonly KeyFileFinding[]
}

const archivedMark = '#BW-ARCHIVED '

/** The forced command runs in a shell: nothing in the path may mean anything there, or to sshd. */
export const isPlainPath = (path: string): boolean => /^\/[\w./@+,:=-]+$/.test(path)

/** Whole gigabytes as Borg and BorgWarehouse write them; anything else in bytes. */
export const formatQuota = (quota: number): string => (quota % 1e9 === 0 ? `${quota / 1e9}G` : `${quota}`)

/** The forced command of one key (contract borgwarehouse, section 6.2). @throws Error when the path is not plain */
export function forcedCommand({ path, appendOnly, quota, restrictToPath }: HostedKey): string {
  if (!isPlainPath(path)) throw new Error('The path of a hosted repository is not plain.')
  const pool = path.slice(0, path.lastIndexOf('/'))
  const mode = appendOnly ? '--append-only ' : ''
  const flag = restrictToPath ? '--restrict-to-path' : '--restrict-to-repository'
  return `cd ${pool};borg serve ${mode}${flag} ${path} --storage-quota ${formatQuota(quota)}`
}

/** The line, without its end. */
export function renderLine(hosted: HostedKey): string {
  const line = `command="${forcedCommand(hosted)}",restrict ${formatSshPublicKey(hosted.key)}`
  return hosted.archived ? archivedMark + line : line
}

/** Is this a line as {@link renderLine} writes them, of whatever repository? */
export const hasUsualForm = (line: string): boolean =>
  /^(?:#BW-ARCHIVED )?command="cd \S+;borg serve (?:--append-only )?--restrict-to-(?:repository|path) \S+ --storage-quota \w+",restrict [\w@.-]+ [\w+/=]+(?: .*)?$/.test(
    line,
  )

/** The options at the beginning of a line, up to the first blank outside quotes (sshd, AUTHORIZED_KEYS FILE FORMAT). */
const optionsOfLine = /^(?:#BW-ARCHIVED )?((?:[^\s"#]|"(?:[^"\\]|\\.)*")+)[ \t]/
const commandOption = /(?:^|,)command="([^"\\]*)"/
const ownCommand = /^cd ([^;\s]+);\s*borg serve\s+(\S.*)$/
const restriction = /(?<=^|\s)--restrict-to-(?:repository|path)\s+(\S+)/g

const keyInLine = /(?:^|\s)((?:sk-)?(?:ssh|ecdsa)-[a-z0-9@.-]+)[ \t]+([A-Za-z0-9+/]+={0,2})(?=[ \t]|$)/

/**
 * The path of the repository that a line is for: its forced command is ours, perhaps of an earlier BorgWarehouse, and perhaps with
 * changes. Null for a line that is none of ours.
 */
export function pathOfLine(line: string): string | null {
  const [, options = ''] = optionsOfLine.exec(line) ?? []
  const [, command = ''] = commandOption.exec(options) ?? []
  const [, pool, flags = ''] = ownCommand.exec(command) ?? []
  const [path, ...more] = Array.from(flags.matchAll(restriction), match => match[1]!)
  if (path === undefined || more.length > 0) return null
  return path.startsWith(`${pool}/`) && /^[a-f0-9]{8}$/.test(path.slice(pool!.length + 1)) ? path : null
}

/**
 * What the file should be: each of `wanted` has its line, where it was or at the end; the lines of `gone` are away; all others are
 * left alone byte for byte.
 *
 * @param content Latin-1
 * @param gone paths of repositories that are being removed
 * @param others paths of repositories that are somebody else's business
 */
export function planFile(
  content: string,
  wanted: readonly HostedKey[],
  gone: ReadonlySet<string> = new Set(),
  others: ReadonlySet<string> = new Set(),
): PlannedFile {
  const missing = new Map(wanted.map(hosted => [hosted.path, hosted]))
  const known = new Set(missing.keys())
  const keys = new Map(wanted.map(({ path, key }) => [key.data, path]))
  const findings: KeyFileFinding[] = []
  const lines = content === '' ? [] : content.split(/(?<=\n)/)
  const kept = lines.flatMap((text, index) => {
    const [, line = '', end = ''] = /^(.*?)(\r?\n?)$/s.exec(text) ?? []
    const path = pathOfLine(line)
    if (path === null) {
      note(line, index + 1, keys, findings)
      return [text]
    }
    if (gone.has(path)) return []
    if (others.has(path)) return [text]
    const hosted = missing.get(path)
    const finding = (kind: KeyFileFinding['kind']) =>
      findings.push({
        kind,
        line: index + 1,
        repositoryName: nameOf(path),
        fingerprint: keyOf(line)?.fingerprint ?? null,
      })
    if (!hosted) {
      // The second line of a repository goes: sshd would take either key.
      finding(known.has(path) ? 'EXTRA' : 'ORPHAN')
      return known.has(path) ? [] : [text]
    }
    missing.delete(path)
    const should = bytesOf(renderLine(hosted))
    if (line === should) return [text]
    finding('CHANGED')
    return [should + (end || '\n')]
  })
  for (const hosted of missing.values()) {
    findings.push({
      kind: 'MISSING',
      line: null,
      repositoryName: nameOf(hosted.path),
      fingerprint: fingerprintOf(hosted.key.data),
    })
    if (kept.length > 0 && !kept.at(-1)!.endsWith('\n')) kept.push('\n')
    kept.push(`${bytesOf(renderLine(hosted))}\n`)
  }
  return { content: kept.join(''), findings }
}

/** A line that is none of ours: worth a word when it opens something. */
function note(
  line: string,
  number: number,
  keys: ReadonlyMap<string, string>,
  findings: KeyFileFinding[],
): void {
  if (/^\s*(#|$)/.test(line)) return
  const key = keyOf(line)
  const owner = key && keys.get(key.data)
  // Without a forced command, a key opens a shell; and sshd takes the first line with a key, whatever follows.
  const isDangerous = owner !== undefined || !/(^|[\s,])command="/i.test(line)
  findings.push({
    kind: isDangerous ? 'DANGEROUS' : 'FOREIGN',
    line: number,
    repositoryName: owner ? nameOf(owner) : null,
    fingerprint: key?.fingerprint ?? null,
  })
}

function keyOf(line: string): { data: string; fingerprint: string } | null {
  // Inside quotes, as in a forced command, nothing is a key.
  const data = keyInLine.exec(line.replaceAll(/"(?:[^"\\]|\\.)*"/g, ''))?.[2]
  return data === undefined ? null : { data, fingerprint: fingerprintOf(data) }
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)

/** A text as the file holds it. */
const bytesOf = (text: string) => Buffer.from(text).toString('latin1')
