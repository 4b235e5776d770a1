import { LRUCache } from 'lru-cache'
import { type ArchiveDetails, callBorg } from '../calls/borg-calls.ts'
import { readRefusal } from '../calls/reading-refusals.ts'
import type { Scope, World } from '../kernel/scope.ts'
import { findRepository } from '../repositories/repositories.ts'
import { type ArchiveRow, findArchive } from './archives.ts'

/** An archive never changes, so what Borg said of it once stays true. */
const known = new WeakMap<World['db'], LRUCache<string, ArchiveDetails>>()

function cacheOf({ db }: World): LRUCache<string, ArchiveDetails> {
  let cache = known.get(db)
  if (!cache) {
    cache = new LRUCache({ max: 500 })
    known.set(db, cache)
  }
  return cache
}

/**
 * What the catalogue does not keep of an archive: asked of Borg, once.
 *
 * @throws DomainError `NOT_FOUND` when the repository has it no more, `UNAVAILABLE` with `params.failure`
 */
export async function readDetails(scope: Scope, { id }: Pick<ArchiveRow, 'id'>): Promise<ArchiveDetails> {
  const archive = await findArchive(scope, id)
  const cache = cacheOf(scope)
  const details = cache.get(archive.borgId)
  if (details) return details
  const repository = await findRepository(scope, { id: archive.repositoryId })
  try {
    const read = await callBorg(scope, 'ARCHIVE_DETAILS', repository, { archiveId: id })
    cache.set(archive.borgId, read)
    return read
  } catch (error) {
    throw readRefusal(error)
  }
}
