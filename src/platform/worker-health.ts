import pg from 'pg'

/** Nobody waits longer for the database, in milliseconds. */
const patience = 4000

/**
 * How long ago the worker of a data directory gave its last sign of life, by the clock of the database, in milliseconds. Null: it
 * never did. Opens a connection of its own and migrates nothing.
 *
 * @throws Error when the database cannot be asked
 */
export async function silenceOfWorker(databaseUrl: string, host: string): Promise<number | null> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: patience,
    query_timeout: patience,
  })
  await client.connect()
  try {
    const { rows } = await client.query<{ silence: string }>(
      'select extract(epoch from clock_timestamp()) * 1000 - "heartbeatAt" as silence from "worker" where "host" = $1',
      [host],
    )
    return rows[0] ? Number(rows[0].silence) : null
  } finally {
    await client.end()
  }
}
