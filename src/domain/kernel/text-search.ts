import { type RawBuilder, sql } from 'kysely'
import { invalidInput } from './errors.ts'

/** Longer than any name of ours, and far below what SQLite takes for a pattern (50,000 bytes). */
const maxSearchCharacters = 1000

/**
 * SQL condition "this column contains the text", whatever the case. On SQLite only ASCII letters have one.
 *
 * @param field of the input, for the error
 * @throws DomainError `INVALID_INPUT` on `field` for a text that is longer than any name
 */
export function containsText(column: string, text: string, field: string): RawBuilder<boolean> {
  if (text.length > maxSearchCharacters)
    throw invalidInput({ [field]: `Must not exceed ${maxSearchCharacters} characters.` })
  const literally = text.replaceAll(/[\\%_]/g, '\\$&')
  const [exact, lower] = [`%${literally}%`, `%${literally.toLowerCase()}%`]
  // Both, because SQLite knows upper and lower case of ASCII only. It has no escape character until it is told one.
  return sql<boolean>`(${sql.ref(column)} like ${exact} escape '\\' or lower(${sql.ref(column)}) like ${lower} escape '\\')`
}
