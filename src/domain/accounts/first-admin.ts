import { randomBytes } from 'node:crypto'
import { DomainError } from '../kernel/errors.ts'
import type { World } from '../kernel/scope.ts'
import { addUser } from './users.ts'

/**
 * Makes the first administrator when there is no user at all.
 *
 * @param keep called with a password that had to be generated, before the account exists: a server that dies in between
 *   leaves nobody locked out. Returns what takes it back, for when another server was faster
 */
export async function ensureAdmin(
  world: World,
  username: string,
  givenPassword: string | undefined,
  keep: (generatedPassword: string) => () => void,
): Promise<void> {
  const somebody = await world.db.selectFrom('user_account').select('id').limit(1).executeTakeFirst()
  if (somebody) return
  const password = givenPassword ?? randomBytes(18).toString('base64url')
  const takeBack = givenPassword === undefined ? keep(password) : () => {}
  try {
    await addUser(world, { username, password, role: 'ADMIN' }, givenPassword === undefined)
  } catch (error) {
    if (!(error instanceof DomainError) || error.details.reason !== 'NAME_TAKEN') throw error
    takeBack()
  }
}
