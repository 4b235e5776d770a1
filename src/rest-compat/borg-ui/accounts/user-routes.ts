import { z } from 'zod'
import {
  CreateAccountDocument,
  DeleteAccountDocument,
  UpdateAccountDocument,
} from '../../generated/borg-ui/borg-ui.ts'
import { globalId } from '../../global-ids.ts'
import type { ErrorTable } from '../protocol/error-table.ts'
import type { ErrorRule } from '../protocol/problem.ts'
import { route } from '../protocol/route.ts'
import { pick } from '../values/pick.ts'
import { meOf, meShape } from './account-shapes.ts'
import { collectAccounts } from './accounts.ts'
import {
  generalRoleOf,
  invalidAuthSource,
  invalidRole,
  keepNames,
  names,
  newPassword,
  readAuthSource,
  readNames,
  readRole,
  userChanges,
  userId,
} from './user-input.ts'

const tag = 'Users'

const adminOnly: ErrorRule = { status: 403, key: 'settings.adminAccessRequired' }

/** What is wrong with names, and who cannot go; for a user's own profile, too. */
export const accountErrors: ErrorTable = {
  NOT_FOUND: { status: 404, key: 'settings.userNotFound' },
  'CONFLICT:NAME_TAKEN': { status: 400, key: 'settings.usernameAlreadyExists' },
  'CONFLICT:EMAIL_TAKEN': { status: 400, key: 'settings.emailAlreadyExists' },
  'CONFLICT:IDENTITY_TAKEN': { status: 400, key: 'auth.oidcIdentityConflict' },
  'CONFLICT:LAST_ADMIN': { status: 400, key: 'settings.cannotDeleteLastAdmin' },
  'CONFLICT:OWN_ACCOUNT': { status: 400, key: 'settings.cannotDeleteOwnAccount' },
}

const common = {
  tag,
  access: 'admin' as const,
  roleRefusal: adminOnly,
  errors: { ...accountErrors, FORBIDDEN: adminOnly },
}

/** An answer that says only that it is done. */
export const doneShape = <Name extends string>(name: Name) =>
  z.strictObject({
    success: z.literal(true),
    message: z.literal(`backend.success.settings.${name}` as const),
  })
export const done = <Name extends string>(name: Name) => ({
  success: true as const,
  message: `backend.success.settings.${name}` as const,
})

const createdShape = meShape.pick({
  id: true,
  username: true,
  full_name: true,
  email: true,
  is_active: true,
  role: true,
  all_repositories_role: true,
})

const listedShape = createdShape.extend(
  meShape.pick({ auth_source: true, oidc_subject: true, created_at: true, last_login: true }).shape,
)

const list = route({
  ...common,
  method: 'get',
  path: '/api/settings/users',
  summary: 'All users',
  success: {
    status: 200,
    description: 'In the order in which they were added',
    answer: z.strictObject({
      success: z.literal(true),
      users: z.array(listedShape),
    }),
  },
  handle: async ({ run }) => ({
    success: true as const,
    users: (await collectAccounts(run)).map(user => pick(listedShape, meOf(user))),
  }),
})

const create = route({
  ...common,
  method: 'post',
  path: '/api/settings/users',
  summary: 'Add a user, who may do on all repositories what the role says',
  body: {
    kind: 'json',
    schema: z.object({
      ...names,
      username: z.string(),
      password: newPassword,
      role: z.string().optional().meta({ description: 'viewer (default), operator or admin' }),
    }),
  },
  success: {
    status: 200,
    description: 'Added',
    answer: doneShape('userCreated').extend({ user: createdShape }),
  },
  refusals: [invalidRole],
  async handle({ body, run }) {
    const role = readRole(body.role) ?? 'VIEWER'
    const { username, password } = body
    const input = {
      ...readNames(body),
      username,
      password,
      role,
      allRepositoriesRole: generalRoleOf(role),
    }
    const { user } = (await run(CreateAccountDocument, { input })).createUser
    return { ...done('userCreated'), user: pick(createdShape, await keepNames(run, user, body)) }
  },
})

const update = route({
  ...common,
  method: 'put',
  path: '/api/settings/users/{user_id}',
  summary: 'Change what is given',
  params: userId,
  body: {
    kind: 'json',
    schema: z.object({
      ...userChanges,
      auth_source: z.string().nullish().meta({ description: 'local, oidc or proxy' }),
      oidc_subject: z.string().nullish().meta({ description: 'Empty: unlink' }),
    }),
  },
  success: { status: 200, description: 'Changed', answer: doneShape('userUpdated') },
  refusals: [invalidRole, invalidAuthSource],
  async handle({ params, body, run }) {
    const input = {
      userId: globalId('User', params.user_id),
      ...readNames(body),
      isActive: body.is_active ?? null,
      role: readRole(body.role) ?? null,
      authSource: readAuthSource(body.auth_source) ?? null,
      ...(body.oidc_subject == null ? {} : { oidcSubject: body.oidc_subject || null }),
    }
    const { user } = (await run(UpdateAccountDocument, { input })).updateUser
    await keepNames(run, user, body)
    return done('userUpdated')
  },
})

const remove = route({
  ...common,
  method: 'delete',
  path: '/api/settings/users/{user_id}',
  summary: 'Remove a user with their sessions, tokens and permissions',
  params: userId,
  success: { status: 200, description: 'Removed', answer: doneShape('userDeleted') },
  async handle({ params, run }) {
    await run(DeleteAccountDocument, { id: globalId('User', params.user_id) })
    return done('userDeleted')
  },
})

const resetPassword = route({
  ...common,
  method: 'post',
  path: '/api/settings/users/{user_id}/reset-password',
  summary: 'A new password for a user; ends their sessions',
  params: userId,
  body: { kind: 'json', schema: z.object({ new_password: newPassword }) },
  success: { status: 200, description: 'Changed', answer: doneShape('passwordReset') },
  locations: { password: ['body', 'new_password'] },
  async handle({ params, body, run }) {
    await run(UpdateAccountDocument, {
      input: { userId: globalId('User', params.user_id), password: body.new_password },
    })
    return done('passwordReset')
  },
})

/** The users, for administrators. */
export const userRoutes = [list, create, update, remove, resetPassword]
