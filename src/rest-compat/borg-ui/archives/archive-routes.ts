import { z } from 'zod'
import type { Run } from '../../execute.ts'
import {
  ArchiveInfoDocument,
  ArchiveNumbersDocument,
  CreateDownloadDocument,
} from '../../generated/borg-ui/archives.ts'
import { type ErrorRule, Problem, refuse } from '../protocol/problem.ts'
import { ArchivedFile, route } from '../protocol/route.ts'
import { pythonJson } from '../protocol/text-formats.ts'
import { encryptionText } from '../repositories/repository-shapes.ts'
import { laxBoolean, laxInt } from '../values/lax.ts'
import { allFiles, filesBelow, mostFiles, tooLarge } from './archive-files.ts'
import { infoOf, infoShape } from './archive-info-shape.ts'
import { archiveId, listArchives, noRepository, repositoryByText, sayingFailed } from './archive-lookup.ts'
import { borgTime, fileOf, type fileShape, lineOf, listedOf } from './archive-shapes.ts'

const tag = 'Archives'

const ofRepository = { repository: z.string().meta({ description: 'Its path, or its id as text' }) }
const named = z.object({ archive_name: z.string() })

const list = route({
  method: 'get',
  path: '/api/archives/list',
  tag,
  summary: 'The archives of a repository, from the catalogue: also while a backup runs',
  access: 'signed-in',
  query: z.object(ofRepository),
  success: {
    status: 200,
    description: 'What `borg list --json` would print, as a text',
    answer: z.strictObject({ archives: z.string() }),
  },
  refusals: [noRepository],
  plainFailures: true,
  async handle({ query, run }) {
    const repository = await repositoryByText(run, query.repository)
    const archives = await sayingFailed('Failed to list archives', listArchives(run, repository.id))
    const listed = archives.map(listedOf)
    const document = {
      archives: listed,
      encryption: {
        mode: 'encryption' in repository ? encryptionText(repository.encryption) : 'none',
      },
      repository: {
        last_modified: listed.at(-1)?.time ?? borgTime('1970-01-01T00:00:00.000Z'),
        location: repository.path,
      },
    }
    return { archives: `${JSON.stringify(document, null, 4)}\n` }
  },
})

/** @throws Problem 500 when there is none: scripts rely on that status */
async function findArchive(run: Run, repository: { id: string }, name: string, failure: string) {
  const id = await archiveId(run, repository.id, name)
  if (id === null) throw new Problem(500, `${failure}: Archive ${name} does not exist`)
  return id
}

const info = route({
  method: 'get',
  path: '/api/archives/{archive_name}/info',
  tag,
  summary: 'What Borg knows of an archive, with its first files if they are wanted',
  access: 'signed-in',
  params: named,
  query: z.object({
    ...ofRepository,
    include_files: laxBoolean().default(false),
    file_limit: laxInt().default(1000),
  }),
  success: { status: 200, description: 'The archive', answer: z.strictObject({ info: infoShape }) },
  refusals: [noRepository],
  plainFailures: true,
  async handle({ params, query, run }) {
    const failure = 'Failed to get archive info'
    const repository = await repositoryByText(run, query.repository)
    const id = await findArchive(run, repository, params.archive_name, failure)
    const name = { repositoryId: repository.id, name: params.archive_name }
    // First what Borg says: it fills in the numbers.
    const { archive } = await sayingFailed(failure, run(ArchiveInfoDocument, name))
    const numbers = await sayingFailed(failure, run(ArchiveNumbersDocument, { id }))
    const described = infoOf(numbers.archive!, archive!.details!)
    if (!query.include_files) return { info: described }
    const files = await sayingFailed(failure, firstFiles(run, id, query.file_limit))
    return { info: { ...described, files, file_count: files.length } }
  },
})

/** The first files of an archive in its own order; a negative limit means all. */
async function firstFiles(run: Run, id: string, limit: number): Promise<z.output<typeof fileShape>[]> {
  const wanted = Math.min(limit < 0 ? mostFiles : limit, mostFiles)
  const files: z.output<typeof fileShape>[] = []
  if (wanted === 0) return files
  for await (const file of allFiles(run, id)) {
    if (files.push(fileOf(file)) >= wanted) break
  }
  return files
}

const contents = route({
  method: 'get',
  path: '/api/archives/{archive_name}/contents',
  tag,
  summary: 'The files of an archive, or of what is at a path and below it',
  access: 'signed-in',
  params: named,
  query: z.object({ ...ofRepository, path: z.string().default('') }),
  success: {
    status: 200,
    description: 'What `borg list --json-lines` would print, as a text',
    answer: z.strictObject({ contents: z.string() }),
  },
  refusals: [noRepository, tooLarge],
  plainFailures: true,
  async handle({ params, query, run }) {
    const failure = 'Failed to get archive contents'
    const repository = await repositoryByText(run, query.repository)
    const id = await findArchive(run, repository, params.archive_name, failure)
    return { contents: await sayingFailed(failure, linesOf(run, id, query.path)) }
  },
})

async function linesOf(run: Run, id: string, path: string): Promise<string> {
  const clean = path.replaceAll(/^\/+|\/+$/g, '')
  const lines: string[] = []
  for await (const file of clean === '' ? allFiles(run, id) : filesBelow(run, id, clean)) {
    if (lines.push(`${pythonJson(lineOf(file))}\n`) > mostFiles)
      throw refuse(tooLarge, { linesRead: lines.length, maxItems: mostFiles })
  }
  return lines.join('')
}

const unknownRepository: ErrorRule = { status: 404, key: 'archives.repositoryNotFound' }
const noFile: ErrorRule = { status: 404, key: 'archives.fileNotFoundAfterExtraction' }
const failedExtract: ErrorRule = {
  status: 500,
  key: 'archives.failedExtractFile',
  params: ({ message }) => ({ error: message }),
}

const download = route({
  method: 'get',
  path: '/api/archives/download',
  tag,
  summary: 'One file, byte for byte; of a folder a tar',
  access: 'download',
  query: z.object({
    ...ofRepository,
    archive: z.string(),
    file_path: z.string(),
    raw_path: z.string().optional(),
  }),
  success: { status: 200, description: 'The bytes', contentType: 'application/octet-stream' },
  errors: {
    NOT_FOUND: noFile,
    'INVALID_INPUT:path': noFile,
    'INVALID_INPUT:rawPath': noFile,
    'UNAVAILABLE:*': failedExtract,
    INTERNAL: failedExtract,
  },
  refusals: [unknownRepository],
  async handle({ query, run }) {
    const repository = await repositoryByText(run, query.repository, unknownRepository)
    const id = await archiveId(run, repository.id, query.archive)
    if (id === null) throw refuse(failedExtract, { error: `Archive ${query.archive} does not exist` })
    const { url } = (
      await run(CreateDownloadDocument, {
        archiveId: id,
        path: query.file_path,
        rawPath: query.raw_path ?? null,
      })
    ).createDownload
    return new ArchivedFile(url.slice(url.lastIndexOf('/') + 1))
  },
})

/** Archives by repository and name. The fixed names stand before those with a name in them. */
export const archiveRoutes = [list, download, info, contents]
