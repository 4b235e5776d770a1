import { lstat, opendir } from 'node:fs/promises'
import { join } from 'node:path'

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
  const queue = [...sources]
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

/** Borg matches paths without their leading slash; a match also excludes everything below. */
function matcher(patterns: readonly string[]): (path: string) => boolean {
  const expressions = patterns.flatMap(pattern => toExpression(pattern) ?? [])
  return path => {
    const relative = path.replace(/^\/+/, '')
    return expressions.some(expression => expression.test(relative))
  }
}

/** `fm:` (the default of `--exclude`), `sh:`, `re:`, `pp:`, `pf:`. Null for a regular expression that is not one here. */
function toExpression(pattern: string): RegExp | null {
  const [, style = 'fm', text = ''] = /^(?:(fm|sh|re|pp|pf):)?(.*)$/s.exec(pattern)!
  const body = text.replace(/^\/+/, '').replace(/\/+$/, '')
  switch (style) {
    case 'pp':
      return new RegExp(`^${escapeText(body)}(?:/|$)`, 's')
    case 'pf':
      return new RegExp(`^${escapeText(body)}$`, 's')
    case 're':
      try {
        return new RegExp(text, 's')
      } catch {
        return null
      }
    default:
      return new RegExp(`^${globToExpression(body, style === 'sh')}(?:/|$)`, 's')
  }
}

/** `fm`: a star crosses slashes. `sh`: it does not, and `**` + slash stands for any number of directories. */
function globToExpression(glob: string, shell: boolean): string {
  const tokens = /\*\*\/|\*|\?|\[!?\]?[^\]]*\]|[^*?[]+|\[/gs
  return (glob.match(tokens) ?? [])
    .map(token => {
      if (shell && token === '**/') return '(?:[^/]*/)*'
      if (token === '**/') return '.*.*/'
      if (token === '*') return shell ? '[^/]*' : '.*'
      if (token === '?') return shell ? '[^/]' : '.'
      if (token.startsWith('[') && token.length > 2)
        return `[${token.slice(1, -1).replace(/^!/, '^').replaceAll(/[\\[]/g, '\\$&')}]`
      return escapeText(token)
    })
    .join('')
}

const escapeText = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
