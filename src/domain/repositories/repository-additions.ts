import { Repository } from '../../entities/index.ts'
import { BorgCallError, callBorg } from '../calls/borg-calls.ts'
import { holdsPermission, isFullAdmin } from '../kernel/access.ts'
import { forbidden } from '../kernel/errors.ts'
import { Mistakes } from '../kernel/mistakes.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { requireExpressions } from './expressions.ts'
import { type EncryptionMode, keyFileContext, passphraseContext, type RepositoryRow } from './repositories.ts'
import { readConnections } from './repository-connections.ts'
import {
  checkPassphrase,
  defaultColumns,
  passphraseProblem,
  type RepositorySettings,
  readSettings,
} from './repository-input.ts'
import { checkPlaces } from './repository-places.ts'
import { takenOr, translateRefusal, writeRepository } from './repository-writes.ts'
import { removeUnfinished, whileReserved } from './reservations.ts'
import { sealParameters } from './script-parameters.ts'

export interface CreateRepository extends RepositorySettings {
  name: string
  path: string
  encryption: EncryptionMode
  passphrase: string | null
}

/**
 * Makes a new Borg repository (`borg init`) and registers it.
 *
 * @throws DomainError `INVALID_INPUT`, `CONFLICT` (`NAME_TAKEN`, `PATH_TAKEN`, `REPOSITORY_EXISTS` when Borg finds one
 *   there: import it), `UNAVAILABLE`
 */
export async function createRepository(scope: Scope, input: CreateRepository): Promise<RepositoryRow> {
  requireMayAdd(scope)
  const mistakes = new Mistakes()
  checkPassphrase(mistakes, input.encryption, input.passphrase)
  const id = await reserve(scope, input, input.encryption, mistakes)
  return undoOnFailure(scope, id, async () => {
    await checkWithWorker(scope, await reserved(scope, id))
    if (input.passphrase !== null) await seal(scope, id, { passphrase: input.passphrase })
    const { sealedKeyFile, host } = await callBorg(scope, 'INIT', await reserved(scope, id), {})
    const repository = await publish(scope, id, { sealedKeyFile, ...sealParameters(scope.sealer, id, input) })
    await forgetKeptKey(scope, repository, host)
    return repository
  })
}

export interface ImportRepository extends RepositorySettings {
  name: string
  path: string
  passphrase: string | null
  keyFile: string | null
}

/**
 * Registers a Borg repository that exists. Its passphrase or key file is tried on the real thing first, and the
 * encryption mode is what Borg says it is.
 *
 * @throws DomainError as {@link createRepository}
 */
export async function importRepository(scope: Scope, input: ImportRepository): Promise<RepositoryRow> {
  requireMayAdd(scope)
  const mistakes = new Mistakes()
  mistakes.add('passphrase', passphraseProblem(input.passphrase))
  const id = await reserve(scope, input, 'NONE', mistakes)
  const repository = await undoOnFailure(scope, id, async () => {
    await checkWithWorker(scope, await reserved(scope, id))
    await seal(scope, id, input)
    const found = await callBorg(scope, 'VERIFY', await reserved(scope, id), { relocated: true })
    const published = await publish(scope, id, {
      ...sealParameters(scope.sealer, id, input),
      encryption: found.encryption as EncryptionMode,
      totalSize: found.totalSize,
      ...(found.kept && { sealedKeyFile: found.kept.sealedKeyFile }),
    })
    if (found.kept) await forgetKeptKey(scope, published, found.kept.host)
    return published
  })
  await readArchives(scope, repository)
  return repository
}

/** The first list of archives. Best effort: a repository that is locked right now is still imported. */
async function readArchives(scope: Scope, repository: RepositoryRow): Promise<void> {
  try {
    await callBorg(scope, 'REFRESH_ARCHIVES', repository, {})
  } catch (error) {
    if (!(error instanceof BorgCallError)) throw error
  }
}

/** @throws DomainError `UNAUTHENTICATED`, `FORBIDDEN` */
export function requireMayAdd(scope: Scope): void {
  const viewer = viewerOf(scope)
  const restricted = viewer.credential.kind === 'api-key' && viewer.credential.repositoryIds !== null
  if (viewer.role !== 'ADMIN' || restricted || !(isFullAdmin(viewer) || holdsPermission(viewer, 'CREATE')))
    throw forbidden('Only an administrator may add repositories.')
}

/** Takes name and path by their unique indexes, before Borg touches the disk. */
async function reserve(
  scope: Scope,
  input: CreateRepository | ImportRepository,
  encryption: EncryptionMode,
  mistakes: Mistakes,
): Promise<number> {
  const { path, columns: connections } = await readConnections(scope, input, null)
  const columns = {
    ...readSettings({ ...input, path }, scope.limits.repositoriesDir, mistakes),
    ...connections,
  }
  await removeUnfinished(scope)
  const now = Date.now()
  try {
    const em = scope.em.fork()
    const row = em.create(Repository, {
      ...defaultColumns,
      ...columns,
      name: columns.name!,
      path: columns.path!,
      kind: 'MANAGED',
      state: 'CREATING',
      encryption,
      sealedPassphrase: null,
      sealedKeyFile: null,
      createdAt: now,
      updatedAt: now,
      lastBackupAt: null,
      expectedSize: null,
      totalSize: null,
    })
    await em.flush()
    return row.id
  } catch (error) {
    throw await takenOr(error, scope, columns.path!)
  }
}

/**
 * What its worker can say of the settings before a repository is made or opened.
 *
 * @throws DomainError `INVALID_INPUT` on `path`, `excludePatterns`, `customFlags`; `UNAVAILABLE`
 */
async function checkWithWorker(scope: Scope, repository: RepositoryRow): Promise<void> {
  await requireExpressions(scope, repository, repository, null)
  await checkPlaces(scope, repository, null)
}

const reserved = (scope: Scope, id: number) =>
  scope.db.selectFrom('repository').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

async function seal(
  scope: Scope,
  id: number,
  secrets: { passphrase: string | null; keyFile?: string | null },
): Promise<void> {
  await writeRepository(scope, id, {
    sealedPassphrase:
      secrets.passphrase === null ? null : scope.sealer.seal(secrets.passphrase, passphraseContext(id)),
    sealedKeyFile: secrets.keyFile ? scope.sealer.seal(secrets.keyFile, keyFileContext(id)) : null,
  })
}

async function publish(scope: Scope, id: number, found: Partial<RepositoryRow>): Promise<RepositoryRow> {
  await writeRepository(scope, id, { ...found, state: 'READY' })
  return reserved(scope, id)
}

/** A worker that does not hear of it now finds out by itself. */
async function forgetKeptKey(scope: Scope, { id, pool }: RepositoryRow, workerHost: string): Promise<void> {
  try {
    await callBorg(scope, 'SETTLE_CREATION', { id, pool, workerHost }, {}, longestSettling)
  } catch {
    // The repository is made, whatever becomes of the copy of its key.
  }
}

/** Milliseconds. */
const longestSettling = 5000

async function undoOnFailure<Result>(scope: Scope, id: number, work: () => Promise<Result>): Promise<Result> {
  try {
    return await whileReserved(scope, id, work)
  } catch (error) {
    await scope.db.deleteFrom('repository').where('id', '=', id).execute()
    throw translateRefusal(error)
  }
}
