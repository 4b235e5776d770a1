import { posix } from 'node:path'
import { type Glob, GlobError, parseGlob } from './glob.ts'
import { isDropped, unusable } from './option-values.ts'

/** The styles of `borg help patterns`; `fm` is the one of an exclude that names none. */
const styles = ['fm', 'sh', 're', 'pp', 'pf'] as const
type Style = (typeof styles)[number]

/** A pattern taken apart: what is matched, in the form in which Borg 1.2 and 1.4 match it (their `patterns.py`). */
export type Pattern =
  | { style: 'fm' | 'sh'; glob: Glob }
  | { style: 'pp' | 'pf'; path: string }
  | { style: 're'; expression: string }

/** Borg takes two letters or digits and a colon for a style, also where a file's name was meant. */
const withStyle = /^([\p{L}\p{N}]{2}):(.*)$/su

/**
 * Reads the value of `--exclude`. Whether an `re:` expression is one, only Python can say.
 *
 * @throws GlobError for a glob that is none; Error for a style that Borg does not know
 */
export function parsePattern(pattern: string): Pattern {
  const [, style = 'fm', text = pattern] = withStyle.exec(pattern) ?? []
  if (!isStyle(style)) throw new Error(`Unknown style ${style}`)
  if (style === 're') return { style, expression: text }
  const path = normalize(text)
  const folder = path.replace(/\/+$/, '')
  switch (style) {
    case 'pf':
      return { style, path: withoutRoot(path) }
    case 'pp':
      return { style, path: withoutRoot(`${folder}/`) }
    case 'fm':
      return { style, glob: parseGlob(withoutRoot(text.endsWith('/') ? `${folder}/*/` : `${path}/*`), style) }
    case 'sh':
      return {
        style,
        glob: parseGlob(withoutRoot(text.endsWith('/') ? `${folder}/**/*/` : `${path}/**/*`), style),
      }
  }
}

const isStyle = (text: string): text is Style => (styles as readonly string[]).includes(text)
const withoutRoot = (path: string) => path.replace(/^\/+/, '')

/** As Python's `normpath`: without a slash at the end. */
function normalize(path: string): string {
  const normal = posix.normalize(path)
  return normal.length > 1 ? normal.replace(/\/+$/, '') || '/' : normal
}

/** What is wrong with an exclude pattern by Borg's own rules; null for nothing. `re:` is judged by its length alone. */
export function patternProblem(pattern: string): string | null {
  if (pattern === '' || pattern.length > 4096 || unusable.test(pattern))
    return 'Must be patterns of 1 to 4096 characters without control characters.'
  if (isDropped(pattern)) return 'Must not be `--`, which Borg cannot take as a value.'
  const style = withStyle.exec(pattern)?.[1]
  if (style !== undefined && !isStyle(style))
    return `Must not begin with \`${style}:\`, which Borg takes for a style; put \`fm:\` in front, or use one of ${styles.map(name => `${name}:`).join(', ')}.`
  try {
    parsePattern(pattern)
    return null
  } catch (error) {
    if (error instanceof GlobError)
      return 'Must not hold a range of characters that runs backwards, as `[z-a]`.'
    throw error
  }
}

/** Is it an `re:` pattern, on which only Python has the last word? */
export const isExpression = (pattern: string): boolean => pattern.startsWith('re:')

/**
 * An expression of Python's as one of JavaScript's, as far as they differ in spelling alone. It may take for ever to run.
 *
 * @throws SyntaxError for one that is none here
 */
export function readExpression(text: string): RegExp {
  const [, flags = '', source = ''] = /^(?:\(\?([ims]+)\))?(.*)$/s.exec(text)!
  const translated = source
    .replaceAll('(?P<', '(?<')
    .replaceAll(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replaceAll('\\A', '^')
    .replaceAll('\\Z', '$')
  return new RegExp(translated, [...new Set(flags)].join(''))
}
