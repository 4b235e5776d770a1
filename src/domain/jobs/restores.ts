import { isArchiveName } from '../borg/option-values.ts'
import {
  BorgCallError,
  callBorg,
  type RestorePlace,
  type RestorePreview,
  type RestoreWish,
} from '../calls/borg-calls.ts'
import { readRefusal } from '../calls/reading-refusals.ts'
import { requireVerb } from '../kernel/access.ts'
import { hostedRefusal, invalidInput, notFound } from '../kernel/errors.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { requireSshConnection } from '../ssh/ssh-connections.ts'
import type { RestoreCheckOptions, RestoreOptions } from './job-options.ts'
import type { JobRow } from './job-states.ts'
import { type OnConflict, queueJob } from './jobs.ts'
import { readDestination, readPaths, refuseCollisions } from './restore-paths.ts'
import { restoresAsAdministrator } from './restore-rights.ts'

/** What shall be restored, and where to. */
export interface RestoreRequest extends Omit<RestoreOptions, 'byAdministrator'> {
  repositoryId: number
  /** More paths, as `rawPathOf` writes them. */
  rawPaths: string[]
  /** The archive need not be in the catalogue: it may be newer than that. */
  archiveName: string
}

/** How a job is queued. */
interface Queueing {
  onConflict: OnConflict
  idempotencyKey: string | null
}

/**
 * Queues a restore. The destination is judged by a worker, now and once more right before the start; another machine is asked only then.
 *
 * @throws DomainError as `queueJob`; `FORBIDDEN` for those whom the configuration lets restore nothing, or not to other machines, and
 *   for who wants sensitive places without being an administrator; `NOT_FOUND` for the connection; `INVALID_INPUT` on `archiveName`,
 *   `paths`, `destination`; `UNAVAILABLE`
 */
export async function startRestore(scope: Scope, input: RestoreRequest & Queueing): Promise<JobRow> {
  const { repositoryId, onConflict, idempotencyKey } = input
  const repository = await findSource(scope, repositoryId)
  const { archiveName, ...options } = await readWish(scope, input)
  const { problem } = await callBorg(scope, 'CHECK_DESTINATION', repository, placeOf(options))
  if (problem) throw invalidInput({ destination: problem })
  return queueJob(scope, { kind: 'RESTORE', repositoryId, archiveName, options, onConflict, idempotencyKey })
}

/**
 * What a restore would do; writes nothing.
 *
 * @throws DomainError `NOT_FOUND`, `FORBIDDEN`, `INVALID_INPUT` as {@link startRestore}; `UNAVAILABLE` with Borg's reason
 */
export async function previewRestore(scope: Scope, input: RestoreRequest): Promise<RestorePreview> {
  const repository = await findSource(scope, input.repositoryId)
  const wish = await readWish(scope, input)
  try {
    return await callBorg(scope, 'PREVIEW_RESTORE', repository, wish)
  } catch (error) {
    if (error instanceof BorgCallError && error.failure.code === 'DESTINATION_REFUSED') {
      const { problem } = await callBorg(scope, 'CHECK_DESTINATION', repository, placeOf(wish))
      throw invalidInput({ destination: problem ?? error.failure.message })
    }
    throw readRefusal(error)
  }
}

/**
 * Queues a restore check of the newest archive.
 *
 * @throws DomainError as `queueJob`; `INVALID_INPUT` on `paths`
 */
export function startRestoreCheck(
  scope: Scope,
  {
    paths: given,
    rawPaths,
    fullArchive,
    ...request
  }: RestoreCheckOptions & Queueing & { repositoryId: number; rawPaths: string[] },
): Promise<JobRow> {
  requireVerb(viewerOf(scope), request.repositoryId, 'maintain')
  const paths = readPaths(given, rawPaths)
  // The root of the archive is no sample.
  const isEverything = given.length + rawPaths.length > 0 && paths.length === 0
  const options = { paths, fullArchive: fullArchive || isEverything }
  return queueJob(scope, { kind: 'RESTORE_CHECK', archiveName: null, options, ...request })
}

async function readWish(
  scope: Scope,
  { archiveName, paths, rawPaths, destination, connectionId, layout, allowSensitivePaths }: RestoreRequest,
): Promise<RestoreWish> {
  const byAdministrator = restoresAsAdministrator(scope, { connectionId, allowSensitivePaths })
  if (connectionId !== undefined) await requireSshConnection(scope, connectionId)
  if (!isArchiveName(archiveName)) throw invalidInput({ archiveName: 'Must be the name of an archive.' })
  const wish = {
    archiveName,
    paths: readPaths(paths, rawPaths),
    destination: readDestination(destination),
    ...(connectionId === undefined ? {} : { connectionId }),
    layout,
    byAdministrator,
    allowSensitivePaths,
  }
  refuseCollisions(wish)
  return wish
}

const placeOf = ({
  destination,
  connectionId,
  byAdministrator,
  allowSensitivePaths,
}: RestoreOptions): RestorePlace => ({ destination, connectionId, byAdministrator, allowSensitivePaths })

/** The repository from which the caller may restore; one that may only be observed will do. */
async function findSource(scope: Scope, id: number): Promise<{ id: number; pool: string }> {
  requireVerb(viewerOf(scope), id, 'restore')
  const repository = await scope.db
    .selectFrom('repository')
    .select(['id', 'kind', 'pool'])
    .where('id', '=', id)
    .where('state', '=', 'READY')
    .executeTakeFirst()
  if (!repository) throw notFound('repository')
  if (repository.kind !== 'MANAGED') throw hostedRefusal()
  return repository
}
