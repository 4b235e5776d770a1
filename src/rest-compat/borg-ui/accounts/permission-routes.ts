import { z } from 'zod'
import { type Run, unlessNotFound } from '../../execute.ts'
import {
  AddPermissionDocument,
  ChangePermissionDocument,
  ChangeScopeDocument,
  OwnPermissionsDocument,
  type PermissionFragment,
  PermissionsOfDocument,
  RemovePermissionDocument,
  type UserPermissionsFragment,
} from '../../generated/borg-ui/permissions.ts'
import type { RepositoryRole } from '../../generated/schema.ts'
import { globalId } from '../../global-ids.ts'
import { commonErrors } from '../protocol/error-table.ts'
import { type ErrorRule, notAuthenticated, refuse } from '../protocol/problem.ts'
import { route } from '../protocol/route.ts'
import { dateText } from '../protocol/text-formats.ts'
import { date } from '../values/job-shapes.ts'
import { laxInt } from '../values/lax.ts'
import { repositoryRoleShape } from './account-shapes.ts'
import { userId } from './user-input.ts'

const tag = 'Permissions'

const userNotFound: ErrorRule = { status: 404, key: 'settings.userNotFound' }
const roles = { roles: 'operator, viewer' }
const invalidRole: ErrorRule = { status: 422, key: 'permissions.invalidRole', params: () => roles }

const permissionShape = z.strictObject({
  id: z.int(),
  user_id: z.int(),
  repository_id: z.int(),
  repository_name: z.string(),
  role: repositoryRoleShape,
  created_at: date(),
})
type Permission = z.output<typeof permissionShape>
type KnownRole = z.output<typeof repositoryRoleShape>

const lower = (role: RepositoryRole) => role.toLowerCase() as KnownRole

/** None when the repository is not the caller's to see. */
function permissionOf(user: number, grant: PermissionFragment): Permission[] {
  if (!grant.repository) return []
  return [
    {
      id: grant.databaseId,
      user_id: user,
      repository_id: grant.repository.databaseId,
      repository_name: grant.repository.name,
      role: lower(grant.role),
      created_at: dateText(grant.createdAt),
    },
  ]
}

const permissionsOf = (user: UserPermissionsFragment): Permission[] =>
  user.repositoryGrants.flatMap(grant => permissionOf(user.databaseId, grant))

const scopeShape = z.strictObject({ all_repositories_role: repositoryRoleShape.nullable() })
const scopeOf = ({ allRepositoriesRole: role }: { allRepositoriesRole: RepositoryRole | null }) => ({
  all_repositories_role: role && lower(role),
})

/** @throws Problem 422 */
function readRole(text: string): RepositoryRole {
  if (text !== 'viewer' && text !== 'operator') throw refuse(invalidRole, roles)
  return text === 'viewer' ? 'VIEWER' : 'OPERATOR'
}

async function findOwn(run: Run): Promise<UserPermissionsFragment> {
  const { viewer } = await run(OwnPermissionsDocument, {})
  if (!viewer) throw notAuthenticated()
  return viewer
}

/** @throws Problem 404 */
async function findUser(run: Run, id: number): Promise<UserPermissionsFragment> {
  const found = await unlessNotFound(run(PermissionsOfDocument, { id: globalId('User', id) }))
  if (isUser(found?.node)) return found.node
  throw refuse(userNotFound)
}

const isUser = (node: object | null | undefined): node is UserPermissionsFragment =>
  node != null && 'repositoryGrants' in node

const own = route({
  method: 'get',
  path: '/api/settings/permissions/me',
  tag,
  summary: 'What the caller was granted on single repositories',
  access: 'signed-in',
  success: { status: 200, description: 'One for each repository', answer: z.array(permissionShape) },
  handle: async ({ run }) => permissionsOf(await findOwn(run)),
})

const ownScope = route({
  method: 'get',
  path: '/api/settings/permissions/me/scope',
  tag,
  summary: 'The caller’s role on all repositories',
  access: 'signed-in',
  success: { status: 200, description: 'Null: only what was granted', answer: scopeShape },
  handle: async ({ run }) => scopeOf(await findOwn(run)),
})

