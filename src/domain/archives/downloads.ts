import type { Readable } from 'node:stream'
import { reauthenticate } from '../accounts/credentials.ts'
import { consumeSecret, issueSecret, peekSecret } from '../accounts/one-time-secrets.ts'
import { requireVerb, type Viewer } from '../kernel/access.ts'
import { invalidInput, notFound } from '../kernel/errors.ts'
import { type Scope, viewerOf, type World } from '../kernel/scope.ts'
import type { RepositoryRow } from '../repositories/repositories.ts'
import { type Entry, findEntry, findShown, trimPath } from './archive-entries.ts'
import { type ArchiveRow, findArchive } from './archives.ts'

/** How long a ticket is good, in milliseconds. */
const lifetime = 300_000

/** What a ticket stands for. */
export interface Download {
  repository: RepositoryRow
  archiveName: string
  /** Exact; null: everything. Of a hard link the path of the file's first name. */
  path: string | null
  /** As a tar stream. */
  isFolder: boolean
  filename: string
  /** Bytes; null for what is only known at the end. */
  size: number | null
}

/** Where the bytes come from: Borg on this machine, or a worker elsewhere (`streamed-downloads.ts`); handed in by `app.ts`. */
export interface ArchiveReader {
  /**
   * Starts to read; aborting `signal` ends it. `ended` resolves when everything was read.
   *
   * @throws DomainError `UNAVAILABLE`, as `ended` does
   */
  open(download: Download, signal: AbortSignal): Promise<{ stdout: Readable; ended: Promise<unknown> }>
}

/** Kept with a ticket. */
interface Ticket {
  archiveId: number
  path: string
  credential: Pick<Viewer['credential'], 'kind' | 'id' | 'expiresAt'>
}

/**
 * A ticket for one download of a file, or of a folder with all that is in it.
 *
 * @param path exact or as it is shown (`findEntry`), a slash in front is ignored; empty: the whole archive
 * @throws DomainError `NOT_FOUND`, `UNAVAILABLE` while the archive is being listed, `INVALID_INPUT` for devices and links
 */
export async function createDownload(scope: Scope, archiveId: number, path: string) {
  const viewer = viewerOf(scope)
  const archive = await findArchive(scope, archiveId)
  requireVerb(viewer, archive.repositoryId, 'view', 'archive')
  const whole = trimPath(path)
  const { filename, size, exact } = await describe(scope, archive, whole)
  const { kind, id, expiresAt: until } = viewer.credential
  const ticket: Ticket = { archiveId, path: exact, credential: { kind, id, expiresAt: until } as never }
  const { secret, expiresAt } = await issueSecret(scope, {
    purpose: 'download',
    userId: viewer.userId,
    content: ticket,
    lifetime,
  })
  return { ticket: secret, filename, size, expiresAt }
}

/** @throws DomainError `INVALID_INPUT` for what has no content of its own, `NOT_FOUND` */
async function describe(scope: Scope, archive: ArchiveRow, path: string) {
  if (path === '')
    return { path: null, isFolder: true, filename: `${archive.name}.tar`, size: null, exact: '' }
  const entry = await findEntry(scope, archive, path)
  const exact = entry.fullPath
  if (entry.type === 'd')
    return { path: exact, isFolder: true, filename: `${entry.name}.tar`, size: null, exact }
  // Borg gives the content of a file under its first name only.
  const file = entry.type === 'h' ? await findFirstName(scope, archive, entry) : entry
  if (file.type === '-')
    return { path: file.fullPath, isFolder: false, filename: entry.name, size: file.size, exact }
  throw invalidInput({ path: 'Must be a file or a folder. Download the folder that it is in.' })
}

/** Borg names it with `?` for bytes that are not UTF-8: what could be meant must be a single file. */
function findFirstName(scope: Scope, archive: ArchiveRow, { linkTarget }: Entry): Promise<Entry> {
  const path = linkTarget ?? ''
  return path.includes('?') ? findShown(scope, archive, path) : findEntry(scope, archive, path)
}

/**
 * What a ticket is good for, with the rights that its owner has now.
 *
 * @param use whether the ticket is used up: it works once
 * @throws DomainError `NOT_FOUND` for a ticket that is unknown, used, expired, or whose owner may not any more
 */
export async function redeemDownload(world: World, secret: string, use: boolean): Promise<Download> {
  const kept = await (use ? consumeSecret : peekSecret)<Ticket>(world, 'download', secret)
  if (!kept || kept.userId === null) throw notFound('download')
  const { archiveId, path, credential } = kept.content
  const viewer = await reauthenticate(world, { userId: kept.userId, credential } as Viewer)
  if (!viewer) throw notFound('download')
  const scope: Scope = { ...world, viewer }
  const archive = await findArchive(scope, archiveId)
  const repository = await world.db
    .selectFrom('repository')
    .selectAll()
    .where('id', '=', archive.repositoryId)
    .executeTakeFirstOrThrow()
  return { repository, archiveName: archive.name, ...(await describe(scope, archive, path)) }
}

/** A download whose first bytes have arrived. */
export interface OpenDownload extends Download {
  stdout: Readable
  ended: Promise<unknown>
}

/**
 * Starts a download, and waits for its first bytes: until then a failure is an answer.
 *
 * @throws DomainError `UNAVAILABLE`, `NOT_FOUND`
 */
export async function openDownload(
  reader: ArchiveReader,
  download: Download,
  signal: AbortSignal,
): Promise<OpenDownload> {
  const { stdout, ended } = await reader.open(download, signal)
  const readable = new Promise<void>(resolve => {
    for (const event of ['readable', 'end', 'close']) stdout.once(event, () => resolve())
  })
  await Promise.race([readable, ended])
  // An empty file has no first bytes.
  if (stdout.readableEnded || stdout.destroyed || stdout.readableLength === 0) await ended
  return { ...download, stdout, ended }
}
