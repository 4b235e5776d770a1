import { randomBytes } from 'node:crypto'
import type { World } from './scope.ts'
import { addUser } from './users.ts'

/**
 * Makes the first administrator when there is no user at all.
 *
 * @returns the generated password, or null when it was given or nobody was made
 */
export async function ensureAdmin(
  world: World,
  username: string,
  givenPassword: string | undefined,
): Promise<{ created: boolean; generatedPassword: string | null }> {
  const somebody = await world.db.selectFrom('user_account').select('id').limit(1).executeTakeFirst()
  if (somebody) return { created: false, generatedPassword: null }
  const generatedPassword = givenPassword === undefined ? randomBytes(18).toString('base64url') : null
  await addUser(
    world,
    { username, password: givenPassword ?? generatedPassword!, role: 'ADMIN' },
    generatedPassword !== null,
  )
  return { created: true, generatedPassword }
}
