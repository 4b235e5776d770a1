import type { UserRole } from '../kernel/access.ts'
import { DomainError } from '../kernel/errors.ts'
import type { World } from '../kernel/scope.ts'
import { isUniqueViolation } from '../kernel/sql-errors.ts'
import { checkUsername, requireFreeEmail } from './account-checks.ts'
import { noPassword } from './passwords.ts'
import type { UserRow } from './users.ts'

/** Somebody for whom another system vouches. */
export interface VouchedUser {
  username: string
  authSource: 'OIDC' | 'PROXY'
  role: UserRole
  isActive: boolean
  email: string | null
  fullName: string | null
  /** Issuer and subject, joined by a blank. */
  oidcSubject?: string
}

/**
 * Makes an account that no password opens. Null when the name or the identity was taken in the meantime.
 *
 * @throws DomainError `INVALID_INPUT` for a name that nobody can have
 */
export async function addVouchedUser(world: Pick<World, 'db'>, user: VouchedUser): Promise<UserRow | null> {
  const { isActive, oidcSubject, email, fullName, ...rest } = user
  try {
    return await world.db
      .insertInto('user_account')
      .values({
        ...rest,
        username: checkUsername(user.username),
        email: await freeEmail(world, email, null),
        fullName: displayText(fullName),
        passwordHash: noPassword,
        oidcSubject: oidcSubject ?? null,
        isActive: isActive ? 1 : 0,
        mustChangePassword: 0,
        sealedTotpSecret: null,
        totpLastStep: null,
        recoveryCodes: null,
        preferences: null,
        allRepositoriesRole: null,
        createdAt: Date.now(),
        lastSignInAt: null,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
  } catch (error) {
    if (isUniqueViolation(error)) return null
    throw error
  }
}

/** An address as it may be kept: none when it is another user's, which is no reason to keep somebody out. */
export async function freeEmail(
  { db }: Pick<World, 'db'>,
  email: string | null,
  id: number | null,
): Promise<string | null> {
  const text = displayText(email)
  return requireFreeEmail(db, text, id).then(
    () => text,
    error => {
      if (error instanceof DomainError) return null
      throw error
    },
  )
}

/** A text of another system as it may be shown: cut, and without control characters. Null for none. */
export const displayText = (text: string | null): string | null =>
  text?.replaceAll(/\p{C}/gu, '').trim().slice(0, 255) || null
