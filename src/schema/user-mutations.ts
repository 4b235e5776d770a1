import { grantRepositoryAccess, revokeRepositoryAccess } from '../domain/grants.ts'
import { changeOwnPassword, keepOwnPassword } from '../domain/own-account.ts'
import { createUser, deleteUser, findUser, type UserRow, updateUser } from '../domain/users.ts'
import { builder, readRepositoryId, readUserId } from './builder.ts'
import { RepositoryRole, UserRole } from './enums.ts'
import { User } from './user.ts'

const CreateUserInput = builder.inputType('CreateUserInput', {
  description: 'A new user.',
  fields: t => ({
    username: t.string({ required: true, description: '1 to 100 printable characters.' }),
    password: t.string({ required: true, description: '8 characters to 72 bytes.' }),
    role: t.field({
      type: UserRole,
      defaultValue: 'VIEWER',
      required: true,
      description: 'The global role.',
    }),
    email: t.string({ description: 'For display only.' }),
    fullName: t.string({ description: 'For display only.' }),
    allRepositoriesRole: t.field({ type: RepositoryRole, description: 'A role on every repository.' }),
  }),
})

const UpdateUserInput = builder.inputType('UpdateUserInput', {
  description: 'Changes of a user; what is absent stays.',
  fields: t => ({
    userId: t.id({ required: true, description: 'Whom to change.' }),
    username: t.string({ description: 'A new name.' }),
    password: t.string({ description: 'A new password; ends all sessions of the user.' }),
    role: t.field({ type: UserRole, description: 'A new global role.' }),
    email: t.string({ description: 'Null clears it.' }),
    fullName: t.string({ description: 'Null clears it.' }),
    allRepositoriesRole: t.field({ type: RepositoryRole, description: 'Null takes it away.' }),
    isActive: t.boolean({ description: 'False ends all sessions and streams at once.' }),
  }),
})

const GrantInput = builder.inputType('GrantRepositoryAccessInput', {
  description: 'A role for a user on one repository.',
  fields: t => ({
    userId: t.id({ required: true, description: 'To whom.' }),
    repositoryId: t.id({ required: true, description: 'On what.' }),
    role: t.field({ type: RepositoryRole, required: true, description: 'Replaces an earlier one.' }),
  }),
})

const RevokeInput = builder.inputType('RevokeRepositoryAccessInput', {
  description: 'Takes a role away; streams that relied on it end within a second.',
  fields: t => ({
    userId: t.id({ required: true, description: 'From whom.' }),
    repositoryId: t.id({ required: true, description: 'On what.' }),
  }),
})

const ChangePasswordInput = builder.inputType('ChangePasswordInput', {
  description: 'A new password for the caller.',
  fields: t => ({
    currentPassword: t.string({ required: true, description: 'The one that is valid now.' }),
    newPassword: t.string({ required: true, description: '8 characters to 72 bytes.' }),
  }),
})

const UserPayload = (name: string, description: string) =>
  builder.objectRef<{ user: UserRow }>(name).implement({
    description,
    fields: t => ({ user: t.expose('user', { type: User, description: 'The user as they are now.' }) }),
  })

const CreateUserPayload = UserPayload('CreateUserPayload', 'The new user.')
const UpdateUserPayload = UserPayload('UpdateUserPayload', 'The changed user.')
const GrantPayload = UserPayload('GrantRepositoryAccessPayload', 'The user with the new role.')
const RevokePayload = UserPayload('RevokeRepositoryAccessPayload', 'The user without that role.')
const ChangePasswordPayload = UserPayload('ChangePasswordPayload', 'The caller.')
const KeepPasswordPayload = UserPayload('KeepPasswordPayload', 'The caller.')
const DeleteUserPayload = builder.objectRef<{ deletedUserId: string }>('DeleteUserPayload').implement({
  description: 'Who is gone.',
  fields: t => ({
    deletedUserId: t.exposeID('deletedUserId', { description: 'The global id that was given.' }),
  }),
})
const DeleteUserInput = builder.inputType('DeleteUserInput', {
  description: 'Whom to delete.',
  fields: t => ({ userId: t.id({ required: true, description: 'Global id.' }) }),
})

builder.mutationFields(t => ({
  createUser: t.field({
    type: CreateUserPayload,
    authScopes: { admin: true },
    description: 'Adds a user.',
    args: { input: t.arg({ type: CreateUserInput, required: true, description: 'The user.' }) },
    resolve: async (_root, { input }, { scope }) => ({ user: await createUser(scope, input) }),
  }),
  updateUser: t.field({
    type: UpdateUserPayload,
    authScopes: { admin: true },
    description: 'Changes a user.',
    args: { input: t.arg({ type: UpdateUserInput, required: true, description: 'The changes.' }) },
    resolve: async (_root, { input: { userId, ...changes } }, { scope }) => ({
      user: await updateUser(scope, readUserId(userId), changes),
    }),
  }),
  deleteUser: t.field({
    type: DeleteUserPayload,
    authScopes: { admin: true },
    description: 'Removes a user with their sessions, keys and grants; their jobs stay.',
    args: { input: t.arg({ type: DeleteUserInput, required: true, description: 'Who.' }) },
    resolve: async (_root, { input }, { scope }) => {
      await deleteUser(scope, readUserId(input.userId))
      return { deletedUserId: String(input.userId) }
    },
  }),
  changePassword: t.field({
    type: ChangePasswordPayload,
    authScopes: { signedIn: true },
    description: 'Changes the caller’s password and ends their other sessions.',
    args: { input: t.arg({ type: ChangePasswordInput, required: true, description: 'Old and new.' }) },
    resolve: async (_root, { input }, { scope }) => {
      await changeOwnPassword(scope, input)
      return { user: await findUser(scope, scope.viewer!.userId) }
    },
  }),
  keepPassword: t.field({
    type: KeepPasswordPayload,
    authScopes: { signedIn: true },
    description:
      'Keeps the password that was generated for the caller: ends the reminder `mustChangePassword`.',
    resolve: async (_root, _args, { scope }) => ({ user: await keepOwnPassword(scope) }),
  }),
  grantRepositoryAccess: t.field({
    type: GrantPayload,
    authScopes: { admin: true },
    description: 'Gives a user a role on one repository.',
    args: { input: t.arg({ type: GrantInput, required: true, description: 'Who, what, which role.' }) },
    resolve: async (_root, { input }, { scope }) => {
      const userId = readUserId(input.userId)
      await grantRepositoryAccess(scope, {
        userId,
        repositoryId: readRepositoryId(input.repositoryId),
        role: input.role,
      })
      return { user: await findUser(scope, userId) }
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
