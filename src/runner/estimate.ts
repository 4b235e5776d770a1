import { lstat, opendir } from 'node:fs/promises'
import { join, normalize } from 'node:path'

/**
 * Adds up the sizes of the regular files that Borg would read: what `archive_progress.original_size` will reach
 * (BORG.md section 3). Runs beside Borg and reads metadata only, one directory at a time, so that it cannot delay it.
 * Unreadable places count nothing. An estimate: excludes are matched as Borg documents them (`borg help patterns`), not
 * by Borg.
 *
 * @returns bytes, or null when aborted
 */
export async function estimateSize(
  sources: readonly string[],
  excludes: readonly string[],
  signal: AbortSignal,
): Promise<number | null> {
  const isExcluded = matcher(excludes)
  const inodes = new Set<string>()
  let total = 0
  const queue = sources.map(source => withoutSlashAtEnd(normalize(source)))
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (signal.aborted) return null
    if (isExcluded(path)) continue
    const stat = await lstat(path).catch(() => null)
    if (stat?.isDirectory()) await addDirectory(path)
    else if (stat?.isFile()) addFile(stat)
  }
  return signal.aborted ? null : total

  async function addDirectory(path: string): Promise<void> {
    const directory = await opendir(path, { bufferSize: 256 }).catch(() => null)
    if (!directory) return
    let files: string[] = []
    try {
      for await (const entry of directory) {
        if (signal.aborted) return
        const child = join(path, entry.name)
        if (entry.isDirectory()) queue.push(child)
        else if (entry.isFile() && !isExcluded(child)) files.push(child)
        if (files.length >= 64) {
          await addFiles(files)
          files = []
        }
      }
    } catch {
      // The directory vanished or cannot be read any further: Borg will say so in the log.
    }
    await addFiles(files)
  }

  async function addFiles(files: readonly string[]): Promise<void> {
    for (const stat of await Promise.all(files.map(file => lstat(file).catch(() => null))))
      if (stat) addFile(stat)
  }

  function addFile(stat: { size: number; nlink: number; dev: number; ino: number }): void {
    // Borg stores a file with several hard links once.
    if (stat.nlink > 1) {
      const inode = `${stat.dev}:${stat.ino}`
      if (inodes.has(inode)) return
      inodes.add(inode)
    }
    total += stat.size
  }
}

/** Borg matches paths without their leading slash; what is excluded is not entered. */
function matcher(patterns: readonly string[]): (path: string) => boolean {
  const tests = patterns.flatMap(pattern => toTest(pattern) ?? [])
  return path => {
    const relative = path.replace(/^\/+/, '')
    return tests.some(matches => matches(relative))
  }
}

type Test = (path: string) => boolean

/**
 * `fm:` (the default of `--exclude`), `sh:`, `re:`, `pp:`, `pf:` as Borg 1.2 compiles them (its `patterns.py`). The first
 * two and `pp:` match a directory and all that is below it; with a slash at the end only what is below it. Null for an
 * expression that is none here.
 */
function toTest(pattern: string): Test | null {
  const [, style = 'fm', text = ''] = /^(?:(fm|sh|re|pp|pf):)?(.*)$/s.exec(pattern)!
  const path = withoutSlashAtEnd(normalize(text)).replace(/^\/+/, '')
  const onlyBelow = text.endsWith('/')
  try {
    switch (style) {
      case 'pp':
        return candidate => `${candidate}/`.startsWith(path === '' ? '' : `${path}/`)
      case 'pf':
        return candidate => candidate === path
      case 're': {
        const expression = fromPython(text)
        return candidate => expression.test(candidate)
      }
      case 'sh': {
        const expression = whole(shellToExpression(onlyBelow ? `${path}/**/*/` : `${path}/**/*`))
        return candidate => expression.test(`${candidate}/`)
      }
      default: {
        const expression = whole(globToExpression(onlyBelow ? `${path}/*/` : `${path}/*`))
        return candidate => expression.test(`${candidate}/`)
      }
    }
  } catch {
    return null
  }
}

const withoutSlashAtEnd = (path: string): string => (path.length > 1 ? path.replace(/\/+$/, '') : path)

const whole = (source: string): RegExp => new RegExp(`^${source}$`, 'su')

/** The part of Python's syntax that is spelled otherwise here. */
function fromPython(text: string): RegExp {
  const [, flags = '', source = ''] = /^(?:\(\?([ims]+)\))?(.*)$/s.exec(text)!
  const translated = source
    .replaceAll('(?P<', '(?<')
    .replaceAll(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replaceAll('\\A', '^')
    .replaceAll('\\Z', '$')
  return new RegExp(translated, flags)
}

const tokens = /\*\*\/|\*|\?|\[!?\]?[^\]]*\]|[^*?[]+|\[/gs

/** `fm`: a star crosses slashes. */
const globToExpression = (glob: string): string =>
  translate(glob, token => (token === '?' ? '.' : token.replaceAll('*', '.*')))

/** `sh`: a star does not cross slashes, and `**` + slash stands for any number of directories. */
const shellToExpression = (glob: string): string =>
  translate(glob, token => ({ '**/': '(?:[^/]*/)*', '*': '[^/]*', '?': '[^/]' })[token] ?? literally(token))

function translate(glob: string, wildcard: (token: string) => string): string {
  return (glob.match(tokens) ?? [])
    .map(token => {
      if (token.startsWith('[') && token.length > 1) return characterClass(token.slice(1, -1))
      return /^[*?]/.test(token) ? wildcard(token) : literally(token)
    })
    .join('')
}

function characterClass(content: string): string {
  const negated = content.startsWith('!')
  const characters = (negated ? content.slice(1) : content).replaceAll(/[\\[\]^]/g, '\\$&')
  return `[${negated ? '^' : ''}${characters}]`
}

const literally = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')
