import { callBorg } from '../calls/borg-calls.ts'
import { conflict } from '../kernel/errors.ts'
import type { Scope } from '../kernel/scope.ts'

/**
 * Refuses an archive name that is taken. The catalogue is asked, and Borg before a no, as the archive may have been deleted elsewhere.
 * What the catalogue does not know of is found by the run, before anything happens.
 *
 * @throws DomainError `CONFLICT` `ARCHIVE_NAME_TAKEN`
 */
export async function requireFreeName(scope: Scope, repositoryId: number, name: string): Promise<void> {
  if (!(await isKnown(scope, repositoryId, name))) return
  // Jobs of one repository run in order: it will be gone by then.
  if (await hasActiveJob(scope, repositoryId, name)) return
  if (!(await hasActiveJob(scope, repositoryId, null)) && !(await isThere(scope, repositoryId, name))) return
  throw conflict('ARCHIVE_NAME_TAKEN', 'An archive of this name already exists in the repository.')
}

async function isKnown({ db }: Scope, repositoryId: number, name: string): Promise<boolean> {
  const known = await db
    .selectFrom('archive')
    .select('id')
    .where('repositoryId', '=', repositoryId)
    .where('name', '=', name)
    .executeTakeFirst()
  return known !== undefined
}

/** @param deletionOf of any kind when null, else one that deletes the archive of this name */
async function hasActiveJob(
  { db }: Scope,
  repositoryId: number,
  deletionOf: string | null,
): Promise<boolean> {
  const active = await db
    .selectFrom('job')
    .select('id')
    .where('repositoryId', '=', repositoryId)
    .where('status', 'in', deletionOf === null ? ['RUNNING'] : ['PENDING', 'RUNNING'])
    .$if(deletionOf !== null, query =>
      query.where('kind', '=', 'DELETE_ARCHIVE').where('archiveName', '=', deletionOf),
    )
    .executeTakeFirst()
  return active !== undefined
}

/** As Borg sees it; true when Borg cannot be asked now. The catalogue forgets what is gone. */
async function isThere(scope: Scope, repositoryId: number, name: string): Promise<boolean> {
  const repository = await scope.db
    .selectFrom('repository')
    .select(['id', 'pool'])
    .where('id', '=', repositoryId)
    .executeTakeFirstOrThrow()
  const patience = 20_000
  return callBorg(scope, 'FIND_ARCHIVE', repository, { name }, patience).then(
    ({ isThere }) => isThere,
    () => true,
  )
}
