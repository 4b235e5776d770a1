import { defineEntity, p } from '@mikro-orm/core'
import { asSentText, instant, jsonText } from './columns.ts'

/** The closed set of global roles, least first. */
export const userRoles = ['VIEWER', 'OPERATOR', 'ADMIN'] as const
/** What a user may do on a repository, least first. */
export const repositoryRoles = ['VIEWER', 'OPERATOR'] as const

/** Who vouches for a user. */
export const authSources = ['LOCAL', 'OIDC', 'PROXY'] as const

/** A person or a script that signs in. */
export const User = defineEntity({
  name: 'User',
  tableName: 'user_account',
  properties: {
    id: p.integer().primary().autoincrement(),
    /** Case-sensitive, as in the Borg UI contract (section 2.1). */
    username: p.string().unique(),
    email: p.string().nullable(),
    fullName: p.string().nullable(),
    /** Argon2id in PHC format, or bcrypt as it was imported; `!` as in shadow(5): no password opens this account. */
    passwordHash: p.text(),
    /** Who vouches for the user. `OIDC` and `PROXY` users have no password here. */
    authSource: p.enum(authSources).default('LOCAL'),
    /** Issuer and subject of the OpenID Connect identity, joined by a blank. */
    oidcSubject: p.string().length(512).nullable().unique(),
    /** Sealed TOTP secret; null: signing in needs no second factor. */
    sealedTotpSecret: p.text().nullable(),
    /** The last time step whose code was used: each works once (RFC 6238 section 5.2). */
    totpLastStep: p.integer().nullable(),
    /** Sealed JSON array of the recovery codes that are left. */
    recoveryCodes: jsonText().nullable(),
    /** JSON object: what the web interface of the old server remembered. */
    preferences: jsonText().nullable(),
    role: p.enum(userRoles),
    /** Role on every repository, also on those still to come; null: only what is granted one by one. */
    allRepositoriesRole: p.enum(repositoryRoles).nullable(),
    isActive: p.integer().default(1),
    mustChangePassword: p.integer().default(0),
    createdAt: instant(),
    lastSignInAt: instant().nullable(),
    asSent: asSentText(),
  },
})

/** What a key may do: BorgWarehouse's four permissions, or everything its owner may. */
export const apiKeyPermissions = ['CREATE', 'READ', 'UPDATE', 'DELETE'] as const

/** A long-lived credential. Only its SHA-256 is kept. */
export const ApiKey = defineEntity({
  name: 'ApiKey',
  tableName: 'api_key',
  properties: {
    id: p.integer().primary().autoincrement(),
    userId: () => p.manyToOne(User).mapToPk().joinColumn('userId').deleteRule('cascade'),
    /** `ACCOUNT`: a personal access token of the Borg UI dialect, with all rights of its owner. */
    kind: p.enum(['API_KEY', 'ACCOUNT'] as const),
    name: p.string(),
    /** The first characters of the secret, so that its owner recognises it. */
    prefix: p.string(),
    secretHash: p.string().unique(),
    /** JSON array of {@link apiKeyPermissions}. */
    permissions: p.text(),
    /** JSON array of repository ids, or null for all that the owner may use. */
    repositoryIds: p.text().nullable(),
    createdAt: instant(),
    expiresAt: instant().nullable(),
    lastUsedAt: instant().nullable(),
  },
})

/** A sign-in. Its id is the `jti` of the access token, so that deleting the row revokes the token at once. */
export const Session = defineEntity({
  name: 'Session',
  tableName: 'session',
  properties: {
    id: p.string().primary(),
    userId: () => p.manyToOne(User).mapToPk().joinColumn('userId').deleteRule('cascade'),
    createdAt: instant(),
    expiresAt: instant().index(),
    /** The session that this one was refreshed from, through all refreshes, at the beginning; null: none. They end together. */
    familyId: p.string().nullable().index(),
    /** The account token that this session was made from, however often it was refreshed since: it goes with the token. */
    apiKeyId: () => p.manyToOne(ApiKey).mapToPk().joinColumn('apiKeyId').deleteRule('cascade').nullable(),
  },
})

/**
 * A secret that works once or for a short time: challenges between two steps of signing in, states of OpenID Connect,
 * download links. Only its SHA-256 is kept.
 */
export const OneTimeSecret = defineEntity({
  name: 'OneTimeSecret',
  tableName: 'one_time_secret',
  properties: {
    secretHash: p.string().primary(),
    /** What it is for; a secret of one purpose opens no other. */
    purpose: p.string(),
    userId: () => p.manyToOne(User).mapToPk().joinColumn('userId').deleteRule('cascade').nullable(),
    /** JSON; secrets inside are sealed. */
    content: jsonText(),
    createdAt: instant(),
    expiresAt: instant().index(),
  },
})

/** What happened to accounts: sign-ins that worked or not, and changes to how one signs in. */
export const AuthEvent = defineEntity({
  name: 'AuthEvent',
  tableName: 'auth_event',
  properties: {
    id: p.integer().primary().autoincrement(),
    /** As in the Borg UI contract, section 2.4. */
    type: p.string(),
    authSource: p.string(),
    username: p.text().nullable(),
    email: p.text().nullable(),
    succeeded: p.integer(),
    detail: p.text().nullable(),
    actorUserId: p.integer().nullable(),
    createdAt: instant().index(),
  },
})
