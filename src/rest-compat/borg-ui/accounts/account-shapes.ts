import { z } from 'zod'
import type { AccountFragment, AccountTokenFragment } from '../../generated/borg-ui/borg-ui.ts'
import type { UserRole } from '../../generated/schema.ts'
import { dateOrNull, dateText } from '../protocol/text-formats.ts'
import { asSent } from '../values/as-sent.ts'
import { date } from '../values/job-shapes.ts'

/** `POST /api/auth/refresh`, and `/login` when that is all: all keys, always. */
export const sessionShape = z.strictObject({
  access_token: z.string(),
  token_type: z.literal('bearer'),
  expires_in: z.int().meta({ description: 'Seconds' }),
  must_change_password: z.boolean(),
  totp_required: z.literal(false),
  login_challenge_token: z.null(),
})

/** `POST /api/auth/login` of a user with a second factor. The challenge is no credential. */
const challengeShape = z.strictObject({
  access_token: z.null(),
  token_type: z.null(),
  expires_in: z.null(),
  must_change_password: z.literal(false),
  totp_required: z.literal(true),
  login_challenge_token: z.string().meta({ description: 'For `/api/auth/login/totp`, for 10 minutes' }),
})

/** `POST /api/auth/login` */
export const loginShape = z.union([sessionShape, challengeShape])

export const challengeOf = (challenge: string): z.output<typeof challengeShape> => ({
  access_token: null,
  token_type: null,
  expires_in: null,
  must_change_password: false,
  totp_required: true,
  login_challenge_token: challenge,
})

export function sessionOf(
  { accessToken, expiresAt }: { accessToken: string; expiresAt: string },
  mustChangePassword: boolean,
): z.output<typeof sessionShape> {
  return {
    access_token: accessToken,
    token_type: 'bearer',
    // Lifetimes are set in whole minutes; the milliseconds that signing in took are not worth a different number.
    expires_in: Math.round((Date.parse(expiresAt) - Date.now()) / 60_000) * 60,
    must_change_password: mustChangePassword,
    totp_required: false,
    login_challenge_token: null,
  }
}

export const roleShape = z.enum(['viewer', 'operator', 'admin'])
export const repositoryRoleShape = z.enum(['viewer', 'operator'])

/** `GET /api/auth/me` */
export const meShape = z.strictObject({
  id: z.int(),
  username: z.string(),
  full_name: z.string().nullable(),
  deployment_type: z.literal('individual'),
  enterprise_name: z.null(),
  email: z.string().nullable(),
  is_active: z.boolean(),
  auth_source: z.enum(['local', 'oidc', 'proxy']),
  oidc_subject: z.string().nullable(),
  role: roleShape,
  all_repositories_role: repositoryRoleShape.nullable(),
  must_change_password: z.boolean(),
  totp_enabled: z.boolean(),
  passkey_count: z.literal(0),
  last_login: date().nullable(),
  created_at: date(),
  global_permissions: z.array(z.string()),
})

/** Which global role each permission needs (contract borg-ui, 5.1). */
const permissionRules = {
  'repositories.manage_all': 'admin',
  'repositories.create': 'admin',
  'repositories.import': 'admin',
  'settings.users.manage': 'admin',
  'settings.system.manage': 'admin',
  'settings.mqtt.manage': 'admin',
  'settings.beta.manage': 'admin',
  'settings.cache.manage': 'admin',
  'settings.logs.manage': 'admin',
  'settings.packages.manage': 'admin',
  'settings.ssh.manage': 'admin',
  'settings.scripts.manage': 'admin',
  'settings.export_import.manage': 'admin',
  'settings.mounts.manage': 'operator',
  'activity.view_all': 'admin',
} as const

const permissionsOf = (role: UserRole): string[] =>
  Object.entries(permissionRules)
    .filter(([, needed]) => role === 'ADMIN' || (role === 'OPERATOR' && needed === 'operator'))
    .map(([permission]) => permission)
    .sort()

/** Nobody who may read the account is without one. */
const authSourceOf = ({ authSource }: Pick<AccountFragment, 'authSource'>) =>
  (authSource ?? 'LOCAL').toLowerCase() as 'local' | 'oidc' | 'proxy'

/** The global role, and the one on all repositories. */
const rolesOf = (user: Pick<AccountFragment, 'role' | 'allRepositoriesRole'>) => ({
  role: user.role.toLowerCase() as z.output<typeof roleShape>,
  all_repositories_role: (user.allRepositoriesRole?.toLowerCase() ?? null) as z.output<
    typeof repositoryRoleShape
  > | null,
})

/** A user as the server derives them, whatever a client sent. */
export function derivedMeOf(user: AccountFragment): z.output<typeof meShape> {
  return {
    id: user.databaseId,
    username: user.username,
    full_name: user.fullName,
    deployment_type: 'individual',
    enterprise_name: null,
    email: user.email,
    is_active: user.isActive,
    auth_source: authSourceOf(user),
    oidc_subject: user.oidcSubject,
    ...rolesOf(user),
    must_change_password: user.mustChangePassword,
    totp_enabled: user.totpEnabled,
    passkey_count: 0,
    last_login: dateOrNull(user.lastSignInAt),
    created_at: dateText(user.createdAt),
    global_permissions: permissionsOf(user.role),
  }
}

/** What clients sent about users. */
export const accountAsSent = asSent<z.output<typeof meShape>>()

export const meOf = (user: AccountFragment) => accountAsSent.show(derivedMeOf(user), user.asSent)

/** One item of `GET /api/settings/tokens` */
export const tokenShape = z.strictObject({
  id: z.int(),
  name: z.string(),
  prefix: z.string(),
  created_at: date(),
  last_used_at: date().nullable(),
})

export const tokenOf = (token: AccountTokenFragment): z.output<typeof tokenShape> => ({
  id: token.databaseId,
  name: token.name,
  prefix: token.prefix,
  created_at: dateText(token.createdAt),
  last_used_at: dateOrNull(token.lastUsedAt),
})

/** `GET /api/auth/authorization-model`, which is the same on every server. */
export const authorizationModel = {
  global_roles: [
    { id: 'viewer', rank: 1, scope: 'global' },
    { id: 'operator', rank: 2, scope: 'global' },
    { id: 'admin', rank: 3, scope: 'global' },
  ],
  repository_roles: [
    { id: 'viewer', rank: 1, scope: 'repository' },
    { id: 'operator', rank: 2, scope: 'repository' },
  ],
  global_permission_rules: permissionRules,
  repository_action_rules: {
    view: 'viewer',
    restore: 'viewer',
    backup: 'operator',
    maintenance: 'operator',
    delete_archive: 'operator',
  },
  assignable_repository_roles_by_global_role: {
    viewer: ['viewer'],
    operator: ['viewer', 'operator'],
    admin: ['viewer', 'operator'],
  },
}
