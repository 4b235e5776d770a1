import { z } from 'zod'
import type { Run } from '../../execute.ts'
import type { AccountFragment } from '../../generated/borg-ui/borg-ui.ts'
import type { AuthSource, RepositoryRole, UserRole } from '../../generated/schema.ts'
import { type ErrorRule, refuse } from '../protocol/problem.ts'
import { sentOf } from '../values/as-sent.ts'
import { laxBoolean, laxInt } from '../values/lax.ts'
import { accountAsSent, derivedMeOf } from './account-shapes.ts'

export const userId = z.object({ user_id: laxInt() })

/** As the old server counts them: bytes, not characters. */
export const newPassword = z
  .string()
  .refine(text => Buffer.byteLength(text) <= 72, 'Password must not exceed 72 bytes when UTF-8 encoded')

/** Names that a user may change in themselves, too. An empty text clears the last two; null is the same as absent. */
export const names = {
  username: z.string().nullish(),
  full_name: z.string().nullish(),
  email: z.string().nullish(),
}
type Names = z.output<z.ZodObject<typeof names>>

/** The names as the schema takes them. */
export const readNames = ({ username, full_name: fullName, email }: Names) => ({
  username: username ?? null,
  ...(fullName == null ? {} : { fullName: fullName.trim() || null }),
  ...(email == null ? {} : { email: email.trim() || null }),
})

export const userChanges = {
  ...names,
  is_active: laxBoolean().nullish(),
  role: z.string().nullish().meta({ description: 'viewer, operator or admin' }),
}

/** Legacy scripts say only whether somebody is an administrator. */
export const legacyRole = { is_admin: laxBoolean().nullish() }

const rolesText = { roles: 'admin, operator, viewer' }
export const invalidRole: ErrorRule = { status: 422, key: 'permissions.invalidRole' }
export const invalidAuthSource: ErrorRule = { status: 422, key: 'settings.invalidAuthSource' }

const globalRoles: Readonly<Record<string, UserRole>> = {
  viewer: 'VIEWER',
  operator: 'OPERATOR',
  admin: 'ADMIN',
}

/** @throws Problem 422 for a role that there is not */
export function readRole(text: string | null | undefined): UserRole | undefined {
  if (text == null) return undefined
  const role = Object.hasOwn(globalRoles, text) ? globalRoles[text] : undefined
  if (!role) throw refuse(invalidRole, rolesText)
  return role
}

/** @throws Problem 422 */
export function readAuthSource(text: string | null | undefined): AuthSource | undefined {
  if (text == null) return undefined
  const sources: readonly string[] = ['local', 'oidc', 'proxy']
  if (!sources.includes(text)) throw refuse(invalidAuthSource)
  return text.toUpperCase() as AuthSource
}

/** New users may do on every repository what their global role says (contract borg-ui, 5.2). */
export const generalRoleOf = (role: UserRole): RepositoryRole | null => (role === 'ADMIN' ? null : role)

/** Remembers which names were sent, and gives the user as `/api/auth/me` does. */
export const keepNames = (
  run: Run,
  user: AccountFragment,
  body: Names & { oidc_subject?: string | null | undefined },
) =>
  accountAsSent.keep(
    run,
    { type: 'User', id: user.databaseId },
    { shown: derivedMeOf(user), kept: user.asSent },
    sentOf(body, ['username', 'full_name', 'email', 'oidc_subject']),
  )
