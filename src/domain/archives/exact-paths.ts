/**
 * Paths in archives are bytes. An *exact path* is a text that holds all of them: what is UTF-8 as it is, and each other byte as a lone
 * surrogate from U+DC80 to U+DCFF, as Python and so Borg have it. It is never shown, stored or given to a system call as it is.
 */

const strangers = /[\udc80-\udcff]/
/** With `u`, surrogates that belong to a character are no match. */
const everyStranger = /[\udc80-\udcff]/gu

/** Does it hold bytes that are not UTF-8? */
export const isStrange = (path: string): boolean => strangers.test(path) && !path.isWellFormed()

/** What people see: each byte that is not UTF-8 is U+FFFD. */
export const displayOf = (path: string): string => (isStrange(path) ? path.toWellFormed() : path)

/** The bytes themselves. */
export function bytesOf(path: string): Buffer {
  if (!isStrange(path)) return Buffer.from(path)
  const parts: Buffer[] = []
  for (const part of path.split(/([\udc80-\udcff])/u))
    if (part !== '')
      parts.push(
        part.length === 1 && strangers.test(part)
          ? Buffer.of(part.charCodeAt(0) - 0xdc00)
          : Buffer.from(part),
      )
  return Buffer.concat(parts)
}

/** For a system call: a text where it says everything. */
export const diskPathOf = (path: string): string | Buffer => (isStrange(path) ? bytesOf(path) : path)

/** The exact path of some bytes. */
export function exactPathOf(bytes: Buffer): string {
  const text = bytes.toString()
  if (!text.includes('\ufffd')) return text
  let path = ''
  for (let at = 0; at < bytes.length; ) {
    const length = lengthAt(bytes, at)
    path += length === 0 ? String.fromCharCode(0xdc00 + bytes[at]!) : bytes.toString('utf8', at, at + length)
    at += length || 1
  }
  return path
}

/** Bytes of the UTF-8 character that begins here; 0 for none. */
function lengthAt(bytes: Buffer, at: number): number {
  const first = bytes[at]!
  const length =
    first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0
  const character = bytes.subarray(at, at + length)
  return character.length === length && Buffer.from(character.toString()).equals(character) ? length : 0
}

/** An exact reference in ASCII, for callers who cannot write the bytes: their base64. */
export const rawPathOf = (path: string): string => bytesOf(path).toString('base64')

/** Reads {@link rawPathOf}, in either alphabet; null for what is none. */
export function readRawPath(raw: string): string | null {
  const bytes = Buffer.from(raw, 'base64')
  const isWhole =
    bytes.toString('base64url') === raw.replaceAll('+', '-').replaceAll('/', '_').replace(/=*$/, '')
  return isWhole && !bytes.includes(0) ? exactPathOf(bytes) : null
}

/** What a database can store: two slashes, which no path holds, stand before each byte that is not UTF-8. */
export const storedOf = (path: string): string =>
  isStrange(path)
    ? path.replaceAll(everyStranger, byte => `//${(byte.charCodeAt(0) - 0xdc00).toString(16)}`)
    : path

/** Reads {@link storedOf}. */
export const readStored = (text: string): string =>
  text.includes('//')
    ? text.replaceAll(/\/\/([89a-f][0-9a-f])/g, (_, byte) =>
        String.fromCharCode(0xdc00 + Number.parseInt(byte, 16)),
      )
    : text

/** As Borg shows it where it loses bytes, and as U+FFFD is shown as well: for looking what could be meant. */
export const lossyOf = (path: string): string => displayOf(path).replaceAll('\ufffd', '?')
