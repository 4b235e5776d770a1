import pg from 'pg'
import type { Topic, Wakeups } from '../domain/kernel/wakeups.ts'
import { BellBoard } from './embedded-wakeups.ts'
import { connectionOptions } from './postgresql-connections.ts'
import { PostgresqlListener } from './postgresql-listener.ts'

/** The channel of PostgreSQL on which topics go. */
const channel = 'vinculum'

/** So long a ring may take, in milliseconds; whoever has written a row waits for it. */
const patience = 5000

/**
 * The port between processes: PostgreSQL's NOTIFY carries the topic and nothing else, one connection listens. Whatever
 * is lost while that connection is down costs latency only: when it is back, everybody is rung.
 */
export async function postgresqlWakeups(url: string, report: (error: unknown) => void): Promise<Wakeups> {
  const board = new BellBoard()
  const sender = new Sender(url, report)
  const listener = new PostgresqlListener(
    url,
    channel,
    { heard: topic => board.ring(topic as Topic), back: () => board.ringAll() },
    report,
  )
  const close = async () => {
    await listener.stop()
    await sender.close()
  }
  try {
    await listener.start()
  } catch (error) {
    await close()
    throw error
  }
  return {
    ring(...topics) {
      // Those in this process need not wait for the round trip.
      for (const topic of topics) board.ring(topic)
      return sender.send(topics)
    },
    listen: (topics, signal) => board.listen(topics, signal),
    async close() {
      await close()
      board.ringAll()
    },
  }
}

/** Sends topics by one connection: all that gather while it is busy go together, each once. */
class Sender {
  readonly #pool: pg.Pool
  readonly #report: (error: unknown) => void
  #waiting = new Set<Topic>()
  #sending: Promise<void> = Promise.resolve()
  #next: Promise<void> | null = null

  constructor(url: string, report: (error: unknown) => void) {
    this.#report = report
    this.#pool = new pg.Pool({ ...connectionOptions, connectionString: url, max: 1, query_timeout: patience })
    // An idle connection that breaks is replaced by the pool; there is nothing to do about it.
    this.#pool.on('error', () => {})
    // Nor about one that breaks between two statements: what is sent next fails.
    this.#pool.on('connect', client => client.on('error', () => {}))
  }

  /** Resolves when it is sent, or could not be: a hint that could not be given; the others will look by themselves. */
  send(topics: readonly Topic[]): Promise<void> {
    for (const topic of topics) this.#waiting.add(topic)
    this.#next ??= this.#sending.then(() => {
      this.#next = null
      const topics = [...this.#waiting]
      this.#waiting.clear()
      this.#sending = this.#notify(topics).catch(this.#report)
      return this.#sending
    })
    return this.#next
  }

  async #notify(topics: Topic[]): Promise<void> {
    const client = await this.#pool.connect()
    try {
      await client.query('select pg_notify($1, topic) from unnest($2::text[]) topic', [channel, topics])
      client.release()
    } catch (error) {
      // It may still wait for its answer; the next ring gets another one.
      client.release(true)
      throw error
    }
  }

  async close(): Promise<void> {
    await (this.#next ?? this.#sending)
    await this.#pool.end()
  }
}
