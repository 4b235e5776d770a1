import { isArchiveGlob, isDropped } from '../borg/option-values.ts'
import { invalidInput } from '../kernel/errors.ts'

/** Options of `borg check` that may be chosen, and how their values look; null for those without one. */
const isCount = (value: string) => /^[1-9]\d{0,5}$/.test(value)

const allowed: Readonly<Record<string, ((value: string) => boolean) | null>> = {
  '--verify-data': null,
  '--repair': null,
  '--repository-only': null,
  '--archives-only': null,
  '--save-space': null,
  '--first': isCount,
  '--last': isCount,
  '--prefix': value => isArchiveGlob(`${value}*`),
  '--glob-archives': isArchiveGlob,
}

const longNames: Readonly<Record<string, string>> = { '-P': '--prefix', '-a': '--glob-archives' }

/** Of each of these, Borg takes one, and that once. */
const exclusive = [
  ['--first', '--last'],
  ['--prefix', '--glob-archives'],
]

/** Borg refuses all of them beside `--repository-only`, but for `--archives-only`, with which nothing would be left. */
const aboutArchives = ['--archives-only', '--verify-data', '--first', '--last', '--prefix', '--glob-archives']

/** Borg accepts a time limit only for a check of the repository alone, and these want more (`borg check --help`). */
const unlimited = ['--verify-data', '--repair', '--archives-only']

/**
 * Reads options of `borg check`, one word each; an option and its value are one word or two.
 *
 * @param maxDuration seconds, 0 for no limit
 * @throws DomainError `INVALID_INPUT` on `flags`, or on `maxDurationSeconds` with the conflicting options in `params.flags`
 */
export function readCheckFlags(words: readonly string[], maxDuration: number): string[] {
  const accepted: string[] = []
  for (let index = 0; index < words.length; index += 1) {
    const [name = '', ...rest] = words[index]!.split('=')
    const option = longNames[name] ?? name
    const rule = Object.hasOwn(allowed, option) ? allowed[option] : undefined
    if (rule === undefined) throw invalidInput({ flags: `\`${printable(name)}\` is not allowed.` })
    if (rule === null) {
      if (rest.length > 0) throw invalidInput({ flags: `\`${option}\` takes no value.` })
      accepted.push(option)
      continue
    }
    const value = rest.length > 0 ? rest.join('=') : words[++index]
    if (value === undefined || isDropped(value) || !rule(value))
      throw invalidInput({ flags: `\`${option}\` needs a valid value.` })
    accepted.push(`${option}=${value}`)
  }
  const names = accepted.map(flag => flag.split('=', 1)[0]!)
  for (const one of exclusive) {
    const [first, second] = names.filter(name => one.includes(name))
    if (second) throw invalidInput({ flags: `\`${second}\` may not be given with \`${first}\`.` })
  }
  if (names.includes('--repository-only') && names.some(name => aboutArchives.includes(name)))
    throw invalidInput({ flags: '`--repository-only` leaves out what the other options ask for.' })
  const conflicting = accepted.filter(flag => unlimited.includes(flag))
  if (maxDuration > 0 && conflicting.length > 0)
    throw invalidInput(
      { maxDurationSeconds: `Must be 0 with ${conflicting.join(', ')}.` },
      { reason: 'UNLIMITED_DURATION_NEEDED', flags: conflicting.join(', ') },
    )
  return accepted
}

const printable = (text: string) => text.replaceAll(/\p{C}/gu, '?').slice(0, 60)
