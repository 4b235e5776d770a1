import { type RawBuilder, sql } from 'kysely'

/** SQL condition "this column contains the text", whatever the case. On SQLite only ASCII letters have one. */
export function containsText(column: string, text: string): RawBuilder<boolean> {
  const literally = text.replaceAll(/[\\%_]/g, '\\$&')
  const [exact, lower] = [`%${literally}%`, `%${literally.toLowerCase()}%`]
  // Both, because SQLite knows upper and lower case of ASCII only. It has no escape character until it is told one.
  return sql<boolean>`(${sql.ref(column)} like ${exact} escape '\\' or lower(${sql.ref(column)}) like ${lower} escape '\\')`
}
