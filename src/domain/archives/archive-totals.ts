import type { Scope } from '../kernel/scope.ts'

/** Sums over all archives of a repository, in bytes; null when the numbers of some archive are not known. */
export interface ArchiveTotals {
  originalSize: number | null
  compressedSize: number | null
}

/** For many repositories at once, in the order asked for. The caller has checked that they may be seen. */
export async function sumArchives(scope: Scope, repositoryIds: readonly number[]): Promise<ArchiveTotals[]> {
  const rows = await scope.db
    .selectFrom('archive')
    .select(({ fn }) => [
      'repositoryId',
      fn.countAll<number>().as('count'),
      fn.count<number>('originalSize').as('known'),
      fn.sum<number>('originalSize').as('originalSize'),
      fn.sum<number>('compressedSize').as('compressedSize'),
    ])
    .where('repositoryId', 'in', [...repositoryIds])
    .groupBy('repositoryId')
    .execute()
  const byId = new Map(rows.map(row => [row.repositoryId, row]))
  return repositoryIds.map(id => {
    const row = byId.get(id)
    if (!row) return { originalSize: 0, compressedSize: 0 }
    if (Number(row.count) !== Number(row.known)) return { originalSize: null, compressedSize: null }
    return { originalSize: Number(row.originalSize), compressedSize: Number(row.compressedSize) }
  })
}
