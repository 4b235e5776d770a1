import { type ApiKeyRow, createApiKey, listApiKeys, revokeApiKey } from '../../domain/accounts/api-keys.ts'
import type { ApiKeyPermission as Permission } from '../../domain/kernel/access.ts'
import { builder, readId, readRepositoryId } from '../builder.ts'
import { pageComplexity, toConnection } from '../connections.ts'
import { ApiKeyPermission } from '../enums.ts'
import { RepositoryInterface } from '../repositories/repository.ts'
import { User } from './user.ts'

const ApiKeyKind = builder.enumType('ApiKeyKind', {
  description: 'The two kinds of long-lived credentials.',
  values: {
    API_KEY: { description: 'Has some permissions, perhaps on some repositories only.' },
    ACCOUNT: { description: 'A personal access token of the Borg UI dialect, with all rights of its owner.' },
  },
})

const ApiKeyFormat = builder.enumType('ApiKeyFormat', {
  description: 'What the secret of a key looks like.',
  values: {
    VINCULUM: { description: '`vnc_` or `borgui_`, and 256 random bits.' },
    UUID: { description: 'A UUID of version 4, as BorgWarehouse makes them.' },
  },
})

export const ApiKey = builder.objectRef<ApiKeyRow>('ApiKey')

builder.node(ApiKey, {
  description: 'A long-lived credential. Its secret is shown once, when it is made.',
  id: { resolve: key => key.id },
  isTypeOf: value => typeof value === 'object' && value !== null && 'secretHash' in value,
  fields: t => ({
    databaseId: t.exposeInt('id', { description: 'The id in the REST dialects.' }),
    kind: t.expose('kind', { type: ApiKeyKind, description: 'What kind of key.' }),
    name: t.exposeString('name', { description: 'What its owner calls it.' }),
    prefix: t.exposeString('prefix', { description: 'The first characters of the secret.' }),
    permissions: t.field({
      type: [ApiKeyPermission],
      description: 'What it may do, of what its owner may.',
      resolve: key => JSON.parse(key.permissions) as Permission[],
    }),
    repositories: t.field({
      type: [RepositoryInterface],
      nullable: true,
      description: 'The repositories that it is good for; null: all of its owner’s.',
      resolve: async (key, _args, { loaders }) => {
        if (key.repositoryIds === null) return null
        const ids = JSON.parse(key.repositoryIds) as number[]
        const found = await Promise.all(ids.map(id => loaders.repository.load(id)))
        return found.filter(repository => repository !== null)
      },
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it stops working.',
    }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Last use, to the minute.',
    }),
  }),
})

const ApiKeyConnection = builder.connectionObject(
  { type: ApiKey, name: 'ApiKeyConnection', description: 'A page of keys.' },
  { name: 'ApiKeyEdge', description: 'A key and its cursor.' },
)

builder.objectField(User, 'apiKeys', t =>
  t.connection(
    {
      type: ApiKey,
      description: 'Keys of this user; for the user and for administrators.',
      complexity: pageComplexity,
      args: { kind: t.arg({ type: ApiKeyKind, description: 'Only this kind.' }) },
      resolve: async (user, { kind, ...page }, { scope }) =>
        toConnection(await listApiKeys(scope, { userId: user.id, kind: kind ?? null }, page)),
    },
    ApiKeyConnection,
  ),
)

const CreateApiKeyInput = builder.inputType('CreateApiKeyInput', {
  description: 'A new key for the caller.',
  fields: t => ({
    name: t.string({ required: true, description: '1 to 100 characters.' }),
    kind: t.field({
      type: ApiKeyKind,
      required: true,
      defaultValue: 'API_KEY',
      description: 'What kind of key.',
    }),
    permissions: t.field({
      type: [ApiKeyPermission],
      description: 'At least one, unless it is an account token.',
    }),
    repositoryIds: t.idList({ description: 'Only these repositories; absent: all that the caller may use.' }),
    expiresAt: t.field({ type: 'DateTime', description: 'Absent: it does not expire.' }),
    uniqueName: t.boolean({ description: 'Refuse a name that the caller has given to another key.' }),
    format: t.field({ type: ApiKeyFormat, description: 'What the secret looks like; absent: `VINCULUM`.' }),
    secret: t.string({
      description: 'A UUID of version 4 to be the secret, for clients that make it themselves.',
    }),
  }),
})

const CreateApiKeyPayload = builder
  .objectRef<{ apiKey: ApiKeyRow; secret: string }>('CreateApiKeyPayload')
  .implement({
    description: 'The new key.',
    fields: t => ({
      apiKey: t.expose('apiKey', { type: ApiKey, description: 'What is kept of it.' }),
      secret: t.exposeString('secret', {
        description: 'The key itself. Shown only here: it cannot be read again.',
      }),
    }),
  })

const RevokeApiKeyInput = builder.inputType('RevokeApiKeyInput', {
  description: 'Which key to revoke.',
  fields: t => ({ apiKeyId: t.id({ required: true, description: 'Global id of the key.' }) }),
})

const RevokeApiKeyPayload = builder.objectRef<{ revokedApiKeyId: string }>('RevokeApiKeyPayload').implement({
  description: 'The key that is gone.',
  fields: t => ({
    revokedApiKeyId: t.exposeID('revokedApiKeyId', { description: 'The global id that was given.' }),
  }),
})

builder.mutationFields(t => ({
  createApiKey: t.field({
    type: CreateApiKeyPayload,
    authScopes: { signedIn: true },
    description: 'Makes a key that can do no more than the caller.',
    args: { input: t.arg({ type: CreateApiKeyInput, required: true, description: 'The key.' }) },
    resolve: (_root, { input }, { scope }) =>
      createApiKey(scope, {
        name: input.name,
        kind: input.kind,
        permissions: input.permissions ?? [],
        repositoryIds: input.repositoryIds?.map(readRepositoryId) ?? null,
        expiresAt: input.expiresAt ?? null,
        uniqueName: input.uniqueName ?? false,
        format: input.format ?? 'VINCULUM',
        secret: input.secret ?? null,
      }),
  }),
  revokeApiKey: t.field({
    type: RevokeApiKeyPayload,
    authScopes: { signedIn: true },
    description: 'Makes a key useless at once; streams that it opened end within a second.',
    args: { input: t.arg({ type: RevokeApiKeyInput, required: true, description: 'Which.' }) },
    resolve: async (_root, { input }, { scope }) => {
      await revokeApiKey(scope, readId(input.apiKeyId, ['ApiKey'], 'API key'))
      return { revokedApiKeyId: String(input.apiKeyId) }
    },
  }),
}))
