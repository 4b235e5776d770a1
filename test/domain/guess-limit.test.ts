import { afterAll, beforeAll, expect, it } from 'vitest'
import { removeOldAllowances, spendAllowance } from '../../src/domain/accounts/allowances.ts'
import { attemptsUnder } from '../../src/domain/accounts/attempts.ts'
import { createGuessLimit, TooManyFailures } from '../../src/domain/accounts/guess-limit.ts'
import { createPasswords } from '../../src/domain/accounts/passwords.ts'
import { matchesBcrypt } from '../../src/platform/bcrypt-thread.ts'
import type { Database } from '../../src/platform/database.ts'
import { openTables } from '../support/database.ts'
import { makeFolder } from '../support/trees.ts'

const folder = makeFolder()

const rules = { maxFailures: 5, lockoutSeconds: 60 }
const failureOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => null,
    error => {
      if (error instanceof TooManyFailures) return error
      throw error
    },
  )

/** What two servers have of one database. SQLite has one server. */
let databases: [Database, Database]
beforeAll(async () => {
  const first = await openTables(folder.path)
  databases = [first, first.isSqlite ? first : await openTables(folder.path)]
})
afterAll(async () => {
  for (const database of new Set(databases)) await database.close()
  folder[Symbol.dispose]()
})

it('counts what fails on one server and on another together, and says once that it is enough', async () => {
  const limits = databases.map(database => createGuessLimit(database, rules))
  const failures = await Promise.all(
    Array.from({ length: 20 }, (_nothing, index) => failureOf(limits[index % 2]!.recordFailure('many'))),
  )
  expect(failures.filter(failure => failure === null)).toHaveLength(4)
  expect(failures.filter(failure => failure?.isNew)).toHaveLength(1)
  for (const limit of limits) {
    await expect(limit.requireAllowance('many')).rejects.toThrow(/Try again in (59|60) s/)
    await expect(limit.requireAllowance('others')).resolves.toBeUndefined()
  }
})

it('forgets failures after a success, but not that it was enough', async () => {
  const [one, other] = databases.map(database => createGuessLimit(database, rules))
  for (let round = 1; round <= 3; round += 1) {
    for (let failure = 1; failure <= 4; failure += 1) await one!.recordFailure('forgetful')
    await other!.recordSuccess('forgetful')
  }
  for (let failure = 1; failure <= 5; failure += 1) await failureOf(one!.recordFailure('forgetful'))
  await expect(other!.recordSuccess('forgetful')).rejects.toThrow(TooManyFailures)
  await expect(one!.requireAllowance('forgetful')).rejects.toThrow(TooManyFailures)
})

it('begins anew when its time is over; nothing that was typed is in the table', async () => {
  const limit = createGuessLimit(databases[0], { maxFailures: 1, lockoutSeconds: 60 })
  await failureOf(limit.recordFailure('192.0.2.1 ada lovelace'))
  const { db } = databases[0]
  await db.updateTable('allowance').set({ until: Date.now() }).execute()
  await limit.requireAllowance('192.0.2.1 ada lovelace')
  expect(await spendAllowance(databases[1], '192.0.2.1 ada lovelace', 60_000)).toMatchObject({ used: 1 })
  await removeOldAllowances(databases[0])
  const rows = await db.selectFrom('allowance').selectAll().execute()
  expect(rows).toHaveLength(1)
  expect(JSON.stringify(rows)).not.toContain('lovelace')
})

it('does not open to a right guess while wrong ones on all servers use the allowance up', async () => {
  const limits = databases.map(database => createGuessLimit(database, { maxFailures: 2, lockoutSeconds: 60 }))
  const passwords = createPasswords(matchesBcrypt)
  const hash = await passwords.hash('open sesame')
  const place = { share: '192.0.2.1', isKnown: false }
  const wrongAreOver = Promise.withResolvers<void>()
  const areRight: Promise<void>[] = []
  const right = limits.map(limit => {
    const isRight = Promise.withResolvers<void>()
    areRight.push(isRight.promise)
    const slow = attemptsUnder(limit, '192.0.2.1 ali', place)
    return failureOf(
      createPasswords(matchesBcrypt).attempt(
        {
          ...slow,
          async recordSuccess() {
            isRight.resolve()
            await wrongAreOver.promise
            await slow.recordSuccess()
          },
        },
        hash,
        'open sesame',
      ),
    )
  })
  await Promise.all(areRight)
  const wrong = Array.from({ length: 6 }, (_nothing, index) =>
    passwords.attempt(attemptsUnder(limits[index % 2]!, '192.0.2.1 ali', place), hash, `wrong ${index}`),
  )
  const answers = await Promise.allSettled(wrong)
  expect(answers.filter(answer => answer.status === 'fulfilled')).toEqual([
    { status: 'fulfilled', value: false },
  ])
  wrongAreOver.resolve()
  expect(await Promise.all(right)).toEqual([expect.any(TooManyFailures), expect.any(TooManyFailures)])
})
