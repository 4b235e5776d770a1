/** A part of a word: single-quoted, double-quoted, one escaped character, or plain. */
const part = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/sy

/**
 * Splits a text into words as a shell does (and the old server's `shlex`): quotes may begin and end inside a word.
 *
 * @returns null when a quotation is not closed
 */
export function splitWords(text: string): string[] | null {
  const words: string[] = []
  let word: string | null = null
  for (let at = 0; at < text.length; ) {
    if (/\s/.test(text[at]!)) {
      if (word !== null) words.push(word)
      word = null
      at += 1
      continue
    }
    part.lastIndex = at
    const found = part.exec(text)
    if (!found) return null
    const [, single, double, escaped, plain] = found
    word = (word ?? '') + (single ?? double?.replaceAll(/\\(["\\])/g, '$1') ?? escaped ?? plain ?? '')
    at = part.lastIndex
  }
  return word === null ? words : [...words, word]
}

const quoted = (word: string) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `"${word.replaceAll(/[\\"]/g, '\\$&')}"`

/** Words as one text that splits into the same words again; quoted only where it has to be. */
export const joinWords = (words: readonly string[]) => words.map(quoted).join(' ')
