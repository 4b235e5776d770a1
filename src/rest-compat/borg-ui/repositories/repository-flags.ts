import { valueErrors } from '../protocol/validation.ts'
import { joinWords, splitWords } from '../values/shell-words.ts'

/** Two settings of this dialect that are options of `borg create` in the schema. */
export interface Flags {
  /** `custom_flags`: one text, as it was sent; null when there are none. */
  text: string | null
  /** `upload_ratelimit_kib` */
  uploadLimit: number | null
}

const limitOption = '--upload-ratelimit='

/** Reads them from the options that are stored, which have each value in the same word as its option. */
export function splitFlags(options: readonly string[]): Flags {
  const limit = options.findLast(option => option.startsWith(limitOption))
  const others = options.filter(option => !option.startsWith(limitOption))
  return {
    text: others.length === 0 ? null : joinWords(others),
    uploadLimit: limit === undefined ? null : Number(limit.slice(limitOption.length)),
  }
}

/**
 * The words to store for them.
 *
 * @throws Problem 422 for a quotation that is not closed
 */
export function joinFlags({ text, uploadLimit }: Flags): string[] {
  const words = splitWords(text ?? '')
  if (!words)
    throw valueErrors({ customFlags: 'No closing quotation' }, () => ['body', 'custom_flags'], {
      custom_flags: text,
    })
  // Borg 1.2 went by the limit of the text where the old server passed on both, and Borg 1.4 refuses two.
  const isSaidTwice = words.some(word => `${word}=`.startsWith(limitOption))
  return uploadLimit === null || isSaidTwice ? words : [`${limitOption}${uploadLimit}`, ...words]
}
