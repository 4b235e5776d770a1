import {
  findRepository,
  identifyRepository,
  listRepositories,
  type RepositoryBy,
} from '../../domain/repositories/repositories.ts'
import { builder, readRepositoryId } from '../builder.ts'
import { pageComplexity, toConnection } from '../connections.ts'
import { RepositoryKind, RepositoryMode } from '../enums.ts'
import { RepositoryInterface } from './repository.ts'

const RepositoryConnection = builder.connectionObject(
  { type: RepositoryInterface, name: 'RepositoryConnection', description: 'A page of repositories.' },
  { name: 'RepositoryEdge', description: 'A repository and its cursor.' },
)

const RepositoryByInput = builder.inputType('RepositoryByInput', {
  description: 'One repository, by exactly one of its names.',
  isOneOf: true,
  fields: t => ({
    id: t.id({ description: 'Global id.' }),
    databaseId: t.int({ description: 'The id in the REST dialects.' }),
    path: t.string({ description: 'Exactly as registered.' }),
    name: t.string({ description: 'Exactly as registered.' }),
  }),
})

const RepositoryFilterInput = builder.inputType('RepositoryFilterInput', {
  description: 'Only repositories for which all of this holds.',
  fields: t => ({
    kind: t.field({ type: RepositoryKind, description: 'Managed or hosted.' }),
    mode: t.field({ type: RepositoryMode, description: 'Backed up from here, or only observed.' }),
    nameContains: t.string({ description: 'Part of the name, in upper or lower case.' }),
  }),
})

function readBy(by: typeof RepositoryByInput.$inferInput): RepositoryBy {
  if (by.id != null) return { id: readRepositoryId(by.id) }
  if (by.databaseId != null) return { id: by.databaseId }
  return by.path != null ? { path: by.path } : { name: by.name! }
}

builder.queryFields(t => ({
  repository: t.field({
    type: RepositoryInterface,
    nullable: true,
    authScopes: { signedIn: true },
    description: 'One repository.',
    args: { by: t.arg({ type: RepositoryByInput, required: true, description: 'Which.' }) },
    resolve: (_root, { by }, { scope }) => findRepository(scope, readBy(by)),
  }),
  repositoryId: t.globalID({
    authScopes: { signedIn: true },
    description:
      'The global id of a repository, for whoever may do anything with it, also without reading it.',
    args: { by: t.arg({ type: RepositoryByInput, required: true, description: 'Which.' }) },
    resolve: async (_root, { by }, { scope }) => {
      const { id, kind } = await identifyRepository(scope, readBy(by))
      return { id, type: kind === 'HOSTED' ? 'HostedRepository' : 'ManagedRepository' }
    },
  }),
  repositories: t.connection(
    {
      type: RepositoryInterface,
      authScopes: { signedIn: true },
      description: 'The repositories that the caller may see, in the order in which they were added.',
      complexity: pageComplexity,
      args: { filter: t.arg({ type: RepositoryFilterInput, description: 'Only these.' }) },
      resolve: async (_root, { filter, ...page }, { scope }) =>
        toConnection(await listRepositories(scope, filter ?? {}, page)),
    },
    RepositoryConnection,
  ),
}))
