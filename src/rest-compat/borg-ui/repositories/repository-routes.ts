import { z } from 'zod'
import { GraphqlFailure, type Run } from '../../execute.ts'
import {
  DeleteRepositoryDocument,
  RepositoriesDocument,
  RepositoryByIdDocument,
  type RepositoryDetailsFragment,
  UpdateRepositoryDocument,
} from '../../generated/borg-ui/borg-ui.ts'
import { globalId } from '../../global-ids.ts'
import { route } from '../protocol/route.ts'
import { readConnections } from './repository-connections.ts'
import { deleteErrors, repositoryErrors, updateErrors } from './repository-errors.ts'
import { joinFlags } from './repository-flags.ts'
import {
  readFlags,
  readSettings,
  repositoryId,
  sentSettings,
  settingsLocations,
  updateBody,
} from './repository-input.ts'
import { refuseUnavailable, settingsRefusals } from './repository-refusals.ts'
import {
  derivedItemOf,
  detailsShape,
  detailsWithStatsOf,
  itemOf,
  itemShape,
  repositoryAsSent,
} from './repository-shapes.ts'

const tag = 'Repositories'

const list = route({
  method: 'get',
  path: '/api/repositories/',
  tag,
  summary: 'The repositories that the caller may see',
  access: 'signed-in',
  success: {
    status: 200,
    description: 'In the order in which they were added',
    answer: z.strictObject({ success: z.literal(true), repositories: z.array(itemShape) }),
  },
  handle: async ({ run }) => ({ success: true as const, repositories: (await collect(run)).map(itemOf) }),
})

async function collect(run: Run): Promise<RepositoryDetailsFragment[]> {
  const found: RepositoryDetailsFragment[] = []
  let after: string | null = null
  for (;;) {
    const { edges, pageInfo }: Page = (await run(RepositoriesDocument, { after })).repositories
    found.push(...edges.map(edge => edge.node).filter(isManaged))
    if (!pageInfo.hasNextPage) return found
    after = pageInfo.endCursor
  }
}

/** Of the other kind of repository nothing was asked, so nothing of it is there. */
const isManaged = (repository: object | null): repository is RepositoryDetailsFragment =>
  repository !== null && 'archiveCount' in repository

interface Page {
  edges: readonly { node: RepositoryDetailsFragment | object }[]
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}

/** @throws GraphqlFailure `NOT_FOUND` */
async function find(run: Run, id: number): Promise<RepositoryDetailsFragment> {
  const { repository } = await run(RepositoryByIdDocument, { id: globalId('ManagedRepository', id) })
  if (isManaged(repository)) return repository
  throw new GraphqlFailure({ message: 'No such repository.', extensions: { code: 'NOT_FOUND' } })
}

const get = route({
  method: 'get',
  path: '/api/repositories/{repo_id}',
  tag,
  summary: 'One repository',
  access: 'signed-in',
  params: repositoryId,
  success: {
    status: 200,
    description: 'The repository',
    answer: z.strictObject({ success: z.literal(true), repository: detailsShape }),
  },
  errors: repositoryErrors,
  handle: async ({ params, run }) => ({
    success: true as const,
    repository: detailsWithStatsOf(await find(run, params.repo_id)),
  }),
})

const update = route({
  method: 'put',
  path: '/api/repositories/{repo_id}',
  tag,
  summary: 'Change what is given',
  access: 'admin',
  params: repositoryId,
  body: { kind: 'json', schema: updateBody },
  success: {
    status: 200,
    description: 'Changed',
    answer: z.strictObject({
      success: z.literal(true),
      message: z.literal('backend.success.repo.repositoryUpdated'),
    }),
  },
  errors: updateErrors,
  refusals: settingsRefusals,
  locations: settingsLocations,
  async handle({ params, body, run }) {
    const before = await find(run, params.repo_id)
    refuseUnavailable(body)
    const connections = await readConnections(run, body, {
      path: before.path,
      hasConnection: before.databaseIds.connection !== null,
    })
    const { custom_flags: text, upload_ratelimit_kib: uploadLimit } = itemOf(before)
    const flags = readFlags(body, { text, uploadLimit })
    const input = {
      repositoryId: globalId('ManagedRepository', params.repo_id),
      name: body.name ?? null,
      path: body.path ?? null,
      ...readSettings(body),
      ...connections,
      ...(flags ? { customFlags: joinFlags(flags) } : {}),
    }
    const { repository } = (await run(UpdateRepositoryDocument, { input })).updateRepository
    await repositoryAsSent.keep(
      run,
      { type: 'ManagedRepository', id: params.repo_id },
      { shown: derivedItemOf(repository), kept: repository.asSent },
      sentSettings(body, flags),
    )
    return { success: true as const, message: 'backend.success.repo.repositoryUpdated' as const }
  },
})

const remove = route({
  method: 'delete',
  path: '/api/repositories/{repo_id}',
  tag,
  summary: 'Forget a repository; its data stays',
  access: 'admin',
  params: repositoryId,
  success: {
    status: 200,
    description: 'Forgotten',
    answer: z.strictObject({
      success: z.literal(true),
      message: z.literal('backend.success.repo.repositoryDeleted'),
    }),
  },
  errors: deleteErrors,
  async handle({ params, run }) {
    await run(DeleteRepositoryDocument, { id: globalId('ManagedRepository', params.repo_id) })
    return { success: true as const, message: 'backend.success.repo.repositoryDeleted' as const }
  },
})

/** Looking at repositories, changing and forgetting them. */
export const repositoryRoutes = [list, get, update, remove]
