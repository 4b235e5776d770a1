/** Text that came from file names, other hosts and Borg, made harmless for a log page and a terminal. */

/** One look that decides for nearly every line: C0 and C1 controls, DEL, line separators, bidi marks, surrogates. */
const SUSPICIOUS = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/

/** ESC sequences: CSI; OSC, DCS, SOS, PM and APC with their end; any other short one. */
const ESCAPE_SEQUENCES =
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x90-\x9f]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]/g

const CONTROLS = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/**
 * Removes escape sequences (colours, titles, cursor), control characters except TAB, NUL, line separators and
 * characters that change the direction of text. Halves of surrogate pairs become U+FFFD, so that every database takes
 * the text. Clean text is returned as it is.
 */
export function stripControls(text: string): string {
  if (!SUSPICIOUS.test(text)) return text
  return text.replace(ESCAPE_SEQUENCES, '').replace(CONTROLS, '').toWellFormed()
}

const [carriageReturn, escapeSign, del] = ['\u240d', '\u241b', '\u2421']

/**
 * A line as it was printed, with what cannot be seen made visible, character for character: control characters and DEL become their
 * pictures (`␀` … `␟`, `␡`); TAB stays; C1 controls, line separators, characters that change the direction of text and halves of
 * surrogate pairs become `\ufffd`. A carriage return in front of the newline belongs to it. Clean text is returned as it is.
 */
export function visibleText(line: string): string {
  if (!SUSPICIOUS.test(line)) return line
  return line
    .replace(/\r$/, '')
    .replace(CONTROLS, control => {
      const code = control.charCodeAt(0)
      if (code < 0x20) return String.fromCharCode(0x2400 + code)
      return code === 0x7f ? del : '\ufffd'
    })
    .toWellFormed()
}

/** The same escape sequences in a line of {@link visibleText}. */
const VISIBLE_SEQUENCES =
  /\u241b\[[0-?]*[ -/]*[@-~]|\u241b[\]PX^_][^\u2407\u241b]*(?:\u2407|\u241b\\)|\u241b[ -/]*[0-~]/g

/** A line of {@link visibleText} for people: without escape sequences and pictures; what a progress bar had overwritten stands before it. */
export function plainText(line: string): string {
  if (!/[\u2400-\u241f\u2421]/.test(line)) return line
  const shown = line.includes(escapeSign) ? line.replace(VISIBLE_SEQUENCES, '') : line
  return shown
    .split(carriageReturn)
    .filter(part => part !== '')
    .join(' ')
    .replace(/[\u2400-\u241f\u2421]/g, '')
}

/** One line out of many: line breaks and the spaces around them become one space. */
export function joinLines(text: string): string {
  return /[\n\r\u2028\u2029]/.test(text) ? text.trim().replace(/[ \t]*[\n\r\u2028\u2029]+[ \t]*/g, ' ') : text
}
