import { p } from '@mikro-orm/core'

/**
 * Column kinds shared by all tables. Instants are unix **milliseconds** and sizes are **bytes**, both as 64-bit
 * integers, so that SQLite and PostgreSQL hold the very same numbers and hot reads need no conversion.
 */
export const instant = () => p.bigint('number')

/** A number of bytes. */
export const bytes = () => p.bigint('number')

/** A JSON document kept as text: read rarely, never queried by content, identical on both databases. */
export const jsonText = () => p.text()

/** JSON: how a client of the Borg UI dialect spelled what this server keeps in another form (`domain/settings/as-sent.ts`). */
export const asSentText = () => p.text().nullable()
