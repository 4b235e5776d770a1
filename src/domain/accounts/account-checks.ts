import type { Kysely } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import type { RepositoryRole, UserRole } from '../kernel/access.ts'
import { conflict, DomainError, invalidInput } from '../kernel/errors.ts'
import { isUniqueViolation } from '../kernel/sql-errors.ts'

/** @throws DomainError `INVALID_INPUT` */
export function checkUsername(username: string): string {
  if (!/^[^\s\p{C}][^\p{C}]{0,98}[^\s\p{C}]$|^[^\s\p{C}]$/u.test(username))
    throw invalidInput({
      username: 'Must be 1 to 100 printable characters without blanks at its ends.',
    })
  return username
}

/** @throws DomainError `INVALID_INPUT` */
export function checkDisplayText(texts: {
  email?: string | null | undefined
  fullName?: string | null | undefined
}): void {
  const wrong = (['email', 'fullName'] as const).filter(field => /^.{256}|\p{C}/su.test(texts[field] ?? ''))
  if (wrong.length > 0)
    throw invalidInput(
      Object.fromEntries(wrong.map(field => [field, 'Must not exceed 255 printable characters.'])),
    )
}

/**
 * Nobody gets more on all repositories than their global role (contract borg-ui, 5.5).
 *
 * @throws DomainError `INVALID_INPUT`
 */
export function checkGeneralRole(role: UserRole, allRepositoriesRole: RepositoryRole | null): void {
  if (role === 'VIEWER' && allRepositoriesRole === 'OPERATOR')
    throw invalidInput({ allRepositoriesRole: 'Must not be above the global role.' })
}

/**
 * Orders everything in transactions that changes users: who comes second sees what the first has done, on both databases.
 * So two administrators cannot remove each other at the same moment.
 */
export async function orderUserChanges(db: Kysely<Tables>): Promise<void> {
  await db
    .updateTable('user_account')
    .set(({ ref }) => ({ role: ref('role') }))
    .where('role', '=', 'ADMIN')
    .execute()
}

/**
 * Another user's address is refused, none at all never is.
 *
 * @throws DomainError `CONFLICT` `EMAIL_TAKEN`
 */
export async function requireFreeEmail(
  db: Kysely<Tables>,
  email: string | null | undefined,
  id: number | null,
): Promise<void> {
  if (!email) return
  const other = await db
    .selectFrom('user_account')
    .select('id')
    .where(({ fn, eb }) => eb(fn<string>('lower', ['email']), '=', email.toLowerCase()))
    .where('id', '<>', id ?? 0)
    .executeTakeFirst()
  if (other) throw conflict('EMAIL_TAKEN', 'Another user has this e-mail address.')
}

/** @throws DomainError `CONFLICT` `IDENTITY_TAKEN` when another user has this identity */
export async function requireFreeIdentity(
  db: Kysely<Tables>,
  oidcSubject: string | null,
  id: number,
): Promise<void> {
  if (oidcSubject === null) return
  const other = await db
    .selectFrom('user_account')
    .select('id')
    .where('oidcSubject', '=', oidcSubject)
    .where('id', '<>', id)
    .executeTakeFirst()
  if (other) throw conflict('IDENTITY_TAKEN', 'This identity belongs to another user.')
}

/** What a unique index means that refused a user. */
export const refuseTakenName =
  (username: string) =>
  (error: unknown): never => {
    if (isUniqueViolation(error))
      throw new DomainError(
        'CONFLICT',
        `There is already a user called ${username}.`,
        { reason: 'NAME_TAKEN' },
        { cause: error },
      )
    throw error
  }

/** Who a user is at an OpenID Connect provider. */
export interface OidcIdentity {
  issuer: string | null
  subject: string | null
}

/** The column holds issuer and subject, joined by a blank. */
export function oidcIdentityOf({ oidcSubject }: { oidcSubject: string | null }): OidcIdentity {
  const blank = oidcSubject?.indexOf(' ') ?? -1
  return {
    issuer: oidcSubject?.slice(0, Math.max(blank, 0)) || null,
    subject: oidcSubject?.slice(blank + 1) ?? null,
  }
}

/**
 * What is kept of an identity as somebody wrote it: `issuer subject`, or the subject alone for a user who has an issuer.
 *
 * @throws DomainError `INVALID_INPUT`
 */
export function readOidcSubject(text: string | null, before: { oidcSubject: string | null }): string | null {
  if (text === null) return null
  const { issuer, subject } = oidcIdentityOf(before)
  if (text === subject) return before.oidcSubject
  const full = text.includes(' ') || issuer === null ? text : `${issuer} ${text}`
  if (!/^https?:\/\/\S+ \S+$/.test(full) || full.length > 512)
    throw invalidInput({ oidcSubject: 'Must be the issuer’s address, a blank, and the subject.' })
  return full
}
