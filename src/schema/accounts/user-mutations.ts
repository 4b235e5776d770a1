import { changeOwnPassword, keepOwnPassword } from '../../domain/accounts/own-account.ts'
import { createUser, deleteUser, findUser, type UserRow, updateUser } from '../../domain/accounts/users.ts'
import { builder, readUserId } from '../builder.ts'
import { AuthSource, RepositoryRole, UserRole } from '../enums.ts'
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
    email: t.string({ description: 'For display only; nobody else may have it.' }),
    fullName: t.string({ description: 'For display only.' }),
    allRepositoriesRole: t.field({
      type: RepositoryRole,
      description: 'A role on every repository, not above the global role.',
    }),
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
    authSource: t.field({ type: AuthSource, description: 'Who vouches for the user.' }),
    oidcSubject: t.string({
      description:
        'The issuer’s address, a blank and the subject; the subject alone for a user who has an issuer. Null unlinks.',
    }),
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
}))
