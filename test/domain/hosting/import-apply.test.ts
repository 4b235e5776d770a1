import { afterAll, expect, it } from 'vitest'
import { applyImport } from '../../../src/domain/hosting/import/apply-import.ts'
import { noRows, readExistingRows } from '../../../src/domain/hosting/import/existing-rows.ts'
import { type ImportPlan, planImport } from '../../../src/domain/hosting/import/import-plan.ts'
import { createSealer } from '../../../src/domain/kernel/sealed.ts'
import { isUniqueViolation } from '../../../src/domain/kernel/sql-errors.ts'
import { type Database, skipUsedRepositoryIds } from '../../../src/platform/database.ts'
import { oldRepository } from '../../fixtures/old-warehouse.ts'
import { openTables } from '../../support/database.ts'
import { freshPublicKey } from '../../support/ssh-keys.ts'
import { makeFolder } from '../../support/trees.ts'

const folder = makeFolder()
afterAll(() => folder[Symbol.dispose]())

/** An installation of one repository with this id, and one user. */
function planOf(id: number, name: string, existing = noRows): ImportPlan {
  const file = (fileName: string, entries: object[]) => ({
    name: fileName,
    content: JSON.stringify(entries),
  })
  return planImport(
    {
      repositories: file('repo.json', [oldRepository(id, name, freshPublicKey())]),
      users: file('users.json', [{ username: 'admin', password: `$2b$10$${'a'.repeat(53)}` }]),
      authorizedKeys: { name: 'authorized_keys', content: '' },
      pool: { dir: '/pool', isGiven: false, entries: new Map() },
    },
    existing,
    { writesOldKeyFile: true, storageTargets: [] },
  )
}

function apply(database: Database, plan: ImportPlan): Promise<void> {
  const { db } = database
  const sealer = createSealer('a secret key of at least 32 characters')
  return applyImport({ db, sealer, skipUsedIds: tx => skipUsedRepositoryIds(database, tx) }, plan)
}

it('writes all or nothing, and never an id twice', async () => {
  await using database = await openTables(folder.path)
  const ids = async () => {
    const { repositories } = await readExistingRows(database.db)
    return repositories.map(({ id }) => id)
  }
  await apply(database, planOf(3, 'ae83cd44'))
  expect(await ids()).toEqual([3])
  // Another plan from before: the user is there meanwhile.
  const tooLate = await apply(database, planOf(4, 'c1ddd097')).catch(error => error)
  expect(isUniqueViolation(tooLate)).toBe(true)
  expect(await ids()).toEqual([3])
  await apply(database, planOf(3, 'feedf00d', await readExistingRows(database.db)))
  await apply(database, planOf(0, 'deadbeef', await readExistingRows(database.db)))
  const [zero, three, next] = await ids()
  expect([zero, three]).toEqual([0, 3])
  expect(next).toBeGreaterThan(3)
})
