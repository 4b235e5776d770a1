import { z } from 'zod'
import type { AuthSource, RepositoryRole, UserRole } from '../schema.generated.ts'
import { laxBoolean, laxInt } from './lax.ts'
import { type ErrorRule, refuse } from './problem.ts'

export const userId = z.object({ user_id: laxInt() })

/** As the old server counts them: bytes, not characters. */
export const newPassword = z
  .string()
  .refine(text => Buffer.byteLength(text) <= 72, 'Password must not exceed 72 bytes when UTF-8 encoded')

/** An empty text clears what may be empty; null, like nothing at all, leaves it. */
const clearable = z
  .string()
  .nullish()
  .transform(text => (text == null ? undefined : text.trim() || null))

/** Names that a user may change in themselves, too. */
export const names = {
  username: z.string().nullish(),
  full_name: clearable,
  email: clearable,
}

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
