import type { Configuration } from '@mikro-orm/core'
import { AbstractSqlDriver, BaseSqliteConnection, SqlitePlatform } from '@mikro-orm/sql'
import BetterSqlite, { type Statement } from 'better-sqlite3'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Kysely,
  type QueryResult,
  SqliteDialect,
  SqliteDriver,
  type TransactionSettings,
} from 'kysely'
import { LRUCache } from 'lru-cache'
import type { DatabaseFile } from './database-file.ts'
import { leasing, OpenTransactions, type RawDriver, type TransactionWork } from './leasing-driver.ts'

type Native = BetterSqlite.Database

const pragmas = [
  'journal_mode = WAL',
  // Not `FULL`: in WAL mode `NORMAL` survives a killed process; only a power cut may lose the last commits,
  // and those lines are read again from the spool.
  'synchronous = NORMAL',
  'temp_store = MEMORY',
  'cache_size = -16000',
  'foreign_keys = on',
]

/** MikroORM's driver for an SQLite file: one connection as {@link leasing} keeps it. */
export const sqliteDriver = (file: DatabaseFile): (new (config: Configuration) => AbstractSqlDriver) =>
  class extends AbstractSqlDriver {
    constructor(config: Configuration) {
      class OfFile extends Connection {
        protected override readonly raw = new RawSqliteDriver(file)
      }
      super(config, new SqlitePlatform(), OfFile, ['kysely', 'better-sqlite3'])
    }
  }

abstract class Connection extends BaseSqliteConnection {
  protected abstract readonly raw: RawSqliteDriver
  readonly #transactions = new OpenTransactions()

  override createKyselyDialect(): Dialect {
    // The dialect's own driver is not used.
    const dialect = new SqliteDialect({ database: () => Promise.reject(new Error('not opened here')) })
    return leasing(dialect, this.raw, this.#transactions)
  }

  override getClient<Tables>(): Kysely<Tables> {
    return this.#transactions.watch(super.getClient<Tables>())
  }

  override transactional<T>(work: TransactionWork<T>, options?: object): Promise<T> {
    return super.transactional(transaction => this.#transactions.during(() => work(transaction)), options)
  }

  /** What better-sqlite3 opened. */
  override async getNativeClient(): Promise<Native> {
    await this.ensureConnection()
    return this.raw.native
  }
}

/**
 * SQLite through better-sqlite3. Every statement runs on the event loop, so it never waits for a lock: what another process holds is
 * an error at once. A transaction that writes takes the lock when it begins, because one that asked for it in its middle would have
 * to begin again; so only a begin and a statement by itself can meet another process.
 */
class RawSqliteDriver extends SqliteDriver implements RawDriver {
  readonly isSingle = true
  readonly #file: DatabaseFile
  #connection: RawConnection | null = null

  constructor(file: DatabaseFile) {
    super({ database: () => Promise.reject(new Error('not opened here')) })
    this.#file = file
  }

  get native(): Native {
    return this.#connection!.native
  }

  override async init(): Promise<void> {
    const native = new BetterSqlite(this.#file.path, { timeout: 0 })
    try {
      for (const pragma of pragmas) native.pragma(pragma)
      native.prepare('select count(*) from sqlite_schema').get()
      this.#file.wasOpened()
    } catch (error) {
      native.close()
      throw error
    }
    keepStatements(native)
    this.#connection = new RawConnection(native, this.#file)
  }

  override async acquireConnection(): Promise<RawConnection> {
    if (!this.#connection) await this.init()
    return this.#connection!
  }

  override async beginTransaction(
    connection: DatabaseConnection,
    { accessMode }: TransactionSettings = {},
  ): Promise<void> {
    const begin = accessMode === 'read only' ? 'begin' : 'begin immediate'
    // What it writes is looked at when it is committed.
    ;(connection as RawConnection).native.prepare(begin).run()
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    this.#file.requireWhole()
    await super.commitTransaction(connection)
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // After `SQLITE_FULL` and its like, SQLite has done it.
    if ((connection as RawConnection).native.inTransaction) await super.rollbackTransaction(connection)
  }

  async discard(): Promise<void> {
    const native = this.#connection?.native
    this.#connection = null
    native?.close()
  }

  isBusy(error: unknown): boolean {
    return /^SQLITE_BUSY/.test(String((error as { code?: unknown } | null)?.code))
  }

  override destroy(): Promise<void> {
    return this.discard()
  }
}

class RawConnection implements DatabaseConnection {
  readonly native: Native
  readonly #file: DatabaseFile

  constructor(native: Native, file: DatabaseFile) {
    this.native = native
    this.#file = file
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    try {
      const statement = this.native.prepare(sql)
      if (!statement.readonly && !this.native.inTransaction) this.#file.requireWhole()
      if (statement.reader) return { rows: statement.all(parameters) as Row[] }
      const { changes, lastInsertRowid } = statement.run(parameters)
      return { insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes), rows: [] }
    } catch (error) {
      this.#file.learnFrom(error)
      throw error
    }
  }

  async *streamQuery<Row>({ sql, parameters }: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    for (const row of this.native.prepare(sql).iterate(parameters)) yield { rows: [row as Row] }
  }
}

/** kysely prepares every statement anew; keeping them halves the cost of a small read. */
function keepStatements(native: Native): void {
  const prepare = native.prepare.bind(native)
  const statements = new LRUCache<string, Statement>({ max: 300 })
  native.prepare = ((sql: string) => {
    const known = statements.get(sql)
    // A statement that is being iterated cannot be run a second time.
    if (known && !known.busy) return known
    const made = prepare(sql)
    statements.set(sql, made)
    return made
  }) as typeof native.prepare
}
