import type { Duplex } from 'node:stream'
import pg from 'pg'

/** For every connection of ours, whatever it is for. Times in milliseconds. */
export const connectionOptions = {
  fallback_application_name: 'vinculum',
  connectionTimeoutMillis: 5000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
} as const

/** Nothing that is asked for one request or one step of a run takes longer, in milliseconds; migrations lift it. */
export const statementTimeout = 60_000

/** So long without a byte while an answer is due, and somebody asks what became of it; in milliseconds. */
const patience = 10_000

/** What `pg` does not declare. */
interface Internals {
  readonly processID: number
  readonly readyForQuery: boolean
  /** `I`: outside of transactions; null: not known yet. */
  getTransactionStatus(): 'I' | 'T' | 'E' | null
  readonly connection: { readonly stream: Duplex & { setTimeout(milliseconds: number): void } }
}

/**
 * Ends connections on which nothing arrives any more, as after a network that came apart without a word: a statement that was
 * sent into it would wait for a quarter of an hour. A statement that takes long by itself is left alone. Ends those, too, that come
 * back inside a transaction, because its rollback failed.
 */
export function watchPool(pool: pg.Pool, url: string): void {
  pool.on('release', (_error, client) => {
    // The pool looks next, and keeps none that is being ended.
    if (/[TE]/.test((client as unknown as Internals).getTransactionStatus() ?? '')) void client.end()
  })
  pool.on('connect', client => {
    const { processID, connection } = client as unknown as Internals
    const { stream } = connection
    stream.setTimeout(patience)
    stream.on('timeout', async () => {
      const isDue = () => !(client as unknown as Internals).readyForQuery
      if (isDue() && !(await isAtWork(url, processID)) && isDue() && !stream.destroyed)
        stream.destroy(Object.assign(new Error('The database does not answer.'), { code: 'ETIMEDOUT' }))
      else stream.setTimeout(patience)
    })
  })
}

/** Is the server's side of a connection busy with a statement, by its own account? False when it cannot be asked. */
async function isAtWork(url: string, processId: number): Promise<boolean> {
  const client = new pg.Client({ ...connectionOptions, connectionString: url, query_timeout: 5000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rowCount } = await client.query(
      `select 1 from pg_stat_activity
       where pid = $1 and state = 'active' and wait_event is distinct from 'ClientWrite'`,
      [processId],
    )
    return rowCount === 1
  } catch {
    return false
  } finally {
    // A connection that is dead itself would be waited for.
    void client.end().catch(() => {})
  }
}
