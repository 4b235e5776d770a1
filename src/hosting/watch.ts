import { basename, dirname, relative } from 'node:path'
import { type FSWatcher, watch } from 'chokidar'

/** What Borg writes beside `data` when a transaction is over, and what appears with a new repository. */
const telling = /^(integrity|hints|index)(\.\d+)?$|^config$/
/** What Borg takes away when it is done. */
const lock = /^lock\.(exclusive|roster)$/

/** A repository is looked at so long after a sign of change, in milliseconds: a transaction gives several. */
const settle = 200

/**
 * Watches pool folders for signs that clients have changed a repository, and nothing below: a push writes thousands of files into `data`.
 *
 * @param changed is told the names of repositories
 * @param failed is told why watching does not work; then only looking from time to time helps
 * @returns what ends it
 */
export function watchPools(
  folders: readonly string[],
  changed: (names: readonly string[]) => void,
  failed: (error: unknown) => void,
): () => Promise<void> {
  const names = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const noteChange = (name: string) => {
    if (!/^[a-f0-9]{8}$/.test(name)) return
    names.add(name)
    timer ??= setTimeout(() => {
      timer = undefined
      const found = [...names]
      names.clear()
      changed(found)
    }, settle)
  }
  const watcher: FSWatcher = watch([...folders], {
    // `<pool>/<name>/integrity.5`
    depth: 1,
    ignoreInitial: true,
    ignored: path => {
      const steps = Math.min(...folders.map(folder => stepsBelow(folder, path)))
      return steps === 2 && !telling.test(basename(path)) && !lock.test(basename(path))
    },
  })
  watcher.on('all', (event, path) => {
    const isLock = lock.test(basename(path))
    // One that is taken changes nothing yet.
    if (isLock && !event.startsWith('unlink')) return
    if (!isLock && event.endsWith('Dir')) noteChange(basename(path))
    else noteChange(basename(dirname(path)))
  })
  // It complains about each folder that it cannot watch: they are looked at from time to time all the same.
  watcher.once('error', error => {
    failed(error)
    watcher.on('error', () => {})
  })
  return async () => {
    clearTimeout(timer)
    await watcher.close()
  }
}

/** How many names a path is longer than a folder; infinite for a path elsewhere. */
function stepsBelow(folder: string, path: string): number {
  const rest = relative(folder, path)
  return rest.startsWith('..') ? Number.POSITIVE_INFINITY : rest === '' ? 0 : rest.split('/').length
}
