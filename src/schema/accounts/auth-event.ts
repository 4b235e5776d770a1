import {
  type AuthEventRow,
  type AuthEventType as EventType,
  listAuthEvents,
} from '../../domain/accounts/auth-events.ts'
import { builder } from '../builder.ts'
import { pageComplexity, toConnection } from '../connections.ts'
import { AuthSource } from '../enums.ts'

const descriptions: Record<EventType, string> = {
  local_login_succeeded: 'Somebody signed in with a password.',
  local_login_failed: 'A wrong password, an unknown name or an inactive user.',
  local_login_rate_limited: 'A failure that used up the allowance.',
  totp_login_succeeded: 'Somebody signed in with a password and a code.',
  totp_login_failed: 'The password was right, the code was not.',
  totp_login_rate_limited: 'A wrong code that used up the allowance.',
  totp_enabled: 'A user switched the second factor on.',
  totp_disabled: 'A user switched the second factor off.',
  totp_reset: 'An administrator took a second factor away.',
  logout: 'Somebody signed out.',
  oidc_callback_success: 'The OpenID Connect provider vouched for somebody.',
  oidc_callback_failed: 'An answer of the OpenID Connect provider was refused.',
  oidc_exchange_failed: 'A sign-in through the provider was not completed.',
  oidc_login_succeeded: 'Somebody signed in through the provider.',
  oidc_user_provisioned: 'A user was made for an identity of the provider.',
  oidc_user_pending: 'Somebody waits until an administrator activates them.',
  oidc_user_denied: 'The provider vouched for somebody who has no account here.',
  oidc_account_linked: 'A user connected their account with an identity.',
  oidc_account_unlinked: 'A user disconnected their account from an identity.',
  ssh_host_key_pinned:
    'The host keys of a machine that was never met were trusted (`SSH_HOST_KEY_POLICY=first-use`); `detail` names both.',
  proxy_user_provisioned: 'A user was made for a name that the reverse proxy sent.',
  password_recovered: 'A new password was set on the command line of the server.',
  sessions_revoked: 'All sessions of a user were ended on the command line of the server.',
}

const AuthEventType = builder.enumType('AuthEventType', {
  description: 'What can happen to accounts and sign-ins.',
  values: Object.fromEntries(
    Object.entries(descriptions).map(([value, description]) => [value.toUpperCase(), { value, description }]),
  ) as Record<string, { value: EventType; description: string }>,
})

const AuthEvent = builder.objectRef<AuthEventRow>('AuthEvent').implement({
  description: 'A sign-in that worked or not, or a change of how somebody signs in.',
  fields: t => ({
    databaseId: t.exposeInt('id', { description: 'The id in the REST dialects.' }),
    type: t.field({
      type: AuthEventType,
      description: 'What happened.',
      resolve: ({ type }) => type as EventType,
    }),
    authSource: t.field({
      type: AuthSource,
      description: 'Who vouches for the user, or was asked to.',
      resolve: ({ authSource }) => authSource as typeof AuthSource.$inferType,
    }),
    username: t.exposeString('username', {
      nullable: true,
      description: 'Of the account, or what was typed in.',
    }),
    email: t.exposeString('email', { nullable: true, description: 'Of the account.' }),
    succeeded: t.boolean({ resolve: ({ succeeded }) => succeeded === 1, description: 'Did it work?' }),
    detail: t.exposeString('detail', { nullable: true, description: 'An address or a reason.' }),
    actorDatabaseId: t.exposeInt('actorUserId', {
      nullable: true,
      description: 'The `databaseId` of the user who did it; perhaps gone by now.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When.' }),
  }),
})

const AuthEventConnection = builder.connectionObject(
  { type: AuthEvent, name: 'AuthEventConnection', description: 'A page of events.' },
  { name: 'AuthEventEdge', description: 'An event and its cursor.' },
)

builder.queryField('authEvents', t =>
  t.connection(
    {
      type: AuthEvent,
      authScopes: { admin: true },
      description: 'Sign-ins and changes of how users sign in, newest first; kept for 90 days.',
      complexity: pageComplexity,
      resolve: async (_root, args, { scope }) => toConnection(await listAuthEvents(scope, args)),
    },
    AuthEventConnection,
  ),
)
