import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = join(import.meta.dirname, '../..')

/**
 * Tests that run on SQLite and again on PostgreSQL: all that come to their database by `support/database.ts`, as every test
 * server does, and bring no PostgreSQL of their own.
 */
export const filesOnBoth = (): string[] =>
  testFiles().filter(file => reaches(file, 'test/support/database.ts') && !bringsPostgres(file))

/**
 * Those in which the statements themselves are the subject: claims and leases, streams, search, lists and their indexes, hosting's
 * writes. `npm test` runs these on PostgreSQL, `npm run test:all` all of {@link filesOnBoth}.
 */
export const filesAboutStatements = [
  'test/archives/browse.test.ts',
  'test/archives/index.test.ts',
  'test/domain/call-streams.test.ts',
  'test/domain/health/deliveries.test.ts',
  'test/domain/health/evaluate-health.test.ts',
  'test/domain/hosting/hosted-changes.test.ts',
  'test/domain/hosting/hosted-lists.test.ts',
  'test/domain/hosting/import-apply.test.ts',
  'test/domain/long-history.test.ts',
  'test/domain/retention.test.ts',
  'test/domain/scheduler.test.ts',
  'test/domain/sign-in-records.test.ts',
  'test/domain/workers.test.ts',
  'test/hosting/parallel.test.ts',
  'test/http/n-plus-one.test.ts',
  'test/http/streams.test.ts',
  'test/http/unfinished.test.ts',
  'test/journeys/kill.test.ts',
  'test/journeys/several-servers.test.ts',
  'test/platform/unstorable-text.test.ts',
  'test/rest-compat/activity.test.ts',
  'test/rest-compat/borgwarehouse/v1.test.ts',
  'test/schema/pagination.test.ts',
]

/** Tests that start a PostgreSQL themselves, to do to it what others would not survive. */
export const bringsPostgres = (file: string): boolean => reaches(file, 'test/support/postgres.ts')

/** All test files, as paths from the root of the project. */
export const testFiles = (): string[] => globSync('test/**/*.test.ts', { cwd: root }).sort()

/** Whether a file imports another one, directly or not. */
export function reaches(from: string, to: string): boolean {
  const target = join(root, to)
  const seen = new Set<string>()
  const visit = (file: string): boolean => {
    if (file === target) return true
    if (seen.has(file)) return false
    seen.add(file)
    return importsOf(file).some(visit)
  }
  return visit(join(root, from))
}

const known = new Map<string, string[]>()

function importsOf(file: string): string[] {
  const imports =
    known.get(file) ??
    [...readFileSync(file, 'utf8').matchAll(/(?:from|import)[ (]'(\.[^']+\.ts)'/g)].map(([, path]) =>
      resolve(file, '..', path!),
    )
  known.set(file, imports)
  return imports
}
