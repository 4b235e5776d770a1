/**
 * How Borg 1.2 and 1.4 read values of their options, tried out with both kinds of mistakes: what their parser refuses, and what
 * only crashes when the command runs. Each function says whether a value is good.
 */

import { GlobError, parseGlob } from './glob.ts'

/** Characters that no value may hold: control characters and halves of a surrogate pair. */
export const unusable = /[\p{Cc}\p{Cs}]/u

/** Python's argparse drops a value that is exactly `--`, and Borg then crashes (seen with 1.2.4). */
export const isDropped = (value: string): boolean => value === '--'

/** `borg help compression`: an algorithm with its level, `auto,` before it, and `obfuscate,<level>,` before both. */
export function isCompression(text: string): boolean {
  const [, level, algorithm = ''] = /^(?:obfuscate,(\d{1,3}),)?(.*)$/s.exec(text)!
  // 250 is Borg 1.4's alone: a worker with 1.2 would fail each time.
  const isLevel = level === undefined || within(level, 1, 6) || within(level, 110, 123)
  return isLevel && /^(auto,)?(none|lz4|zstd(,([1-9]|1\d|2[0-2]))?|(zlib|lzma)(,\d)?)$/.test(algorithm)
}

/** Borg's `MAX_DATA_SIZE`: the largest object that it stores, in bytes. */
const maxChunkBytes = 20_971_479

/** `default`, `fixed,<size>[,<header size>]`, `[buzhash,]<min>,<max>,<mask>,<window>` (`borg create --help`). */
export function isChunkerParams(text: string): boolean {
  if (text === 'default') return true
  const fixed = /^fixed,(\d{1,9})(?:,(\d{1,9}))?$/.exec(text)
  if (fixed) return within(fixed[1]!, 64, maxChunkBytes) && within(fixed[2] ?? '0', 0, maxChunkBytes)
  const [, min, max, mask, window] = /^(?:buzhash,)?(\d{1,2}),(\d{1,2}),(\d{1,2}),(\d{1,6})$/.exec(text) ?? []
  if (min === undefined) return false
  const [least, most] = [Number(min), Number(max)]
  const isOrdered = within(mask!, least, most) && least >= 6 && most <= 23
  // Its chunker dies of a window that is empty, or does not fit.
  return isOrdered && within(window!, 1, 2 ** most - 2 ** least - 1)
}

/** Modes by the first letters of their parts. Alone, `size` and `mtime` crash (1.2.4). */
const filesCacheModes = new Set(['cis', 'ims', 'cs', 'ms', 'cr', 'mr', 'd'])

/** Parts of `--files-cache` in any order. */
export function isFilesCacheMode(text: string): boolean {
  const parts = new Set(text.split(','))
  const isKnown = [...parts].every(part => /^(ctime|mtime|size|inode|rechunk|disabled)$/.test(part))
  const letters = [...parts].map(part => part[0])
  return isKnown && filesCacheModes.has(letters.sort().join(''))
}

/** An instant of the calendar; a year before 1000 makes a repository that Borg cannot list any more (1.2.4). */
export function isTimestamp(text: string): boolean {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?$/.exec(text)
  if (!match || Number(text.slice(0, 4)) < 1970) return false
  const whole = `${match[1]}${match[2] ?? ':00'}.000Z`
  const at = new Date(whole)
  return !Number.isNaN(at.getTime()) && at.toISOString() === whole
}

const hoursOf = { H: 1, d: 24, w: 24 * 7, m: 24 * 31, y: 24 * 365 } as const
/** A thousand years: Borg cannot reckon further back than its calendar. */
const maxIntervalHours = 1000 * hoursOf.y

/** A number and one of H, d, w, m, y, such as `2d` (`borg prune --help`). */
export function isInterval(text: string): boolean {
  const [, count, unit] = /^([1-9]\d{0,6})([Hdwmy])$/.exec(text) ?? []
  return count !== undefined && Number(count) * hoursOf[unit as keyof typeof hoursOf] <= maxIntervalHours
}

/** The name of an archive that may be there. Without one, `borg delete` would mean the whole repository (BORG.md fact 13). */
export const isArchiveName = (text: string): boolean =>
  text.trim() !== '' && text.length <= 255 && !text.includes('/') && !unusable.test(text)

/** A pattern for names of archives (`--glob-archives`); braces would be placeholders. */
export function isArchiveGlob(text: string): boolean {
  if (text.length > 200 || isDropped(text) || !/^[^\p{C}{}]+$/u.test(text)) return false
  try {
    parseGlob(text, 'sh')
    return true
  } catch (error) {
    if (error instanceof GlobError) return false
    throw error
  }
}

const within = (digits: string, from: number, to: number): boolean =>
  Number(digits) >= from && Number(digits) <= to
