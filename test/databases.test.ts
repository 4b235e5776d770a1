import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import {
  bringsPostgres,
  filesAboutStatements,
  filesOnBoth,
  reaches,
  testFiles,
} from './support/files-on-both.ts'

const onBoth = new Set(filesOnBoth())
const once = testFiles().filter(file => !onBoth.has(file))

it('a test that uses a database runs on both, or brings its own PostgreSQL', () => {
  const left = once.filter(file => !bringsPostgres(file) && reaches(file, 'src/platform/database.ts'))
  expect(left).toEqual([])
  expect(onBoth.size).toBeGreaterThan(80)
  expect(filesAboutStatements.filter(file => !onBoth.has(file))).toEqual([])
})

/** Tests that open the file of SQLite themselves, and why they may. */
const ofSqlite = {
  'test/domain/long-history.test.ts': 'reads how SQLite would run statements',
  'test/platform/move.test.ts': 'moves the file to PostgreSQL',
}

it('no other test opens the file of SQLite behind the back of the other database', () => {
  const root = join(import.meta.dirname, '..')
  const opens = (file: string) => /from 'better-sqlite\d'/.test(readFileSync(join(root, file), 'utf8'))
  expect(testFiles().filter(opens)).toEqual(Object.keys(ofSqlite))
})
