import type { Configuration } from '@mikro-orm/core'
import { PostgreSqlConnection, PostgreSqlDriver } from '@mikro-orm/postgresql'
import type { Kysely, PostgresDialect } from 'kysely'
import { leasing, OpenTransactions, type TransactionWork } from './leasing-driver.ts'

/** MikroORM's driver for PostgreSQL, with connections as {@link leasing} keeps them. */
export class LeasingPostgresqlDriver extends PostgreSqlDriver {
  constructor(config: Configuration) {
    super(config)
    Object.assign(this, { connection: new Connection(config) })
  }
}

class Connection extends PostgreSqlConnection {
  readonly #transactions = new OpenTransactions()

  override createKyselyDialect(options: object): PostgresDialect {
    const dialect = super.createKyselyDialect(options)
    const raw = Object.assign(dialect.createDriver(), { isSingle: false, isBusy: () => false })
    return leasing(dialect, raw, this.#transactions) as PostgresDialect
  }

  override getClient<Tables>(): Kysely<Tables> {
    return this.#transactions.watch(super.getClient<Tables>())
  }

  override transactional<T>(work: TransactionWork<T>, options?: object): Promise<T> {
    return super.transactional(transaction => this.#transactions.during(() => work(transaction)), options)
  }
}
