/** Of PostgreSQL: connection failures, shutdown, crash, start, no more connections, and a server that became a standby. */
const awayStates = /^(08...|57P0[1-4]|53300|25006)$/
/** Of the operating system, for a connection. */
const awayCodes = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/
/** What the driver says without a code. */
const awayMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout)/

/**
 * Does the error say that the database cannot be reached, or went away in the middle? Then nobody knows whether the statement was
 * carried out; asking again later is right where that does no harm.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, syscall } = error as { code?: unknown; syscall?: unknown }
  if (typeof code === 'string') {
    if (awayStates.test(code)) return true
    // The same code about a file is another matter.
    if (awayCodes.test(code))
      return syscall === undefined || /^(connect|read|write|getaddrinfo)$/.test(`${syscall}`)
  }
  if (awayMessages.test(error.message)) return true
  if (error instanceof AggregateError && error.errors.some(isDatabaseAway)) return true
  return error.cause !== undefined && isDatabaseAway(error.cause)
}

/** How often it is asked again, at the least, in milliseconds. */
const poll = 700

/**
 * Asks the database until it answers, so that a stream only pauses while it is away.
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
      if (signal?.aborted || !isDatabaseAway(error)) throw error
    }
    await wait(poll)
  }
}
