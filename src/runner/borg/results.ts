/**
 * The JSON documents that Borg 1.x prints on stdout at the end of `create`, `list` and `info` (BORG.md section 4).
 * Only what the server uses is read; all else is ignored, so that a later Borg may add fields.
 */

import { z } from 'zod'

/** Sizes of an archive in bytes. After `create`, `deduplicatedSize` is what the run added to the repository; from
 * `info` it is what only this archive uses now. */
export type ArchiveStatistics = {
  originalSize: number
  compressedSize: number
  deduplicatedSize: number
  fileCount: number
}

/** One archive of `list`. `commandLine`: the words that made it, where they were asked for. */
export type ArchiveEntry = { name: string; id: string; start: Date; commandLine?: string[] }

/** One archive with statistics, of `create` or `info`. `durationSeconds` may have a fraction. */
export type ArchiveDetails = ArchiveEntry & {
  end: Date
  durationSeconds: number
  statistics: ArchiveStatistics
  /** Not known from `create`. */
  comment: string | null
  hostname: string | null
  username: string | null
  commandLine: string[]
  /** Not known from `create`. */
  chunkerParams: string[]
  /** How far its metadata fills what Borg can hold, from 0 to 1. */
  metadataUsage: number
}

/** Sizes of a repository in bytes; `uniqueCompressedSize` is its deduplicated size. Numbers of chunks. */
export type RepositoryStatistics = {
  totalSize: number
  totalCompressedSize: number
  uniqueSize: number
  uniqueCompressedSize: number
  totalChunks: number
  uniqueChunks: number
}

/** A repository as `info` shows it. `encryptionMode` is Borg's name, see `encryptionModeFromBorg`. */
export type RepositoryDetails = {
  id: string
  encryptionMode: string
  lastModified: Date
  statistics: RepositoryStatistics
}

/** What `create` made, and the repository after it. */
export type CreateResult = { archive: ArchiveDetails; repository: RepositoryDetails }

const size = z.int()
const id = z.string().regex(/^[0-9a-f]{64}$/)

/** Naive ISO time. The process ran with TZ=UTC, so it is UTC; a zone (Borg 2) is honoured. */
const time = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/)
  .transform(text => new Date(/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`))
  .refine(date => !Number.isNaN(date.getTime()), 'not a time')

const archiveEntry = z
  .object({
    name: z.string().min(1),
    id,
    start: time,
    command_line: z.array(z.string()).optional().catch([]),
  })
  .transform(
    ({ name, id, start, command_line }): ArchiveEntry => ({
      name,
      id,
      start,
      ...(command_line && { commandLine: command_line }),
    }),
  )

const archiveDetails = z
  .object({
    name: z.string().min(1),
    id,
    start: time,
    end: time,
    duration: z.number(),
    stats: z.object({ original_size: size, compressed_size: size, deduplicated_size: size, nfiles: size }),
    comment: z.string().nullish(),
    hostname: z.string().nullish(),
    username: z.string().nullish(),
    command_line: z.array(z.string()).default([]),
    chunker_params: z.array(z.union([z.string(), z.number()])).default([]),
    limits: z.object({ max_archive_size: z.number() }).default({ max_archive_size: 0 }),
  })
  .transform(
    ({ name, id, start, end, duration, stats, comment, hostname, username, ...rest }): ArchiveDetails => ({
      name,
      id,
      start,
      end,
      durationSeconds: duration,
      statistics: {
        originalSize: stats.original_size,
        compressedSize: stats.compressed_size,
        deduplicatedSize: stats.deduplicated_size,
        fileCount: stats.nfiles,
      },
      comment: comment || null,
      hostname: hostname ?? null,
      username: username ?? null,
      commandLine: rest.command_line,
      chunkerParams: rest.chunker_params.map(String),
      metadataUsage: rest.limits.max_archive_size,
    }),
  )

const repositoryDetails = z
  .object({
    repository: z.object({ id, last_modified: time }),
    encryption: z.object({ mode: z.string() }),
    cache: z.object({
      stats: z.object({
        total_size: size,
        total_csize: size,
        unique_size: size,
        unique_csize: size,
        total_chunks: size,
        total_unique_chunks: size,
      }),
    }),
  })
  .transform(
    ({ repository, encryption, cache: { stats } }): RepositoryDetails => ({
      id: repository.id,
      encryptionMode: encryption.mode,
      lastModified: repository.last_modified,
      statistics: {
        totalSize: stats.total_size,
        totalCompressedSize: stats.total_csize,
        uniqueSize: stats.unique_size,
        uniqueCompressedSize: stats.unique_csize,
        totalChunks: stats.total_chunks,
        uniqueChunks: stats.total_unique_chunks,
      },
    }),
  )

/** Reads the stdout of `create --json`. @throws Error for anything else. */
export function parseCreateResult(stdout: string): CreateResult {
  const document = json('create', stdout)
  const { archive } = read('create', z.object({ archive: archiveDetails }), document)
  return { archive, repository: read('create', repositoryDetails, document) }
}

/** Reads the stdout of `list --json`: archives from old to new, as Borg sorts them. @throws Error for anything else. */
export function parseArchiveList(stdout: string): ArchiveEntry[] {
  return read('list', z.object({ archives: z.array(archiveEntry) }), json('list', stdout)).archives
}

/** Reads the stdout of `info --json` of archives. @throws Error for anything else. */
export function parseArchiveDetails(stdout: string): ArchiveDetails[] {
  return read('info', z.object({ archives: z.array(archiveDetails) }), json('info', stdout)).archives
}

/** Reads the stdout of `info --json` of a repository, or of archives. @throws Error for anything else. */
export function parseRepositoryDetails(stdout: string): RepositoryDetails {
  return read('info', repositoryDetails, json('info', stdout))
}

/** Says what was wrong, never what Borg printed: that holds paths and command lines. */
function read<T>(command: string, schema: z.ZodType<T>, document: unknown): T {
  const result = schema.safeParse(document)
  if (result.success) return result.data
  const { path, message } = result.error.issues[0]!
  throw new Error(`Unexpected output of borg ${command}: ${path.join('.') || 'document'}: ${message}`)
}

function json(command: string, stdout: string): unknown {
  try {
    return JSON.parse(stdout)
  } catch {
    throw new Error(`Output of borg ${command} is not JSON (${stdout.length} characters)`)
  }
}
