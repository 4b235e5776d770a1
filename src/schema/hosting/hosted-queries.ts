import { listHostedRepositories } from '../../domain/hosting/hosted-repositories.ts'
import type { KeyFileFinding } from '../../domain/hosting/hosting-calls.ts'
import { authorizedKeysLines, reviewAuthorizedKeys } from '../../domain/hosting/key-lookup.ts'
import { builder } from '../builder.ts'
import { pageComplexity, toConnection } from '../connections.ts'
import { describedEnum } from '../enums.ts'
import { HealthStatus } from '../health/repository-health.ts'
import { HostedRepository } from '../repositories/repository.ts'

const HostedRepositoryConnection = builder.connectionObject(
  {
    type: HostedRepository,
    name: 'HostedRepositoryConnection',
    description: 'A page of hosted repositories.',
  },
  { name: 'HostedRepositoryEdge', description: 'A hosted repository and its cursor.' },
)

const HostedRepositoryOrder = describedEnum('HostedRepositoryOrder', 'Which hosted repository comes first.', {
  CREATED: 'The one that was made first.',
  NEWEST: 'The one that was made last.',
  UPDATED: 'The one whose settings have not been changed for longest.',
})

const HostedRepositoryFilterInput = builder.inputType('HostedRepositoryFilterInput', {
  description: 'Only hosted repositories for which all of this holds.',
  fields: t => ({
    aliasContains: t.string({ description: 'Part of the alias, in upper or lower case.' }),
    archived: t.boolean({ description: 'Archived or not.' }),
    appendOnly: t.boolean({ description: 'Append-only or not.' }),
    status: t.field({ type: HealthStatus, description: 'Their health, as it was found last.' }),
  }),
})

const KeyFileFindingKind = describedEnum(
  'AuthorizedKeysFindingKind',
  'What is odd about a line of `authorized_keys`.',
  {
    MISSING: 'A repository has no line. It is written with the next change, and when the server starts.',
    CHANGED:
      'Somebody has changed the line of a repository. It is written again with the next change, and when the server starts.',
    EXTRA:
      'A second line of a repository. It is taken away with the next change, and when the server starts.',
    ORPHAN: 'A line for a repository that is not known here. It is left alone.',
    FOREIGN: 'A line that has nothing to do with repositories. It is left alone.',
    DANGEROUS:
      'A foreign line that opens a shell, or takes the key of a repository for itself. It is left alone.',
  },
)

const AuthorizedKeysFinding = builder.objectRef<KeyFileFinding>('AuthorizedKeysFinding').implement({
  description: 'Something odd about the `authorized_keys` file.',
  fields: t => ({
    kind: t.expose('kind', { type: KeyFileFindingKind, description: 'What is odd.' }),
    line: t.exposeInt('line', { nullable: true, description: 'Counted from 1; null for a missing one.' }),
    repositoryName: t.exposeString('repositoryName', {
      nullable: true,
      description: 'The repository that it is about.',
    }),
    fingerprint: t.exposeString('fingerprint', { nullable: true, description: 'Of the key in the line.' }),
  }),
})

builder.queryFields(t => ({
  hostedRepositories: t.connection(
    {
      type: HostedRepository,
      authScopes: { signedIn: true },
      description: 'The hosted repositories that the caller may see.',
      complexity: pageComplexity,
      args: {
        filter: t.arg({ type: HostedRepositoryFilterInput, description: 'Only these.' }),
        orderBy: t.arg({
          type: HostedRepositoryOrder,
          required: true,
          defaultValue: 'CREATED',
          description: 'Which comes first.',
        }),
      },
      resolve: async (_root, { filter, orderBy, ...page }, { scope }) =>
        toConnection(await listHostedRepositories(scope, filter ?? {}, orderBy, page)),
    },
    HostedRepositoryConnection,
  ),
  authorizedKeysFindings: t.field({
    type: [AuthorizedKeysFinding],
    authScopes: { admin: true },
    description: 'What is odd about the `authorized_keys` file of a pool’s machine. Nothing is changed.',
    args: {
      pool: t.arg.string({ required: true, defaultValue: 'default', description: 'Which worker pool.' }),
    },
    resolve: (_root, { pool }, { scope }) => reviewAuthorizedKeys(scope, pool),
  }),
  authorizedKeysLines: t.stringList({
    authScopes: { signedIn: true },
    description:
      'What sshd’s `AuthorizedKeysCommand` prints for a key. For administrators, also by an API key with `READ`.',
    args: {
      keyType: t.arg.string({ required: true, description: 'sshd’s `%t`.' }),
      key: t.arg.string({ required: true, description: 'sshd’s `%k`.' }),
      pool: t.arg.string({
        required: true,
        defaultValue: 'default',
        description: 'The pool of the machine that asks.',
      }),
    },
    resolve: (_root, { keyType, key, pool }, { scope }) =>
      authorizedKeysLines(scope, { type: keyType, data: key, pool }),
  }),
}))
