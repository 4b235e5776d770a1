import pg from 'pg'

/** What a PostgreSQL database has done. */
export interface Work {
  /** Transactions that were committed, whether they wrote or not. */
  commits: number
  /** Bytes that had to be on the disk for them. */
  walBytes: number
  /** Wake-ups that were sent to all processes. */
  rings: number
  /** Connections that are open now. */
  connections: number
}

/** Counts what a database does; what this costs itself is left out. */
export interface WorkCounter extends AsyncDisposable {
  /** What was done since the last time, or since the beginning. */
  since(): Promise<Work>
}

/** @param url a database of a server that keeps `pg_stat_statements` */
export async function countWork(url: string): Promise<WorkCounter> {
  const client = new pg.Client(url)
  await client.connect()
  await client.query('create extension if not exists pg_stat_statements')
  let before = await read(client)
  return {
    async since() {
      const now = await read(client)
      const work = {
        commits: now.commits - before.commits - 1,
        walBytes: now.walBytes - before.walBytes,
        rings: now.rings - before.rings,
        connections: now.connections,
      }
      before = now
      return work
    },
    [Symbol.asyncDispose]: () => client.end(),
  }
}

const counters = `select
  (select sum(xact_commit) from pg_stat_database where datname = current_database())::float8 as commits,
  pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as "walBytes",
  (select coalesce(sum(calls), 0) from pg_stat_statements where query like '%pg_notify%')::float8 as rings,
  (select count(*) - 1 from pg_stat_activity where datname = current_database())::float8 as connections`

/** Connections report what they did a second after it at the latest, unless they are busy. */
async function read(client: pg.Client): Promise<Work> {
  await new Promise(resolve => setTimeout(resolve, 2000))
  await client.query('select pg_stat_force_next_flush()')
  return (await client.query<Work>(counters)).rows[0]!
}
