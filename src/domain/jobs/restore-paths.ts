import { posix } from 'node:path'
import { displayOf, readRawPath } from '../archives/exact-paths.ts'
import { unusable } from '../borg/option-values.ts'
import { invalidInput } from '../kernel/errors.ts'
import { isTooLong, tooLongPath } from '../kernel/paths.ts'
import type { RestoreOptions } from './job-options.ts'

/** A restore names at most so many paths, and so many bytes of them: they stand on a command line. */
const mostPaths = 1000
const mostBytes = 512 * 1024

/**
 * Reads paths in an archive as callers write them: slashes at the ends do not matter, doubles go. The root stands for
 * everything, and so does an empty list.
 *
 * @param rawPaths more of them, as `rawPathOf` writes them (`exact-paths.ts`)
 * @returns exact paths, and as people see them those in which U+FFFD stands for whatever is not UTF-8
 * @throws DomainError `INVALID_INPUT` on `paths` and `rawPaths`
 */
export function readPaths(given: readonly string[], rawPaths: readonly string[] = []): string[] {
  const raw = rawPaths.map(readRawPath)
  if (raw.includes(null)) throw invalidInput({ rawPaths: 'Must be the `rawPath` of entries: base64.' })
  const problem = (sentence: string) => invalidInput({ paths: sentence })
  if (!given.every(path => path.isWellFormed())) throw problem('Must not hold half a character.')
  const paths = [...given, ...(raw as string[])]
  if (paths.length > mostPaths) throw problem(`Must be at most ${mostPaths} paths.`)
  if (paths.reduce((sum, path) => sum + Buffer.byteLength(path), 0) > mostBytes)
    throw problem(`Must be at most ${mostBytes} bytes together.`)
  const read = paths.map(path => {
    const parts = path.split('/').filter(part => part !== '' && part !== '.')
    if (path === '' || path.includes('\0')) throw problem('Must not hold an empty path or a zero byte.')
    if (parts.includes('..')) throw problem('Must not hold `..`.')
    return parts.join('/')
  })
  return read.includes('') ? [] : [...new Set(read)]
}

/**
 * Reads the folder into which files are restored. Whether it is a good one, only the machine can say.
 *
 * @throws DomainError `INVALID_INPUT` on `destination`
 */
export function readDestination(destination: string): string {
  const problem = !destination.startsWith('/')
    ? 'Must be an absolute path.'
    : destination.split('/').includes('..')
      ? 'Must not hold `..`.'
      : unusable.test(destination)
        ? 'Must not hold control characters.'
        : Buffer.byteLength(destination) > 1024
          ? 'Must not exceed 1024 bytes.'
          : isTooLong(destination)
            ? tooLongPath
            : null
  if (problem) throw invalidInput({ destination: problem })
  const normal = posix.normalize(destination)
  return normal === '/' ? normal : normal.replace(/\/$/, '')
}

/** What one call of Borg can restore: paths of which it drops equally many leading parts. */
export interface RestorePart {
  paths: string[]
  stripComponents: number
}

/** How a restore is divided into calls of Borg. Never empty. */
export function partsOf({ paths, layout }: Pick<RestoreOptions, 'paths' | 'layout'>): RestorePart[] {
  if (layout === 'PRESERVE_PATH' || paths.length === 0) return [{ paths, stripComponents: 0 }]
  const byDepth = Map.groupBy(paths, path => path.split('/').length - 1)
  return [...byDepth].map(([stripComponents, some]) => ({ paths: some, stripComponents }))
}

/** With `CONTENTS_ONLY` two paths may not land on each other. @throws DomainError `INVALID_INPUT` on `paths` */
export function refuseCollisions({ paths, layout }: Pick<RestoreOptions, 'paths' | 'layout'>): void {
  if (layout === 'PRESERVE_PATH') return
  const names = new Set<string>()
  for (const path of paths) {
    const name = posix.basename(path)
    if (names.has(name)) throw invalidInput({ paths: `Must have different last names: two are ${name}.` })
    names.add(name)
  }
}

/** Where the entries of an archive land, below the destination. All paths are exact. */
export class RestoreTargets {
  readonly #chosen: ReadonlySet<string>
  /** Were some chosen as they are shown? */
  readonly #hasShown: boolean
  readonly #whole: boolean
  readonly #contentsOnly: boolean
  readonly #found = new Set<string>()

  constructor({ paths, layout }: Pick<RestoreOptions, 'paths' | 'layout'>) {
    this.#chosen = new Set(paths)
    this.#hasShown = paths.some(path => path.includes('\ufffd'))
    this.#whole = paths.length === 0
    this.#contentsOnly = layout === 'CONTENTS_ONLY'
  }

  /** Paths below the destination; several when chosen paths are within each other. */
  of(path: string): string[] {
    if (this.#whole) return [path]
    const targets: string[] = []
    for (let end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
      const above = end < 0 ? path : path.slice(0, end)
      const chosen = this.#chosenAs(above)
      if (chosen !== null) {
        this.#found.add(chosen)
        if (this.#contentsOnly) targets.push(path.slice(above.lastIndexOf('/') + 1))
        else if (targets.length === 0) targets.push(path)
      }
      if (end < 0) return targets
    }
  }

  #chosenAs(path: string): string | null {
    if (this.#chosen.has(path)) return path
    const shown = this.#hasShown ? displayOf(path) : path
    return this.#chosen.has(shown) ? shown : null
  }

  /** Chosen paths of which nothing was seen. */
  get missing(): string[] {
    return [...this.#chosen].filter(path => !this.#found.has(path))
  }
}