const common = { tag, access: 'admin' as const, roleRefusal: commonErrors.FORBIDDEN! }
const path = '/api/settings/users/{user_id}/permissions'
const bothIds = userId.extend({ repo_id: laxInt() })
const which = (params: z.output<typeof bothIds>) => ({
  userId: globalId('User', params.user_id),
  repositoryId: globalId('ManagedRepository', params.repo_id),
})

const list = route({
  ...common,
  method: 'get',
  path,
  summary: 'What a user was granted on single repositories',
  params: userId,
  success: { status: 200, description: 'One for each repository', answer: z.array(permissionShape) },
  refusals: [userNotFound],
  handle: async ({ params, run }) => permissionsOf(await findUser(run, params.user_id)),
})

const add = route({
  ...common,
  method: 'post',
  path,
  summary: 'Grant a role on one repository',
  params: userId,
  body: { kind: 'json', schema: z.object({ repository_id: laxInt(), role: z.string() }) },
  success: { status: 201, description: 'Granted', answer: permissionShape },
  refusals: [userNotFound, invalidRole],
  errors: {
    NOT_FOUND: { status: 404, key: 'repo.repositoryNotFound' },
    'CONFLICT:ALREADY_GRANTED': { status: 409, key: 'permissions.alreadyExists' },
  },
  async handle({ params, body, run }) {
    const role = readRole(body.role)
    await findUser(run, params.user_id)
    const input = { ...which({ ...params, repo_id: body.repository_id }), role, replace: false }
    const { grant } = (await run(AddPermissionDocument, { input })).grantRepositoryAccess
    return permissionOf(params.user_id, grant)[0]!
  },
})

const scope = route({
  ...common,
  method: 'get',
  path: `${path}/scope`,
  summary: 'A user’s role on all repositories',
  params: userId,
  success: { status: 200, description: 'Null: only what was granted', answer: scopeShape },
  refusals: [userNotFound],
  handle: async ({ params, run }) => scopeOf(await findUser(run, params.user_id)),
})

const changeScope = route({
  ...common,
  method: 'put',
  path: `${path}/scope`,
  summary: 'Give a user a role on all repositories, or none',
  params: userId,
  body: { kind: 'json', schema: z.object({ all_repositories_role: z.string().nullable() }) },
  success: { status: 200, description: 'Changed', answer: scopeShape },
  errors: { NOT_FOUND: userNotFound, 'INVALID_INPUT:allRepositoriesRole': invalidRole },
  async handle({ params, body, run }) {
    const text = body.all_repositories_role
    const role = text === null ? null : readRole(text)
    return scopeOf(
      (await run(ChangeScopeDocument, { id: globalId('User', params.user_id), role })).updateUser.user,
    )
  },
})

const granted = { NOT_FOUND: { status: 404, key: 'permissions.notFound' } }

const change = route({
  ...common,
  method: 'put',
  path: `${path}/{repo_id}`,
  summary: 'Change a role on one repository',
  params: bothIds,
  body: { kind: 'json', schema: z.object({ role: z.string() }) },
  success: { status: 200, description: 'Changed', answer: permissionShape },
  refusals: [userNotFound, invalidRole],
  errors: granted,
  async handle({ params, body, run }) {
    const role = readRole(body.role)
    await findUser(run, params.user_id)
    const input = { ...which(params), role }
    const { grant } = (await run(ChangePermissionDocument, { input })).changeRepositoryRole
    return permissionOf(params.user_id, grant)[0]!
  },
})

const remove = route({
  ...common,
  method: 'delete',
  path: `${path}/{repo_id}`,
  summary: 'Take a role on one repository away',
  params: bothIds,
  success: { status: 204, description: 'Taken away' },
  refusals: [userNotFound],
  errors: granted,
  async handle({ params, run }) {
    await findUser(run, params.user_id)
    await run(RemovePermissionDocument, { input: which(params) })
  },
})

/** Who may do what on which repository. */
export const permissionRoutes = [
  own,
  ownScope,
  list,
  add,
  // A fixed name stands before the route with an id that it would match.
  scope,
  changeScope,
  change,
  remove,
]
