import type { OpenIdSettings } from '../../domain/accounts/openid.ts'
import type { ProxyHeaders, SignInMethods } from '../../domain/accounts/sign-in-methods.ts'
import { builder } from '../builder.ts'

const ProxySignIn = builder.objectRef<ProxyHeaders>('ProxySignIn').implement({
  description: 'The headers in which a trusted reverse proxy says who somebody is.',
  fields: t => ({
    usernameHeader: t.string({ resolve: ({ username }) => username[0], description: 'The name.' }),
    roleHeader: t.exposeString('role', { nullable: true, description: 'The global role.' }),
    allRepositoriesRoleHeader: t.exposeString('allRepositoriesRole', {
      nullable: true,
      description: 'The role on every repository.',
    }),
    emailHeader: t.exposeString('email', { nullable: true, description: 'The e-mail address.' }),
    fullNameHeader: t.exposeString('fullName', { nullable: true, description: 'The full name.' }),
  }),
})

const OpenIdSignIn = builder.objectRef<OpenIdSettings>('OpenIdSignIn').implement({
  description: 'An OpenID Connect provider: `beginOidcSignIn`, or a browser at `/api/auth/oidc/login`.',
  fields: t => ({
    displayName: t.exposeString('displayName', { description: 'What a sign-in page calls it.' }),
  }),
})

const SignInMethodsType = builder.objectRef<SignInMethods>('SignInMethods').implement({
  description: 'How users may prove who they are on this server.',
  fields: t => ({
    password: t.exposeBoolean('password', { description: 'By username and password: `signIn`.' }),
    proxy: t.expose('proxy', {
      type: ProxySignIn,
      nullable: true,
      description: 'By a reverse proxy in front of this server; null: it has no say.',
    }),
    openId: t.expose('openId', {
      type: OpenIdSignIn,
      nullable: true,
      description: 'Through an OpenID Connect provider; null: there is none.',
    }),
  }),
})

builder.queryField('signInMethods', t =>
  t.field({
    type: SignInMethodsType,
    authScopes: { public: true },
    description: 'How users may sign in; for sign-in pages.',
    resolve: (_root, _args, { scope }) => scope.signInMethods,
  }),
)
