import bcrypt from 'bcryptjs'
import { afterAll, expect, it } from 'vitest'
import { createGuessLimit } from '../../src/domain/accounts/guess-limit.ts'
import { createPasswords, isBcrypt } from '../../src/domain/accounts/passwords.ts'
import { openTables } from '../support/database.ts'
import { makeFolder } from '../support/trees.ts'

const folder = makeFolder()
const database = await openTables(folder.path)
afterAll(async () => {
  await database.close()
  folder[Symbol.dispose]()
})

const passwords = createPasswords(createGuessLimit(database, { maxFailures: 5, lockoutSeconds: 60 }))

it('checks the hashes of imported accounts, in every spelling', async () => {
  const made = await bcrypt.hash('open sesame', 4)
  for (const spelling of ['$2a$', '$2b$', '$2y$']) {
    const hash = spelling + made.slice(4)
    expect(isBcrypt(hash)).toBe(true)
    expect(await passwords.matches(hash, 'open sesame')).toBe(true)
    expect(await passwords.matches(hash, 'open sesam')).toBe(false)
  }
})

it('knows bcrypt from its own hashes, and from what would take for ever', async () => {
  const own = await passwords.hash('open sesame')
  expect(own).toMatch(/^\$argon2id\$/)
  expect(isBcrypt(own)).toBe(false)
  expect(isBcrypt('!')).toBe(false)
  expect(isBcrypt(`$2b$31$${'a'.repeat(53)}`)).toBe(false)
})
