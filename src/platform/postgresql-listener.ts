import pg from 'pg'
import { connectionOptions } from './postgresql-connections.ts'

/** Between two attempts to connect; twice as long each time, with jitter. Milliseconds. */
const shortestPause = 100
const longestPause = 10_000

/** The connection is asked for an answer this often, and given up without one after so long; in milliseconds. */
const pulse = 5000
const patience = 5000

/** What a listener tells. */
export interface Hearing {
  heard(payload: string): void
  /** It listens, for the first time or again: whatever was said before may have been missed. */
  back(): void
}

/**
 * Keeps one connection that listens, for ever: with a growing pause and some jitter between attempts. A connection that came apart
 * without a word looks like one on which nobody says anything, so it is asked for a sign of life.
 */
export class PostgresqlListener {
  readonly #url: string
  readonly #channel: string
  readonly #hearing: Hearing
  readonly #report: (error: unknown) => void
  #client: pg.Client | null = null
  #retry: NodeJS.Timeout | undefined
  #pulse: NodeJS.Timeout | undefined
  #pause = shortestPause
  #stopped = false

  /** @param report told of everything that goes wrong; it goes on by itself */
  constructor(url: string, channel: string, hearing: Hearing, report: (error: unknown) => void) {
    this.#url = url
    this.#channel = channel
    this.#hearing = hearing
    this.#report = report
  }

  /** Connects and listens. @throws Error when that does not work; then it is not tried again */
  async start(): Promise<void> {
    const client = new pg.Client({
      ...connectionOptions,
      connectionString: this.#url,
      query_timeout: patience,
    })
    client.on('notification', ({ payload = '' }) => this.#hearing.heard(payload))
    client.on('error', error => this.#lost(client, error))
    client.on('end', () => this.#lost(client, null))
    this.#client = client
    await client.connect()
    await client.query(`listen ${this.#channel}`)
    this.#pause = shortestPause
    this.#beat(client)
    this.#hearing.back()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#retry)
    clearTimeout(this.#pulse)
    const client = this.#client
    this.#client = null
    if (client) await farewell(client)
  }

  /** Asks, in a while, whether the other side is there. */
  #beat(client: pg.Client): void {
    clearTimeout(this.#pulse)
    if (this.#client !== client) return
    this.#pulse = setTimeout(() => {
      client.query('select 1').then(
        () => this.#beat(client),
        error => this.#lost(client, error),
      )
    }, pulse)
  }

  #lost(client: pg.Client, error: unknown): void {
    if (this.#stopped || this.#client !== client) return
    this.#client = null
    clearTimeout(this.#pulse)
    if (error) this.#report(error)
    void farewell(client)
    this.#tryLater()
  }

  #tryLater(): void {
    const pause = this.#pause * (0.5 + Math.random())
    this.#pause = Math.min(this.#pause * 2, longestPause)
    // One attempt at a time, however many events say that the last one failed.
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => {
      this.start().catch(error => {
        this.#report(error)
        this.#client = null
        if (!this.#stopped) this.#tryLater()
      })
    }, pause)
  }
}

/** Ends a connection; one that does not answer is not waited for. */
async function farewell(client: pg.Client): Promise<void> {
  const given = new Promise<void>(resolve => setTimeout(resolve, 1000).unref())
  await Promise.race([client.end().catch(() => {}), given])
}
