import type { Credential as Proof } from '../../domain/kernel/access.ts'
import { builder } from '../builder.ts'
import { ApiKeyPermission, describedEnum } from '../enums.ts'

const CredentialKind = describedEnum('CredentialKind', 'How a caller proved who they are.', {
  SESSION: 'By the access token of a sign-in.',
  API_KEY: 'By an API key with some permissions.',
  ACCOUNT_TOKEN: 'By a personal access token with all rights of its owner.',
  PROXY: 'A reverse proxy vouches.',
  CRON: 'By the key of the cron routes.',
})

const Credential = builder.objectRef<Proof>('Credential').implement({
  description: 'How the caller proved who they are, and what that narrows.',
  fields: t => ({
    kind: t.field({
      type: CredentialKind,
      description: 'Which kind.',
      resolve: credential => {
        if (credential.kind === 'session') return 'SESSION'
        if (credential.kind === 'proxy') return 'PROXY'
        if (credential.kind === 'cron') return 'CRON'
        return credential.permissions === null ? 'ACCOUNT_TOKEN' : 'API_KEY'
      },
    }),
    permissions: t.field({
      type: [ApiKeyPermission],
      nullable: true,
      description: 'What it may do, of what its owner may; null: everything.',
      resolve: credential =>
        credential.kind === 'api-key' && credential.permissions ? [...credential.permissions] : null,
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it stops working; null: not by itself.',
    }),
  }),
})

builder.queryField('credential', t =>
  t.field({
    type: Credential,
    nullable: true,
    authScopes: { public: true },
    description: 'How the caller proved who they are; null without credentials.',
    resolve: (_root, _args, { scope }) => scope.viewer?.credential ?? null,
  }),
)
