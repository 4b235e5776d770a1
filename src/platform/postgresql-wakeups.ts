import pg from 'pg'
import type { Topic, Wakeups } from '../domain/wakeups.ts'
import { BellBoard } from './embedded-wakeups.ts'

const channel = 'vinculum'
const shortestPause = 100
const longestPause = 10_000

/**
 * The port between processes: PostgreSQL's NOTIFY carries the topic and nothing else, one connection listens. Whatever
 * is lost while that connection is down costs latency only: when it is back, everybody is rung.
 */
export async function postgresqlWakeups(url: string, report: (error: unknown) => void): Promise<Wakeups> {
  const board = new BellBoard()
  const sender = new pg.Pool({ connectionString: url, max: 2 })
  // An idle connection that breaks is replaced by the pool; there is nothing to do about it.
  sender.on('error', () => {})
  const listener = new Listener(url, board, report)
  await listener.start()
  return {
    async ring(topic) {
      // Those in this process need not wait for the round trip.
      board.ring(topic)
      try {
        await sender.query('select pg_notify($1, $2)', [channel, topic])
      } catch (error) {
        // A hint that could not be given: the others will look by themselves.
        report(error)
      }
    },
    listen: (topics, signal) => board.listen(topics, signal),
    async close() {
      await listener.stop()
      await sender.end()
      board.ringAll()
    },
  }
}

/** Keeps one connection that listens, for ever: with a growing pause and some jitter between attempts. */
class Listener {
  readonly #url: string
  readonly #board: BellBoard
  readonly #report: (error: unknown) => void
  #client: pg.Client | null = null
  #timer: NodeJS.Timeout | undefined
  #pause = shortestPause
  #stopped = false

  constructor(url: string, board: BellBoard, report: (error: unknown) => void) {
    this.#url = url
    this.#board = board
    this.#report = report
  }

  async start(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url, keepAlive: true })
    client.on('notification', ({ payload }) => this.#board.ring(payload as Topic))
    client.on('error', error => this.#lost(client, error))
    client.on('end', () => this.#lost(client, null))
    this.#client = client
    await client.connect()
    await client.query(`listen ${channel}`)
    this.#pause = shortestPause
    this.#board.ringAll()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    const client = this.#client
    this.#client = null
    await client?.end().catch(() => {})
  }

  #lost(client: pg.Client, error: unknown): void {
    if (this.#stopped || this.#client !== client) return
    this.#client = null
    if (error) this.#report(error)
    client.end().catch(() => {})
    this.#tryLater()
  }

  #tryLater(): void {
    const pause = this.#pause * (0.5 + Math.random())
    this.#pause = Math.min(this.#pause * 2, longestPause)
    // One attempt at a time, however many events say that the last one failed.
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.start().catch(error => {
        this.#report(error)
        this.#client = null
        if (!this.#stopped) this.#tryLater()
      })
    }, pause)
  }
}
