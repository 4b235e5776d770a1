import { invalidInput } from '../errors.ts'

/** Options of `borg check` that may be chosen, and how their values look; null for those without one. */
const allowed: Readonly<Record<string, RegExp | null>> = {
  '--verify-data': null,
  '--repair': null,
  '--repository-only': null,
  '--archives-only': null,
  '--save-space': null,
  '--first': /^[1-9]\d{0,5}$/,
  '--last': /^[1-9]\d{0,5}$/,
  '--prefix': /^[^\p{C}{}]{1,200}$/u,
  '--glob-archives': /^[^\p{C}{}]{1,200}$/u,
  '--threads': /^[1-9]\d?$/,
}

const longNames: Readonly<Record<string, string>> = { '-P': '--prefix', '-a': '--glob-archives' }

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
    if (value === undefined || !rule.test(value))
      throw invalidInput({ flags: `\`${option}\` needs a valid value.` })
    accepted.push(`${option}=${value}`)
  }
  if (
    accepted.includes('--repository-only') &&
    accepted.some(flag => flag === '--archives-only' || flag === '--verify-data')
  )
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
