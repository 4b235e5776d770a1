/** Why nothing can be stored, or read, for the time being. */
export type OutageReason = 'DATABASE_AWAY' | 'DATABASE_BUSY' | 'DATABASE_DAMAGED' | 'DISK_FULL'

/** The database's file was removed, replaced or damaged while it was in use: nothing is written any more. */
export class DatabaseDamagedError extends Error {
  override name = 'DatabaseDamagedError'
  readonly code = 'DATABASE_DAMAGED'
}

/**
 * By the codes of SQLite, PostgreSQL and the operating system; the first that fits. Of PostgreSQL are away: connection failures,
 * shutdown, crash, start, no more connections, and a server that became a standby.
 */
const reasons: readonly [RegExp, OutageReason][] = [
  [
    /^(SQLITE_IOERR(_READ|_SHORT_READ|_CORRUPTFS|_DATA)|SQLITE_(CORRUPT|NOTADB)\w*|DATABASE_DAMAGED|XX00[12])$/,
    'DATABASE_DAMAGED',
  ],
  [/^(SQLITE_FULL|SQLITE_IOERR\w*|53100|ENOSPC|EDQUOT)$/, 'DISK_FULL'],
  [/^SQLITE_BUSY/, 'DATABASE_BUSY'],
  [/^(08...|57P0[1-4]|53300|25006|SQLITE_(CANTOPEN|READONLY)\w*)$/, 'DATABASE_AWAY'],
]
/** Of the operating system, for a connection. */
const awayCodes = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/
/** What the driver says without a code. */
const awayMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout)/

/** What a caller is told. */
export const outageMessages: Readonly<Record<OutageReason, string>> = {
  DATABASE_AWAY: 'The database does not answer at the moment. Try again.',
  DATABASE_BUSY: 'Another process has been writing to the database for too long. Try again.',
  DATABASE_DAMAGED:
    'The database is damaged or was taken away. An administrator finds what to do in the server’s log.',
  DISK_FULL: 'There is no room left on the server’s disk. Nothing was changed; try again when there is.',
}

/**
 * Does the error say that something outside of this program keeps it from its data, which may be over later? Null: it is about
 * something else. With `DATABASE_AWAY` it is unknown whether the statement was carried out; otherwise it was not.
 */
export function outageOf(error: unknown): OutageReason | null {
  if (!(error instanceof Error)) return null
  const { code, syscall } = error as { code?: unknown; syscall?: unknown }
  if (typeof code === 'string') {
    const known = reasons.find(([codes]) => codes.test(code))
    if (known) return known[1]
    // The same code about a file is another matter.
    if (
      awayCodes.test(code) &&
      (syscall === undefined || /^(connect|read|write|getaddrinfo)$/.test(`${syscall}`))
    )
      return 'DATABASE_AWAY'
  }
  if (awayMessages.test(error.message)) return 'DATABASE_AWAY'
  if (error instanceof AggregateError)
    for (const one of error.errors) {
      const reason = outageOf(one)
      if (reason) return reason
    }
  return error.cause === undefined ? null : outageOf(error.cause)
}

/** How often it is asked again, at the least, in milliseconds. */
const poll = 700

/**
 * Asks until there is an answer, so that a stream only pauses during an outage.
 *
 * @param wait for some milliseconds, or less
 * @throws what is wrong otherwise, and what was wrong last when `signal` aborts
 */
export async function whenBack<Result>(
  ask: () => Promise<Result>,
  wait: (milliseconds: number) => Promise<unknown>,
  signal?: AbortSignal,
): Promise<Result> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (signal?.aborted || !outageOf(error)) throw error
    }
    await wait(poll)
  }
}
