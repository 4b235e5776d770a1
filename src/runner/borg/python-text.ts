/**
 * Reads a text as Python's `ascii()` writes it, which Borg does for `{…!a}`: the one form in which it prints every byte of a path. What
 * is not UTF-8 is a lone surrogate then (`domain/archives/exact-paths.ts`).
 *
 * @throws Error for anything else
 */
export function readPythonText(literal: string): string {
  const quote = literal[0]
  if ((quote !== "'" && quote !== '"') || literal.length < 2 || !literal.endsWith(quote))
    throw new Error('Not a listing of an archive.')
  const body = literal.slice(1, -1)
  return body.includes('\\')
    ? body.replaceAll(escapes, (_, x, u, U, letter) => read(x ?? u ?? U, letter))
    : body
}

const escapes = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/gs
const letters: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

const read = (code: string | undefined, letter: string): string =>
  code === undefined ? (letters[letter] ?? letter) : String.fromCodePoint(Number.parseInt(code, 16))
