import { isChunkerParams, isDropped, isFilesCacheMode, isTimestamp } from '../borg/option-values.ts'
import { patternProblem } from '../borg/patterns.ts'
import { invalidInput } from '../kernel/errors.ts'
import { areTooMany, maxArgumentBytes } from '../kernel/paths.ts'

/** How the value of an allowed option of `borg create` is checked; null for options without one. */
type ValueRule = ((value: string) => boolean) | null

const like = (pattern: RegExp) => (value: string) => pattern.test(value)
const isPattern = (value: string) => patternProblem(value) === null

/**
 * Options that only change **what is stored** (Borg documentation, `borg create`). Everything that changes what is
 * executed, where, with which rights, or how Borg reports is absent, and so refused by name.
 */
const allowed: Readonly<Record<string, ValueRule>> = {
  '--exclude': isPattern,
  '-e': isPattern,
  '--exclude-caches': null,
  '--exclude-if-present': like(/^[^/\p{C}]{1,255}$/u),
  '--keep-exclude-tags': null,
  '--exclude-nodump': null,
  '--one-file-system': null,
  '-x': null,
  '--numeric-ids': null,
  '--numeric-owner': null,
  '--nobsdflags': null,
  '--noatime': null,
  '--atime': null,
  '--noctime': null,
  '--nobirthtime': null,
  '--noflags': null,
  '--noacls': null,
  '--noxattrs': null,
  '--sparse': null,
  '--read-special': null,
  '--files-cache': isFilesCacheMode,
  '--chunker-params': isChunkerParams,
  '--comment': like(/^[^\p{C}{}]{1,500}$/u),
  '--timestamp': isTimestamp,
  '--checkpoint-interval': like(/^\d{1,6}$/),
  '--upload-ratelimit': like(/^\d{1,9}$/),
  '--upload-buffer': like(/^\d{1,5}$/),
  '--umask': like(/^0?[0-7]{3}$/),
}

/** These may be given again and again; another one twice is refused by Borg 1.4, and means the last in 1.2. */
const repeatable = new Set(['--exclude', '--exclude-if-present'])

/** Short options are written out, so that option and value are one word. */
const longNames: Readonly<Record<string, string>> = { '-e': '--exclude' }

/**
 * Accepted because the public page shows them, and dropped: Borg is always run with them or with our own kind of them
 * (`listFiles` of the repository decides what is listed).
 */
const implied = new Set(['--stats', '-s', '--list', '--progress', '-p', '--show-rc'])

/**
 * Reads custom flags, one word each; an option and its value are one word or two.
 *
 * @returns the words to hand to Borg, each option with its value in one word (`--comment=text`)
 * @throws DomainError `INVALID_INPUT` on `customFlags`, naming the first option that is refused
 */
export function readCustomFlags(words: readonly string[]): string[] {
  const accepted: string[] = []
  const given = new Set<string>()
  if (areTooMany(words)) throw refused(`Must not exceed ${maxArgumentBytes} bytes together.`)
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]!
    const [option = '', ...rest] = word.split('=')
    if (!option.startsWith('-')) throw refused(`\`${printable(word)}\` is not an option.`)
    if (implied.has(word)) continue
    const rule = Object.hasOwn(allowed, option) ? allowed[option] : undefined
    if (rule === undefined) throw refused(`\`${printable(option)}\` is not allowed.`)
    if (rule === null) {
      if (rest.length > 0) throw refused(`\`${option}\` takes no value.`)
      accepted.push(option)
      continue
    }
    const value = rest.length > 0 ? rest.join('=') : words[++index]
    if (value === undefined || isDropped(value) || !rule(value))
      throw refused(`\`${option}\` needs a valid value.`)
    const name = longNames[option] ?? option
    if (given.has(name) && !repeatable.has(name)) throw refused(`\`${option}\` may be given once.`)
    given.add(name)
    accepted.push(`${name}=${value}`)
  }
  return accepted
}

const refused = (problem: string) => invalidInput({ customFlags: problem })
const printable = (text: string) => text.replaceAll(/\p{C}/gu, '?').slice(0, 60)
