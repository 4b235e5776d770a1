import { randomUUID } from 'node:crypto'
import { isAbsolute, normalize } from 'node:path'
import type { Selectable } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { isArchiveName, unusable } from '../borg/option-values.ts'
import { BorgCallError, callBorg } from '../calls/borg-calls.ts'
import { readRefusal } from '../calls/reading-refusals.ts'
import { requireVerb, visibleIn } from '../kernel/access.ts'
import {
  conflict,
  DomainError,
  forbidden,
  hostedRefusal,
  invalidInput,
  notFound,
  unavailable,
} from '../kernel/errors.ts'
import type { Page, PageArguments } from '../kernel/pages.ts'
import { isTooLong, tooLongPath } from '../kernel/paths.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { fetchSortedPage } from '../kernel/sorted-pages.ts'
import { requireNothingRuns } from '../repositories/job-admission.ts'
import { findRepository } from '../repositories/repositories.ts'

export type MountRow = Selectable<Tables['mount']>

/** Seconds. */
const defaultLife = 7200
const longestLife = 7 * 86_400

export interface NewMount {
  repositoryId: number
  /** Null: all archives, a folder each. */
  archiveName: string | null
  /** Absolute, on the worker's machine; a name: below the server's own folder for mounts; null: a name of its own there. */
  mountPoint: string | null
  /** Seconds; null: two hours. */
  expiresIn: number | null
}

/**
 * Mounts an archive, or all, on a worker's machine, read-only, and waits until its files are there.
 *
 * @throws DomainError `NOT_FOUND`, `FORBIDDEN`, `INVALID_INPUT` on `archiveName`, `mountPoint`, `expiresInSeconds`;
 *   `CONFLICT` `REPOSITORY_BUSY` while a job runs; `UNAVAILABLE` where it cannot be done, with Borg's reason in `params`
 */
export async function mountArchive(scope: Scope, input: NewMount): Promise<MountRow> {
  const { repositoryId, archiveName, mountPoint } = input
  const life = input.expiresIn ?? defaultLife
  requireOperator(scope, repositoryId)
  if (life < 60 || life > longestLife)
    throw invalidInput({ expiresInSeconds: `Must be between 60 and ${longestLife}.` })
  if (archiveName !== null && !isArchiveName(archiveName))
    throw invalidInput({ archiveName: 'Must be the name of an archive.' })
  if (mountPoint !== null && !isName(mountPoint) && !isPlainPath(mountPoint))
    throw invalidInput({
      mountPoint: 'Must be a name, or an absolute path without `..` and double slashes.',
    })
  if (mountPoint !== null && (isTooLong(mountPoint) || unusable.test(mountPoint)))
    throw invalidInput({ mountPoint: `${tooLongPath} Control characters are refused, too.` })
  const repository = await findRepository(scope, { id: repositoryId })
  if (repository.kind !== 'MANAGED') throw hostedRefusal()
  await requireNothingRuns(scope.db, repositoryId)
  const id = randomUUID()
  const { problem, busy } = await callBorg(scope, 'MOUNT', repository, {
    mountId: id,
    archiveName,
    mountPoint,
    expiresAt: Date.now() + life * 1000,
    createdById: viewerOf(scope).userId || null,
  }).catch(refuse)
  if (busy) {
    await requireNothingRuns(scope.db, repositoryId)
    throw unavailable('A job of the repository has just ended. Try again.')
  }
  await scope.wakeups.ring('queue')
  if (problem) throw invalidInput({ mountPoint: problem })
  return findMount(scope, id)
}

/** A single folder, none that is hidden. */
const isName = (text: string) => /^(?![.-])[^/\p{C}]{1,100}$/u.test(text)
const isPlainPath = (text: string) => isAbsolute(text) && normalize(text) === text

/** @throws DomainError `NOT_FOUND`, the same for one of a repository that the viewer may not see */
export async function findMount(scope: Scope, id: string): Promise<MountRow> {
  const mount = await visibleMounts(scope).where('mount.id', '=', id).executeTakeFirst()
  if (!mount) throw notFound('mount')
  return mount
}

/** Of all repositories that the viewer may see, newest first. */
export const listMounts = (scope: Scope, args: PageArguments): Promise<Page<MountRow>> =>
  fetchSortedPage(visibleMounts(scope), ['createdAt', 'id'], 'desc', args, readMountCursor)

const visibleMounts = (scope: Scope) =>
  scope.db
    .selectFrom('mount')
    .selectAll()
    .where(visibleIn<'mount'>(viewerOf(scope), 'mount.repositoryId'))

export const mountCursor = ({ createdAt, id }: Pick<MountRow, 'createdAt' | 'id'>): string =>
  Buffer.from(`mount:${createdAt}:${id}`).toString('base64url')

function readMountCursor(cursor: string): unknown[] | null {
  const match = /^mount:(\d{1,15}):([\da-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString())
  return match && [Number(match[1]), match[2]]
}

/**
 * Unmounts, on the machine of the worker that has mounted it.
 *
 * @param force also while somebody uses it
 * @throws DomainError `NOT_FOUND`, `FORBIDDEN`, `CONFLICT` `MOUNT_IN_USE`, `UNAVAILABLE` when that worker does not answer
 */
export async function unmountArchive(scope: Scope, id: string, force: boolean): Promise<void> {
  const mount = await findMount(scope, id)
  requireOperator(scope, mount.repositoryId)
  const repository = await findRepository(scope, { id: mount.repositoryId })
  const addressee = { ...repository, workerHost: mount.workerHost }
  const { inUse } = await callBorg(scope, 'UNMOUNT', addressee, { mountId: id, force }).catch(refuse)
  if (inUse) throw conflict('MOUNT_IN_USE', 'Somebody uses it. Close what is open there, or force it.')
}

/** Contract borg-ui, 6.5 and section 9, row 19: a global role, and the right to read this repository's files. */
function requireOperator(scope: Scope, repositoryId: number): void {
  const viewer = viewerOf(scope)
  requireVerb(viewer, repositoryId, 'restore')
  if (viewer.role === 'VIEWER') throw forbidden('Only operators and administrators mount archives.')
}

function refuse(error: unknown): never {
  if (error instanceof BorgCallError && error.failure.code === 'ARCHIVE_NOT_FOUND')
    throw new DomainError('NOT_FOUND', 'No such archive.', { params: { failure: 'ARCHIVE_NOT_FOUND' } })
  throw readRefusal(error)
}
