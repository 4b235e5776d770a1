import type { TestProject } from 'vitest/node'
import { openDatabase } from '../../src/platform/database.ts'
import { startPostgres } from './postgres.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The database that all others are copied from. */
    migratedDatabase: string
  }
}

/** One PostgreSQL for a whole run of the tests, with a database that has every table and no row. */
export default async function setup({ provide }: TestProject) {
  const postgres = await startPostgres()
  const url = await postgres.createDatabase()
  const database = await openDatabase({ databaseUrl: url })
  await database.close()
  provide('migratedDatabase', url)
  return () => postgres[Symbol.asyncDispose]()
}
