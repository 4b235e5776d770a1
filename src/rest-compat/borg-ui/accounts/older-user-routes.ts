import { z } from 'zod'
import {
  CreateAccountDocument,
  DeleteAccountDocument,
  UpdateAccountDocument,
} from '../../generated/borg-ui/borg-ui.ts'
import type { UserRole } from '../../generated/schema.ts'
import { globalId } from '../../global-ids.ts'
import { commonErrors, type ErrorTable } from '../protocol/error-table.ts'
import type { ErrorRule } from '../protocol/problem.ts'
import { route } from '../protocol/route.ts'
import { meOf, meShape } from './account-shapes.ts'
import { collectAccounts, findAccount } from './accounts.ts'
import {
  generalRoleOf,
  invalidRole,
  keepNames,
  legacyRole,
  newPassword,
  readNames,
  readRole,
  userChanges,
  userId,
} from './user-input.ts'

const cannotDeleteSelf: ErrorRule = { status: 400, key: 'auth.cannotDeleteSelf' }

const errors: ErrorTable = {
  NOT_FOUND: { status: 404, key: 'auth.userNotFound' },
  'CONFLICT:NAME_TAKEN': { status: 400, key: 'auth.usernameAlreadyRegistered' },
  'CONFLICT:EMAIL_TAKEN': { status: 400, key: 'auth.emailAlreadyRegistered' },
  'CONFLICT:LAST_ADMIN': cannotDeleteSelf,
  'CONFLICT:OWN_ACCOUNT': cannotDeleteSelf,
}

const common = {
  tag: 'Users',
  access: 'admin' as const,
  roleRefusal: commonErrors.FORBIDDEN!,
  errors,
}

/** What these routes say of a user: as `/api/auth/me`, without permissions. */
const withoutPermissions = (me: z.output<typeof meShape>) => ({ ...me, global_permissions: [] })

const list = route({
  ...common,
  method: 'get',
  path: '/api/auth/users',
  summary: 'All users, in the older form',
  success: {
    status: 200,
    description: 'In the order in which they were added',
    answer: z.array(meShape),
  },
  handle: async ({ run }) => (await collectAccounts(run)).map(user => withoutPermissions(meOf(user))),
})

const create = route({
  ...common,
  method: 'post',
  path: '/api/auth/users',
  summary: 'Add a user, in the older form',
  body: {
    kind: 'json',
    schema: z.object({ ...userChanges, ...legacyRole, username: z.string(), password: newPassword }),
  },
  success: { status: 200, description: 'Added', answer: meShape },
  refusals: [invalidRole],
  async handle({ body, run }) {
    const role = readRole(body.role) ?? (body.is_admin ? 'ADMIN' : 'VIEWER')
    const { username, password } = body
    const input = {
      ...readNames(body),
      username,
      password,
      role,
      allRepositoriesRole: generalRoleOf(role),
    }
    const { user } = (await run(CreateAccountDocument, { input })).createUser
    return withoutPermissions(await keepNames(run, user, body))
  },
})

const update = route({
  ...common,
  method: 'put',
  path: '/api/auth/users/{user_id}',
  summary: 'Change what is given, in the older form',
  params: userId,
  body: { kind: 'json', schema: z.object({ ...userChanges, ...legacyRole }) },
  success: { status: 200, description: 'The user as they are now', answer: meShape },
  refusals: [invalidRole],
  async handle({ params, body, run }) {
    const before = await findAccount(run, params.user_id)
    const input = {
      userId: globalId('User', params.user_id),
      ...readNames(body),
      isActive: body.is_active ?? null,
      role: readRole(body.role) ?? legacyRoleOf(body.is_admin, before.role),
    }
    const { user } = (await run(UpdateAccountDocument, { input })).updateUser
    return withoutPermissions(await keepNames(run, user, body))
  },
})

/** `is_admin` makes somebody an administrator, or no administrator; an operator who is none stays one. */
function legacyRoleOf(isAdmin: boolean | null | undefined, before: UserRole): UserRole | null {
  if (isAdmin == null) return null
  if (isAdmin) return 'ADMIN'
  return before === 'ADMIN' ? 'VIEWER' : before
}

const remove = route({
  ...common,
  method: 'delete',
  path: '/api/auth/users/{user_id}',
  summary: 'Remove a user, in the older form',
  params: userId,
  success: {
    status: 200,
    description: 'Removed',
    answer: z.strictObject({ message: z.literal('backend.success.auth.userDeleted') }),
  },
  async handle({ params, run }) {
    await run(DeleteAccountDocument, { id: globalId('User', params.user_id) })
    return { message: 'backend.success.auth.userDeleted' as const }
  },
})

/** The older twin of the routes about users. */
export const olderUserRoutes = [list, create, update, remove]
