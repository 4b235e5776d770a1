import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type {
  CompiledQuery,
  ControlledTransaction,
  DatabaseConnection,
  Dialect,
  Driver,
  Kysely,
  QueryCompiler,
  QueryResult,
  TransactionSettings,
} from 'kysely'

/** What a database's own driver knows beside running statements. */
export interface RawDriver extends Driver {
  /** All share one connection, and take turns. */
  readonly isSingle: boolean
  /** Does the error of a statement outside of transactions say that another process is writing? It is tried again then. */
  isBusy(error: unknown): boolean
  /** Throws away a connection that may still be inside a transaction; nothing: whoever owns connections notices by itself. */
  discard?(connection: DatabaseConnection): Promise<void>
}

/** What MikroORM runs inside a transaction. */
// biome-ignore lint/suspicious/noExplicitAny: MikroORM knows no tables
export type TransactionWork<Result> = (transaction: ControlledTransaction<any, any>) => Promise<Result>

/** For how long a statement is tried again while another process is writing, and how long it pauses at the most; milliseconds. */
const busyTimeoutMs = 5000
const maxPauseMs = 100

/** A dialect whose connections are handed out by a {@link LeasingDriver}. */
export const leasing = (dialect: Dialect, raw: RawDriver, transactions: OpenTransactions): Dialect => ({
  createDriver: () => new LeasingDriver(raw, transactions),
  // Who waits for the only connection is told by the driver.
  createAdapter: () =>
    Object.create(dialect.createAdapter(), { supportsMultipleConnections: { value: true } }),
  createQueryCompiler: () => dialect.createQueryCompiler(),
  createIntrospector: db => dialect.createIntrospector(db),
})

/**
 * Hands out connections as leases, for both MikroORM and kysely, and vouches that none is left inside a transaction:
 *
 * - A begin that fails gives the connection back; kysely's controlled transactions, which MikroORM uses, would keep it for ever.
 * - A commit that fails has rolled back; a rollback never fails: what cannot be rolled back is thrown away. SQLite ends a transaction
 *   by itself when the disk is full, and then refuses the `rollback` that the libraries send, whose error would hide the first one.
 * - After a failed statement only going back to a savepoint helps, on SQLite as on PostgreSQL: what would follow SQLite's own
 *   rollback would be stored by itself, and PostgreSQL answers `commit` with a silent rollback.
 * - Who waits for a connection while it is inside a transaction waits for itself on SQLite, and for a place in the pool on PostgreSQL:
 *   an error at once.
 */
class LeasingDriver implements Driver {
  readonly #raw: RawDriver
  readonly #turns: Turns | null
  readonly #transactions: OpenTransactions

  constructor(raw: RawDriver, transactions: OpenTransactions) {
    this.#raw = raw
    this.#turns = raw.isSingle ? new Turns() : null
    this.#transactions = transactions
  }

