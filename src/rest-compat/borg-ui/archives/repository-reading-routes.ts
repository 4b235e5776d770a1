import { z } from 'zod'
import type { Run } from '../../execute.ts'
import { RepositoryBorgInfoDocument, RepositoryNumbersDocument } from '../../generated/borg-ui/archives.ts'
import { globalId } from '../../global-ids.ts'
import type { ErrorTable } from '../protocol/error-table.ts'
import type { ErrorRule } from '../protocol/problem.ts'
import { route } from '../protocol/route.ts'
import { repositoryErrors } from '../repositories/repository-errors.ts'
import { repositoryId } from '../repositories/repository-input.ts'
import { encryptionText, statsOf, statsShape } from '../repositories/repository-shapes.ts'
import { listArchives, repositoryById } from './archive-lookup.ts'
import { archiveOf, archiveShape, borgTime } from './archive-shapes.ts'

const tag = 'Repositories'
const unknown: ErrorRule = { status: 404, key: 'repo.repositoryNotFound' }

/** A lock that no job of this server holds. */
const locked: ErrorRule = {
  status: 423,
  key: 'repo.repositoryLocked',
  detail: {
    shape: z.strictObject({
      error: z.literal('repository_locked'),
      message: z.literal('backend.errors.repo.repositoryLocked'),
      suggestion: z.string(),
      repository_id: z.int(),
      can_break_lock: z.boolean(),
    }),
    make: ({ message }, { params }) => ({
      error: 'repository_locked',
      message: 'backend.errors.repo.repositoryLocked',
      suggestion: message,
      repository_id: (params as z.output<typeof repositoryId>).repo_id,
      can_break_lock: true,
    }),
  },
}

/** Whatever Borg refused is one key, but for locks. */
const failing = (key: string): ErrorTable => ({
  ...repositoryErrors,
  'UNAVAILABLE:REPOSITORY_LOCKED': locked,
  'UNAVAILABLE:CACHE_LOCKED': locked,
  UNAVAILABLE: { status: 500, key: `repo.${key}` },
  INTERNAL: { status: 500, key: `repo.${key}` },
})

const archives = route({
  method: 'get',
  path: '/api/repositories/{repo_id}/archives',
  tag,
  summary: 'Its archives, with the backups that made them',
  access: 'signed-in',
  params: repositoryId,
  success: {
    status: 200,
    description: 'Oldest first, as Borg lists them',
    answer: z.strictObject({
      success: z.literal(true),
      archives: z.array(archiveShape),
      repository: z.strictObject({ id: z.int(), name: z.string(), path: z.string() }),
    }),
  },
  errors: failing('failedToListArchives'),
  async handle({ params, run }) {
    const { id, databaseId, name, path } = await repositoryById(run, params.repo_id, unknown)
    const listed = await listArchives(run, id)
    return {
      success: true as const,
      archives: listed.map(archiveOf),
      repository: { id: databaseId, name, path },
    }
  },
})

const repositoryPart = z.strictObject({ id: z.string(), last_modified: z.string(), location: z.string() })
const encryptionPart = z.strictObject({ mode: z.string() })
const cachePart = z.strictObject({
  stats: z.strictObject({
    total_size: z.int(),
    total_csize: z.int(),
    unique_size: z.int(),
    unique_csize: z.int(),
    total_chunks: z.int(),
    total_unique_chunks: z.int(),
  }),
})
const borgInfoShape = z.strictObject({
  repository: repositoryPart,
  cache: cachePart,
  encryption: encryptionPart,
})

const info = route({
  method: 'get',
  path: '/api/repositories/{repo_id}/info',
  tag,
  summary: 'What `borg info` says of it',
  access: 'signed-in',
  params: repositoryId,
  success: {
    status: 200,
    description: 'While a job has the repository, the last answer stands',
    answer: z.strictObject({ success: z.literal(true), info: borgInfoShape, raw_output: borgInfoShape }),
  },
  errors: failing('failedToGetRepositoryInfo'),
  async handle({ params, run }) {
    const read = await readInfo(run, params.repo_id)
    return { success: true as const, info: read, raw_output: read }
  },
})

async function readInfo(run: Run, id: number): Promise<z.output<typeof borgInfoShape>> {
  const found = await run(RepositoryBorgInfoDocument, { id: globalId('ManagedRepository', id) })
  const repository = found.repository as Extract<typeof found.repository, { info: unknown }>
  const facts = repository.info!
  return {
    repository: {
      id: facts.borgId,
      last_modified: borgTime(facts.lastModifiedAt),
      location: repository.path,
    },
    cache: {
      stats: {
        total_size: facts.totalSize,
        total_csize: facts.totalCompressedSize,
        unique_size: facts.uniqueSize,
        unique_csize: facts.uniqueCompressedSize,
        total_chunks: facts.totalChunks,
        total_unique_chunks: facts.uniqueChunks,
      },
    },
    encryption: { mode: encryptionText(repository.encryption) },
  }
}

const stats = route({
  method: 'get',
  path: '/api/repositories/{repo_id}/stats',
  tag,
  summary: 'Its sizes, from the catalogue',
  access: 'signed-in',
  params: repositoryId,
  success: {
    status: 200,
    description: 'Sizes as texts; "Unknown" where Borg has not said one yet',
    answer: z.strictObject({ success: z.literal(true), stats: statsShape }),
  },
  errors: failing('failedToGetStatistics'),
  async handle({ params, run }) {
    await repositoryById(run, params.repo_id, unknown)
    const { repository } = await run(RepositoryNumbersDocument, {
      id: globalId('ManagedRepository', params.repo_id),
    })
    return {
      success: true as const,
      stats: statsOf(repository as Extract<typeof repository, { archiveTotals: unknown }>),
    }
  },
})

/** What the old server asked Borg for, each time. */
export const repositoryReadingRoutes = [archives, info, stats]
