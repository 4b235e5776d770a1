import { oidcIdentityOf } from '../../domain/accounts/account-checks.ts'
import type { GrantRow } from '../../domain/accounts/grants.ts'
import { recoveryCodesOf } from '../../domain/accounts/second-factor.ts'
import { findCaller, listUsers, mayReadAccount, type UserRow } from '../../domain/accounts/users.ts'
import { builder } from '../builder.ts'
import { pageComplexity, toConnection } from '../connections.ts'
import { AuthSource, RepositoryRole, UserRole } from '../enums.ts'
import { RepositoryInterface } from '../repositories/repository.ts'

export const User = builder.objectRef<UserRow>('User')
export const Grant = builder.objectRef<GrantRow>('RepositoryGrant')

builder.node(User, {
  description: 'Somebody who can sign in.',
  id: { resolve: user => user.id },
  isTypeOf: value => typeof value === 'object' && value !== null && 'passwordHash' in value,
  fields: t => ({
    databaseId: t.exposeInt('id', { description: 'The id in the REST dialects.' }),
    username: t.exposeString('username', { description: 'Case-sensitive.' }),
    email: t.string({
      nullable: true,
      description: 'For display only; shown to the user and to administrators.',
      resolve: (user, _args, { scope }) => (mayReadAccount(scope, user.id) ? user.email : null),
    }),
    fullName: t.exposeString('fullName', { nullable: true, description: 'For display only.' }),
    role: t.expose('role', { type: UserRole, description: 'The global role.' }),
    allRepositoriesRole: t.expose('allRepositoriesRole', {
      type: RepositoryRole,
      nullable: true,
      description: 'A role on every repository, also on those still to come; null: only what was granted.',
    }),
    authSource: t.field({
      type: AuthSource,
      nullable: true,
      description: 'Who vouches for the user; shown to the user and to administrators.',
      resolve: (user, _args, { scope }) => (mayReadAccount(scope, user.id) ? user.authSource : null),
    }),
    oidcSubject: t.string({
      nullable: true,
      description:
        'The user’s name at the OpenID Connect provider (claim `sub`); shown to the user and to administrators.',
      resolve: (user, _args, { scope }) =>
        mayReadAccount(scope, user.id) ? oidcIdentityOf(user).subject : null,
    }),
    isActive: t.boolean({ resolve: user => user.isActive === 1, description: 'May this user sign in?' }),
    mustChangePassword: t.boolean({
      resolve: (user, _args, { scope }) => user.mustChangePassword === 1 && mayReadAccount(scope, user.id),
      description:
        'Advisory: the password was generated and should be changed. Told to the user and to administrators only.',
    }),
    totpEnabled: t.boolean({
      resolve: (user, _args, { scope }) => user.sealedTotpSecret !== null && mayReadAccount(scope, user.id),
      description:
        'Does signing in with the password need a code as well? Told to the user and to administrators only.',
    }),
    recoveryCodesRemaining: t.int({
      resolve: (user, _args, { scope }) =>
        mayReadAccount(scope, user.id) ? recoveryCodesOf(scope, user).length : 0,
      description: 'Recovery codes that are left; told to the user and to administrators only.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the account was made.' }),
    lastSignInAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The last sign-in; shown to the user and to administrators.',
      resolve: (user, _args, { scope }) => (mayReadAccount(scope, user.id) ? user.lastSignInAt : null),
    }),
    repositoryGrants: t.field({
      type: [Grant],
      description: 'Roles on single repositories; for the user and for administrators.',
      resolve: (user, _args, { loaders }) => loaders.grants.load(user.id),
    }),
  }),
})

Grant.implement({
  description: 'A role of a user on one repository.',
  fields: t => ({
    databaseId: t.exposeInt('id', { description: 'The id in the REST dialects.' }),
    role: t.expose('role', { type: RepositoryRole, description: 'What was granted.' }),
    repository: t.field({
      type: RepositoryInterface,
      nullable: true,
      description: 'On which repository.',
      resolve: (grant, _args, { loaders }) => loaders.repository.load(grant.repositoryId),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'Since when.' }),
  }),
})

const UserConnection = builder.connectionObject(
  { type: User, name: 'UserConnection', description: 'A page of users.' },
  { name: 'UserEdge', description: 'A user and its cursor.' },
)

builder.queryFields(t => ({
  viewer: t.field({
    type: User,
    nullable: true,
    authScopes: { public: true },
    description: 'Who is asking; null without valid credentials.',
    resolve: (_root, _args, { scope }) => findCaller(scope),
  }),
  users: t.connection(
    {
      type: User,
      authScopes: { admin: true },
      description: 'All users.',
      complexity: pageComplexity,
      resolve: async (_root, args, { scope }) => toConnection(await listUsers(scope, args)),
    },
    UserConnection,
  ),
}))
