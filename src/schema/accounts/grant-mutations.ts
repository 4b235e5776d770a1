import {
  changeGrantedRole,
  type GrantRow,
  grantRepositoryAccess,
  revokeRepositoryAccess,
} from '../../domain/accounts/grants.ts'
import { findUser, type UserRow } from '../../domain/accounts/users.ts'
import { builder, readRepositoryId, readUserId } from '../builder.ts'
import { RepositoryRole } from '../enums.ts'
import { Grant, User } from './user.ts'

const GrantInput = builder.inputType('GrantRepositoryAccessInput', {
  description: 'A role for a user on one repository.',
  fields: t => ({
    userId: t.id({ required: true, description: 'To whom.' }),
    repositoryId: t.id({ required: true, description: 'On what.' }),
    role: t.field({ type: RepositoryRole, required: true, description: 'What they may do there.' }),
    replace: t.boolean({
      required: true,
      defaultValue: true,
      description: 'May it replace another role? Else `CONFLICT`, reason `ALREADY_GRANTED`.',
    }),
  }),
})

const ChangeInput = builder.inputType('ChangeRepositoryRoleInput', {
  description: 'Another role where one was granted.',
  fields: t => ({
    userId: t.id({ required: true, description: 'Whose.' }),
    repositoryId: t.id({ required: true, description: 'On what.' }),
    role: t.field({ type: RepositoryRole, required: true, description: 'The new role.' }),
  }),
})

const RevokeInput = builder.inputType('RevokeRepositoryAccessInput', {
  description: 'Takes a role away; streams that relied on it end within a second.',
  fields: t => ({
    userId: t.id({ required: true, description: 'From whom.' }),
    repositoryId: t.id({ required: true, description: 'On what.' }),
  }),
})

const grantPayload = (name: string, description: string) =>
  builder.objectRef<{ user: UserRow; grant: GrantRow }>(name).implement({
    description,
    fields: t => ({
      user: t.expose('user', { type: User, description: 'The user as they are now.' }),
      grant: t.expose('grant', { type: Grant, description: 'The role.' }),
    }),
  })

const GrantPayload = grantPayload('GrantRepositoryAccessPayload', 'The user with the new role.')
const ChangePayload = grantPayload('ChangeRepositoryRolePayload', 'The user with the other role.')
const RevokePayload = builder.objectRef<{ user: UserRow }>('RevokeRepositoryAccessPayload').implement({
  description: 'The user without that role.',
  fields: t => ({ user: t.expose('user', { type: User, description: 'The user as they are now.' }) }),
})

builder.mutationFields(t => ({
  grantRepositoryAccess: t.field({
    type: GrantPayload,
    authScopes: { admin: true },
    description: 'Gives a user a role on one repository.',
    args: { input: t.arg({ type: GrantInput, required: true, description: 'Who, what, which role.' }) },
    resolve: async (_root, { input: { userId, repositoryId, role, replace } }, { scope }) => {
      const which = { userId: readUserId(userId), repositoryId: readRepositoryId(repositoryId) }
      const grant = await grantRepositoryAccess(scope, { ...which, role }, replace)
      return { grant, user: await findUser(scope, which.userId) }
    },
  }),
  changeRepositoryRole: t.field({
    type: ChangePayload,
    authScopes: { admin: true },
    description: 'Changes a role that was granted; `NOT_FOUND` when none was.',
    args: { input: t.arg({ type: ChangeInput, required: true, description: 'Who, what, which role.' }) },
    resolve: async (_root, { input: { userId, repositoryId, role } }, { scope }) => {
      const which = { userId: readUserId(userId), repositoryId: readRepositoryId(repositoryId) }
      const grant = await changeGrantedRole(scope, { ...which, role })
      return { grant, user: await findUser(scope, which.userId) }
    },
  }),
  revokeRepositoryAccess: t.field({
    type: RevokePayload,
    authScopes: { admin: true },
    description: 'Takes a role on one repository away.',
    args: { input: t.arg({ type: RevokeInput, required: true, description: 'Who and what.' }) },
    resolve: async (_root, { input }, { scope }) => {
      const userId = readUserId(input.userId)
      await revokeRepositoryAccess(scope, { userId, repositoryId: readRepositoryId(input.repositoryId) })
      return { user: await findUser(scope, userId) }
    },
  }),
}))
