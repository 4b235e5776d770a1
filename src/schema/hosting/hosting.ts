import { hostKeyFingerprints } from '../../domain/hosting/host-keys.ts'
import { onlineStorageTargets } from '../../domain/hosting/key-lookup.ts'
import { isFullAdmin } from '../../domain/kernel/access.ts'
import type { HostingRules } from '../../domain/kernel/hosting-rules.ts'
import { viewerOf } from '../../domain/kernel/scope.ts'
import { builder } from '../builder.ts'
import { HostKeyFingerprint } from './host-key-fingerprint.ts'

const StorageTarget = builder
  .objectRef<{ path: string; name: string; isOnline: boolean }>('StorageTarget')
  .implement({
    description: 'A folder on another disk in which repositories may be hosted.',
    fields: t => ({
      path: t.exposeString('path', { description: 'What `storageTarget` takes.' }),
      name: t.exposeString('name', { description: 'What people call it.' }),
      isOnline: t.exposeBoolean('isOnline', { description: 'Is it there, and can it be written to?' }),
    }),
  })

const Hosting = builder.objectRef<HostingRules>('Hosting').implement({
  description: 'How this server hosts repositories.',
  fields: t => ({
    sshUser: t.string({ resolve: rules => rules.sshServer.user, description: 'Whom clients sign in as.' }),
    host: t.string({ resolve: rules => rules.sshServer.host, description: 'Name of the server.' }),
    port: t.int({ resolve: rules => rules.sshServer.port, description: 'Port of its sshd.' }),
    lanHost: t.string({
      nullable: true,
      resolve: rules => rules.sshServer.lanHost,
      description: 'Name in its own network.',
    }),
    lanPort: t.int({
      nullable: true,
      resolve: rules => rules.sshServer.lanPort,
      description: 'Port in its own network.',
    }),
    hidePort: t.boolean({
      resolve: rules => rules.sshServer.hidePort,
      description: 'Do commands leave the port out?',
    }),
    hostKeyFingerprints: t.field({
      type: [HostKeyFingerprint],
      description: 'By these clients recognize the server.',
      resolve: (_rules, _args, { scope }) => hostKeyFingerprints(scope),
    }),
    storageTargets: t.field({
      type: [StorageTarget],
      description: 'Other disks that may hold repositories.',
      resolve: async ({ storageTargets }, _args, { scope }) => {
        const online = await onlineStorageTargets(scope)
        return storageTargets.map(target => ({ ...target, isOnline: online.includes(target.path) }))
      },
    }),
    mayDelete: t.exposeBoolean('mayDelete', { description: 'May hosted repositories be deleted at all?' }),
    mayCompact: t.exposeBoolean('mayCompact', { description: 'May they be compacted from here?' }),
    integrations: t.exposeBoolean('integrations', { description: 'Do API keys work?' }),
    poolDir: t.string({
      nullable: true,
      description: 'The folder of new repositories; for administrators.',
      resolve: ({ poolDir }, _args, { scope }) => (isFullAdmin(viewerOf(scope)) ? poolDir : null),
    }),
  }),
})

builder.queryField('hosting', t =>
  t.field({
    type: Hosting,
    authScopes: { signedIn: true },
    description: 'How this server hosts repositories.',
    resolve: (_root, _args, { scope }) => scope.hosting,
  }),
)
