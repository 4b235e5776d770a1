import type { Selectable } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { type FailureCode, failureOf, readFailureCode } from '../borg/failures.ts'
import { postOrder } from '../calls/borg-calls.ts'
import { readFailure } from '../calls/reading-refusals.ts'
import { DomainError } from '../kernel/errors.ts'
import type { World } from '../kernel/scope.ts'

export type ArchiveIndexRow = Selectable<Tables['archive_index']>

/** A build that was silent for longer has lost its worker, in milliseconds. */
const silence = 30_000
/** How long a request waits for an index before its client is told to ask again, in milliseconds. */
const patience = 60_000
/** `usedAt` is written at most this often, in milliseconds: reads stay reads. */
const usePrecision = 60_000

/** Names one build of one index. A write that names an older attempt changes nothing. */
export interface IndexBuild {
  archiveId: number
  /** `startedAt` of the claim. */
  attempt: number
}

/** Somebody else builds this index now. */
export class LostIndexError extends Error {
  override name = 'LostIndexError'
}

/** What is known of the listing of one archive; null when nobody has asked for it yet. */
export async function findIndex(world: World, archiveId: number): Promise<ArchiveIndexRow | null> {
  const row = await world.db
    .selectFrom('archive_index')
    .selectAll()
    .where('archiveId', '=', archiveId)
    .executeTakeFirst()
  return row ?? null
}

/**
 * Waits until the files of an archive can be listed; whoever asks first has them listed, all others share that build.
 *
 * @throws DomainError `UNAVAILABLE` with reason `INDEX_BUILDING` when it takes longer than a minute (it goes on), and with
 *   `params.failure` when Borg refused; `NOT_FOUND` when the repository has no such archive any more
 */
export async function requireIndex(
  world: World,
  archive: { id: number; repositoryId: number },
): Promise<ArchiveIndexRow> {
  const arrival = Date.now()
  using bell = world.wakeups.listen([`index:${archive.id}`])
  for (;;) {
    const index = await findIndex(world, archive.id)
    if (index?.state === 'READY') return touch(world, index)
    if (index?.state === 'FAILED' && index.startedAt >= arrival) throw indexFailure(index)
    const abandoned = index?.state === 'BUILDING' && index.usedAt < Date.now() - silence
    if (!index || index.state === 'FAILED' || abandoned) await startBuild(world, archive)
    else if (Date.now() - arrival > patience)
      throw new DomainError('UNAVAILABLE', 'The files of this archive are being listed. Ask again.', {
        reason: 'INDEX_BUILDING',
        params: { entryCount: index.entryCount },
      })
    await bell.next(1000)
  }
}

async function touch(world: World, index: ArchiveIndexRow): Promise<ArchiveIndexRow> {
  const now = Date.now()
  if (now - index.usedAt > usePrecision)
    await world.db
      .updateTable('archive_index')
      .set({ usedAt: now })
      .where('archiveId', '=', index.archiveId)
      .where('state', '=', 'READY')
      .execute()
  return index
}

const indexFailure = ({ failureCode }: ArchiveIndexRow) =>
  readFailure(failureOf(readFailureCode(failureCode)))

/** Claims the build, in one statement, and orders it from a worker. Does nothing when somebody else was first. */
async function startBuild(world: World, archive: { id: number; repositoryId: number }): Promise<void> {
  const now = Date.now()
  const claim = { state: 'BUILDING', entryCount: 0, failureCode: null, startedAt: now, usedAt: now } as const
  const claimed = await world.db
    .insertInto('archive_index')
    .values({ archiveId: archive.id, ...claim })
    .onConflict(conflict =>
      conflict
        .column('archiveId')
        .doUpdateSet(claim)
        .where(({ or, and, eb }) =>
          or([
            eb('archive_index.state', '=', 'FAILED'),
            and([eb('archive_index.state', '=', 'BUILDING'), eb('archive_index.usedAt', '<', now - silence)]),
          ]),
        ),
    )
    .returning('archiveId')
    .executeTakeFirst()
  if (!claimed) return
  const repository = await world.db
    .selectFrom('repository')
    .select(['id', 'pool'])
    .where('id', '=', archive.repositoryId)
    .executeTakeFirstOrThrow()
  await postOrder(world, 'INDEX_ARCHIVE', repository, { archiveId: archive.id, attempt: now })
}

/** A sign of life of a build, and how far it is. @throws LostIndexError */
export async function recordBuild(
  db: World['db'],
  { archiveId, attempt }: IndexBuild,
  entryCount: number,
): Promise<void> {
  const written = await db
    .updateTable('archive_index')
    .set({ usedAt: Date.now(), entryCount })
    .where('archiveId', '=', archiveId)
    .where('startedAt', '=', attempt)
    .where('state', '=', 'BUILDING')
    .executeTakeFirst()
  if (written.numUpdatedRows === 0n) throw new LostIndexError()
}

/** Ends a build; `failureCode` null: everything is there. */
export async function endBuild(
  world: World,
  { archiveId, attempt }: IndexBuild,
  failureCode: FailureCode | null,
): Promise<void> {
  await world.db
    .updateTable('archive_index')
    .set({ state: failureCode ? 'FAILED' : 'READY', failureCode, usedAt: Date.now() })
    .where('archiveId', '=', archiveId)
    .where('startedAt', '=', attempt)
    .where('state', '=', 'BUILDING')
    .execute()
  await world.wakeups.ring(`index:${archiveId}`)
}
