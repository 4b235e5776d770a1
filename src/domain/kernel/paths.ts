/** What Linux takes: bytes of one name, and of a whole path with the zero byte at its end. */
const maxNameBytes = 255
const maxPathBytes = 4095

/** Is a path longer than any file system takes, or one of its names? */
export const isTooLong = (path: string): boolean =>
  Buffer.byteLength(path) > maxPathBytes ||
  path.split('/').some(name => Buffer.byteLength(name) > maxNameBytes)

/** What is said of a path for which {@link isTooLong} holds. */
export const tooLongPath = `Must not exceed ${maxPathBytes} bytes, and no name in it ${maxNameBytes}.`

/** All values of one kind stand on one command line, which has room for about two million bytes. */
export const maxArgumentBytes = 512 * 1024

/** Do texts exceed what one kind of them may take of a command line? */
export const areTooMany = (texts: readonly string[]): boolean =>
  texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) > maxArgumentBytes
