/** PostgreSQL's way to say that a text has a zero byte or half a character in it; SQLite keeps both. */
export function isUnstorableText(error: unknown): boolean {
  const code = error instanceof Error ? (error as { code?: unknown }).code : null
  return code === '22021' || code === '22P05'
}

/** SQLite's and PostgreSQL's way to say that a unique index refused a row, through kysely or through MikroORM. */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = (error as { code?: unknown }).code
  return (
    error.name === 'UniqueConstraintViolationException' ||
    code === 'SQLITE_CONSTRAINT_UNIQUE' ||
    code === 'SQLITE_CONSTRAINT_PRIMARYKEY' ||
    code === '23505'
  )
}
