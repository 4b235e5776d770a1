import { monitorEventLoopDelay } from 'node:perf_hooks'
import bcrypt from 'bcryptjs'
import { afterAll, expect, it } from 'vitest'
import { signInAttempts } from '../../src/domain/accounts/attempts.ts'
import { isBcrypt } from '../../src/domain/accounts/passwords.ts'
import { embeddedWakeups } from '../../src/platform/embedded-wakeups.ts'
import { openTables } from '../support/database.ts'
import { makeFolder } from '../support/trees.ts'
import { makeWorld } from '../support/world.ts'

const folder = makeFolder()
const database = await openTables(folder.path)
const world = makeWorld(database, embeddedWakeups(), folder.path)
afterAll(async () => {
  await database.close()
  folder[Symbol.dispose]()
})

const { passwords } = world
const attempt = async (username: string, hash: string | null, guess: string) =>
  passwords.attempt(await signInAttempts(world, username, '192.0.2.1'), hash, guess)

it('checks the hashes of imported accounts, in every spelling', async () => {
  const made = await bcrypt.hash('open sesame', 4)
  for (const spelling of ['$2a$', '$2b$', '$2y$']) {
    const hash = spelling + made.slice(4)
    expect(isBcrypt(hash)).toBe(true)
    expect(await attempt('imported', hash, 'open sesame')).toBe(true)
    expect(await attempt('imported', hash, 'open sesam')).toBe(false)
  }
})

it('knows bcrypt from its own hashes, and from what would take for ever', async () => {
  const own = await passwords.hash('open sesame')
  expect(own).toMatch(/^\$argon2id\$/)
  expect(isBcrypt(own)).toBe(false)
  expect(isBcrypt('!')).toBe(false)
  // Each more doubles the time: 2^14 is what a server can afford for one guess.
  for (const [cost, isTaken] of [
    ['04', true],
    ['14', true],
    ['15', false],
    ['31', false],
  ] as const) {
    const hash = `$2b$${cost}$${'a'.repeat(53)}`
    expect(isBcrypt(hash)).toBe(isTaken)
    // What no import would take any more, but an older one did: no password opens it, and nothing breaks.
    if (!isTaken) expect(await attempt(`cost ${cost}`, hash, 'open sesame')).toBe(false)
  }
})

it('compares bcrypt beside the event loop', async () => {
  const hash = await bcrypt.hash('open sesame', 13)
  const delay = monitorEventLoopDelay({ resolution: 10 })
  const startedAt = performance.now()
  delay.enable()
  expect(await attempt('slow', hash, 'open sesame')).toBe(true)
  delay.disable()
  // On the loop, all of it would be one delay.
  expect(delay.max / 1e6).toBeLessThan((performance.now() - startedAt) / 2)
})