  init(): Promise<void> {
    return this.#patiently(
      () => this.#raw.init(),
      () => {},
      async () => {},
    )
  }

  async acquireConnection(): Promise<Lease> {
    this.#transactions.forbid()
    await this.#turns?.take()
    try {
      return new Lease(await this.#raw.acquireConnection(), this)
    } catch (error) {
      this.#turns?.pass()
      throw error
    }
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    const lease = connection as Lease
    if (lease.isOver) return
    await this.rollbackTransaction(lease)
    lease.isOver = true
    await this.#raw.releaseConnection(lease.connection)
    this.#turns?.pass()
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const lease = connection as Lease
    const begin = () => this.#raw.beginTransaction(lease.connection, settings)
    try {
      await begin().catch(error => this.waitForOthers(error, lease, begin))
      lease.inTransaction = true
    } catch (error) {
      await this.releaseConnection(lease)
      throw error
    }
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const lease = connection as Lease
    try {
      if (lease.failure) throw lease.failure.error
      await this.#raw.commitTransaction(lease.connection)
      lease.inTransaction = false
    } catch (error) {
      await this.rollbackTransaction(lease)
      throw error
    }
  }

  /** Does nothing when it was rolled back already, because its commit failed. */
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    const lease = connection as Lease
    if (!lease.inTransaction) return
    lease.inTransaction = false
    lease.failure = null
    try {
      await this.#raw.rollbackTransaction(lease.connection)
    } catch {
      await this.#raw.discard?.(lease.connection)
    }
  }

  savepoint(lease: DatabaseConnection, name: string, compile: QueryCompiler['compileQuery']): Promise<void> {
    return this.#raw.savepoint!(lease, name, compile)
  }

  async rollbackToSavepoint(
    connection: DatabaseConnection,
    name: string,
    compile: QueryCompiler['compileQuery'],
  ): Promise<void> {
    const lease = connection as Lease
    await this.#raw.rollbackToSavepoint!(lease.connection, name, compile)
    lease.failure = null
  }

  releaseSavepoint(
    lease: DatabaseConnection,
    name: string,
    compile: QueryCompiler['compileQuery'],
  ): Promise<void> {
    return this.#raw.releaseSavepoint!(lease, name, compile)
  }

  destroy(): Promise<void> {
    return this.#raw.destroy()
  }

  /**
   * Tries a statement again that met another process's lock, and lets others have the connection meanwhile: reading needs no lock.
   *
   * @throws what it is given when that is another error, and the last one when it takes too long
   */
  async waitForOthers<Result>(error: unknown, lease: Lease, work: () => Promise<Result>): Promise<Result> {
    if (!this.#raw.isBusy(error)) throw error
    return this.#patiently(
      work,
      () => this.#turns?.pass(),
      async () => {
        await this.#turns?.take()
        lease.connection = await this.#raw.acquireConnection()
      },
    )
  }

  async #patiently<Result>(
    work: () => Promise<Result>,
    beforePause: () => void,
    afterPause: () => Promise<void>,
  ): Promise<Result> {
    const deadline = performance.now() + busyTimeoutMs
    for (let pause = 5; ; pause = Math.min(pause * 2, maxPauseMs)) {
      try {
        return await work()
      } catch (error) {
        if (!this.#raw.isBusy(error) || performance.now() > deadline) throw error
      }
      beforePause()
      await sleep(pause * (0.5 + Math.random() / 2))
      await afterPause()
    }
  }
}

/** A connection from when it is taken until it is given back; nothing can be done with it afterwards. */
class Lease implements DatabaseConnection {
  inTransaction = false
  /** The first error of its transaction. */
  failure: { error: unknown } | null = null
  isOver = false
  connection: DatabaseConnection
  readonly #driver: LeasingDriver

  constructor(connection: DatabaseConnection, driver: LeasingDriver) {
    this.connection = connection
    this.#driver = driver
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    this.#requireUse()
    const run = () => this.connection.executeQuery<Row>(query)
    try {
      return await run()
    } catch (error) {
      if (!this.inTransaction) return this.#driver.waitForOthers(error, this, run)
      this.failure ??= { error }
      throw error
    }
  }

  async *streamQuery<Row>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<Row>> {
    this.#requireUse()
    try {
      yield* this.connection.streamQuery<Row>(query, chunkSize)
    } catch (error) {
      if (this.inTransaction) this.failure ??= { error }
      throw error
    }
  }

  #requireUse(): void {
    if (this.isOver) throw new Error('The connection was given back already.')
    if (this.failure)
      throw new Error('An earlier statement of this transaction failed.', { cause: this.failure.error })
  }
}

/** Knows whether the code that asks runs inside a transaction's callback. */
export class OpenTransactions {
  readonly #storage = new AsyncLocalStorage<{ isOpen: boolean }>()
  readonly #watched = new WeakSet<object>()

  /** Runs the work of a transaction: until it ends, nothing inside may ask for another connection. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    const transaction = { isOpen: true }
    try {
      return await this.#storage.run(transaction, work)
    } finally {
      transaction.isOpen = false
    }
  }

  /** @throws Error inside a transaction */
  forbid(): void {
    if (this.#storage.getStore()?.isOpen)
      throw new Error(
        'A statement inside a transaction asked for a connection of its own. It must use the one of the transaction.',
      )
  }

  /** Has the transactions of this very object announced here; once is enough. */
  watch<Tables>(db: Kysely<Tables>): Kysely<Tables> {
    if (this.#watched.has(db)) return db
    this.#watched.add(db)
    const transaction = db.transaction.bind(db)
    db.transaction = () => {
      const builder = transaction()
      const execute = builder.execute.bind(builder)
      builder.execute = work => execute(transaction => this.during(() => work(transaction)))
      return builder
    }
    return db
  }
}

/** First come, first served. */
class Turns {
  #isTaken = false
  readonly #waiting: (() => void)[] = []

  take(): Promise<void> | undefined {
    if (this.#isTaken) return new Promise(resolve => this.#waiting.push(resolve))
    this.#isTaken = true
    return undefined
  }

  pass(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#isTaken = false
  }
}
