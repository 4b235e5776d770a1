import { access, constants, stat } from 'node:fs/promises'
import type { Selectable } from 'kysely'
import { Repository, type Tables } from '../entities/index.ts'
import {
  allows,
  holdsPermission,
  isFullAdmin,
  requireVerb,
  roleOn,
  type Viewer,
  visibleIn,
} from './access.ts'
import { BorgCallError, callBorg } from './borg-calls.ts'
import { conflict, DomainError, forbidden, invalidInput, notFound } from './errors.ts'
import { requireIdle } from './jobs.ts'
import { fetchPage, type PageArguments } from './pages.ts'
import { defaultColumns, type RepositorySettings, readSettings } from './repository-input.ts'
import { type Scope, viewerOf } from './scope.ts'
import { isUniqueViolation } from './sql-errors.ts'

export type RepositoryRow = Selectable<Tables['repository']>
export type EncryptionMode = RepositoryRow['encryption']

/** Sealing contexts: a passphrase of one repository does not open as that of another. */
export const passphraseContext = (id: number) => `repository:${id}:passphrase`
export const keyFileContext = (id: number) => `repository:${id}:key-file`

/** One repository by whichever name the caller has for it. */
export type RepositoryBy = { id: number } | { path: string } | { name: string }

/** @throws DomainError `NOT_FOUND`, the same for "not there" and "not yours" */
export async function findRepository(scope: Scope, by: RepositoryBy): Promise<RepositoryRow> {
  const viewer = viewerOf(scope)
  const [column, value] = Object.entries(by)[0]!
  const repository = await scope.db
    .selectFrom('repository')
    .selectAll()
    .where(column as 'id', '=', value as number)
    .where('state', '=', 'READY')
    .executeTakeFirst()
  if (!repository) throw notFound('repository')
  requireVerb(viewer, repository.id, 'view')
  return repository
}

export interface RepositoryFilter {
  kind?: RepositoryRow['kind'] | null | undefined
  mode?: RepositoryRow['mode'] | null | undefined
  nameContains?: string | null | undefined
}

/** In the order in which they were added. */
export function listRepositories(scope: Scope, filter: RepositoryFilter, args: PageArguments) {
  let query = scope.db
    .selectFrom('repository')
    .selectAll()
    .where('state', '=', 'READY')
    .where(visibleIn<'repository'>(viewerOf(scope), 'repository.id'))
  if (filter.kind) query = query.where('kind', '=', filter.kind)
  if (filter.mode) query = query.where('mode', '=', filter.mode)
  if (filter.nameContains) {
    const pattern = `%${filter.nameContains.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
    query = query.where(({ fn, eb, val, lit }) => {
      const like = eb(fn<string>('lower', ['name']), 'like', val(pattern))
      // SQLite knows no escape character unless it is told one; PostgreSQL's default is the same.
      return lit(true) && like
    })
  }
  return fetchPage(query, 'id', 'asc', args)
}

/** Many at once, in the order asked for; null where the viewer may not see one. */
export async function findRepositories(
  scope: Scope,
  ids: readonly number[],
): Promise<(RepositoryRow | null)[]> {
  const rows = await scope.db
    .selectFrom('repository')
    .selectAll()
    .where('id', 'in', [...ids])
    .where(visibleIn<'repository'>(viewerOf(scope), 'repository.id'))
    .execute()
  const byId = new Map(rows.map(row => [row.id, row]))
  return ids.map(id => byId.get(id) ?? null)
}

/** The role to show the viewer: an administrator has the operator's, as far as the repository is concerned. */
export function viewerRoleOn(viewer: Viewer, repositoryId: number) {
  const role = roleOn(viewer, repositoryId)
  if (role === null) return null
  return allows(viewer, repositoryId, 'backup') ? 'OPERATOR' : 'VIEWER'
}

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
  checkPassphrase(input.encryption, input.passphrase)
  const id = await reserve(scope, input, input.encryption)
  return undoOnFailure(scope, id, async () => {
    if (input.passphrase !== null) await seal(scope, id, { passphrase: input.passphrase })
    const { sealedKeyFile } = await callBorg(scope, 'INIT', await reserved(scope, id), {})
    return publish(scope, id, { sealedKeyFile })
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
  const id = await reserve(scope, input, 'NONE')
  const repository = await undoOnFailure(scope, id, async () => {
    await seal(scope, id, input)
    const found = await callBorg(scope, 'VERIFY', await reserved(scope, id), { relocated: true })
    return publish(scope, id, {
      encryption: found.encryption as EncryptionMode,
      totalSize: found.totalSize,
    })
  })
  await refreshArchives(scope, repository)
  return repository
}

/** Reads the list of archives again. Best effort: a repository that is locked right now is still imported. */
async function refreshArchives(scope: Scope, repository: RepositoryRow): Promise<void> {
  try {
    await callBorg(scope, 'REFRESH_ARCHIVES', repository, {})
  } catch (error) {
    if (!(error instanceof BorgCallError)) throw error
  }
}

export interface UpdateRepository extends RepositorySettings {
  /** A passphrase that was changed with Borg's own tools; it is tried before it is kept. */
  passphrase?: string | null | undefined
}

/** @throws DomainError `NOT_FOUND`, `FORBIDDEN`, `INVALID_INPUT`, `CONFLICT` (`REPOSITORY_BUSY` for a new path or passphrase) */
export async function updateRepository(
  scope: Scope,
  id: number,
  input: UpdateRepository,
): Promise<RepositoryRow> {
  const before = await requireManaged(scope, id)
  const changes = readSettings(input, scope.limits.repositoriesDir)
  const moved = changes.path !== undefined && changes.path !== before.path
  const reopened = moved || input.passphrase != null
  if (reopened) await requireIdle(scope.db, id)
  const sealedPassphrase =
    input.passphrase == null ? undefined : scope.sealer.seal(input.passphrase, passphraseContext(id))
  await write(scope, id, { ...changes, ...(sealedPassphrase ? { sealedPassphrase } : {}) })
  if (reopened) {
    try {
      await callBorg(scope, 'VERIFY', { id, pool: before.pool }, { relocated: moved })
    } catch (error) {
      const { path, sealedPassphrase: old } = before
      await write(scope, id, { path, sealedPassphrase: old })
      throw translate(error)
    }
  }
  return findRepository(scope, { id })
}

/**
 * Removes the record, its catalogue and its grants. The data stays, and so do its jobs and their logs.
 *
 * @throws DomainError `CONFLICT` `REPOSITORY_BUSY` while a job is queued or running
 */
export async function deleteRepository(scope: Scope, id: number): Promise<void> {
  await requireManaged(scope, id, 'remove')
  await scope.db.transaction().execute(async db => {
    await requireIdle(db, id)
    await db.deleteFrom('repository').where('id', '=', id).execute()
  })
  await scope.wakeups.ring('access')
  await scope.wakeups.ring('jobs')
}

/** Stores a key file after Borg has opened the repository with it. */
export async function setRepositoryKeyFile(
  scope: Scope,
  id: number,
  keyFile: string,
): Promise<RepositoryRow> {
  const before = await requireManaged(scope, id)
  if (!before.encryption.startsWith('KEYFILE'))
    throw invalidInput(
      { keyFile: 'This repository does not use a key file.' },
      { reason: 'KEY_FILE_NOT_USED', mode: before.encryption },
    )
  if (keyFile.trim() === '') throw invalidInput({ keyFile: 'Is empty.' }, { reason: 'KEY_FILE_EMPTY' })
  await requireIdle(scope.db, id)
  await write(scope, id, { sealedKeyFile: scope.sealer.seal(keyFile, keyFileContext(id)) })
  try {
    await callBorg(scope, 'VERIFY', before, { relocated: false })
  } catch (error) {
    await write(scope, id, { sealedKeyFile: before.sealedKeyFile })
    throw translate(error)
  }
  return findRepository(scope, { id })
}

/** The key as `borg key export` gives it: with the passphrase, it opens the repository. */
export async function exportRepositoryKey(scope: Scope, id: number): Promise<string> {
  const repository = await requireManaged(scope, id)
  if (repository.encryption === 'NONE')
    throw invalidInput(
      { repositoryId: 'This repository is not encrypted, it has no key.' },
      { reason: 'NO_KEY' },
    )
  try {
    const { sealedKey } = await callBorg(scope, 'EXPORT_KEY', repository, {})
    return scope.sealer.open(sealedKey, keyFileContext(id))
  } catch (error) {
    throw translate(error)
  }
}

/** Administrators manage repositories; a key of theirs needs the permission for it. */
async function requireManaged(scope: Scope, id: number, verb: 'administer' | 'remove' = 'administer') {
  const viewer = viewerOf(scope)
  requireVerb(viewer, id, verb)
  const repository = await scope.db
    .selectFrom('repository')
    .selectAll()
    .where('id', '=', id)
    .where('kind', '=', 'MANAGED')
    .where('state', '=', 'READY')
    .executeTakeFirst()
  if (!repository) throw notFound('repository')
  return repository
}

function requireMayAdd(scope: Scope): void {
  const viewer = viewerOf(scope)
  const restricted = viewer.credential.kind === 'api-key' && viewer.credential.repositoryIds !== null
  if (viewer.role !== 'ADMIN' || restricted || !(isFullAdmin(viewer) || holdsPermission(viewer, 'CREATE')))
    throw forbidden('Only an administrator may add repositories.')
}

/** Takes name and path by their unique indexes, before Borg touches the disk. */
async function reserve(scope: Scope, input: CreateRepository | ImportRepository, encryption: EncryptionMode) {
  const columns = readSettings(input, scope.limits.repositoriesDir)
  await checkParent(columns.path!)
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

/** A data directory of ours inside a repository, or the other way round, would back itself up for ever. */
async function checkParent(path: string): Promise<void> {
  if (path.startsWith('ssh://')) return
  const found = await stat(path).catch(() => null)
  if (found && !found.isDirectory()) throw invalidInput({ path: 'There is a file at this path.' })
  if (found)
    await access(path, constants.R_OK).catch(() => {
      throw invalidInput({ path: 'The server may not read this directory.' })
    })
}

const reserved = (scope: Scope, id: number) =>
  scope.db.selectFrom('repository').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

async function seal(
  scope: Scope,
  id: number,
  secrets: { passphrase: string | null; keyFile?: string | null },
): Promise<void> {
  await write(scope, id, {
    sealedPassphrase:
      secrets.passphrase === null ? null : scope.sealer.seal(secrets.passphrase, passphraseContext(id)),
    sealedKeyFile: secrets.keyFile ? scope.sealer.seal(secrets.keyFile, keyFileContext(id)) : null,
  })
}

async function publish(scope: Scope, id: number, found: Partial<RepositoryRow>): Promise<RepositoryRow> {
  await write(scope, id, { ...found, state: 'READY' })
  return reserved(scope, id)
}

async function write(scope: Scope, id: number, columns: Partial<RepositoryRow>): Promise<void> {
  try {
    await scope.db
      .updateTable('repository')
      .set({ ...columns, updatedAt: Date.now() })
      .where('id', '=', id)
      .execute()
  } catch (error) {
    throw await takenOr(error, scope, columns.path ?? '')
  }
}

async function undoOnFailure<Result>(scope: Scope, id: number, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    await scope.db.deleteFrom('repository').where('id', '=', id).execute()
    throw translate(error)
  }
}

async function takenOr(error: unknown, scope: Scope, path: string): Promise<unknown> {
  if (!isUniqueViolation(error)) return error
  const same = await scope.db
    .selectFrom('repository')
    .select('id')
    .where('path', '=', path)
    .executeTakeFirst()
  return same
    ? conflict('PATH_TAKEN', 'A repository with this path is registered already.')
    : conflict('NAME_TAKEN', 'A repository with this name is registered already.')
}

/** Borg's refusals that are really about the input. The rest keeps Borg's code as a parameter. */
function translate(error: unknown): unknown {
  if (!(error instanceof BorgCallError)) return error
  const { code, message, remedy } = error.failure
  const params = { failure: code }
  switch (code) {
    case 'PASSPHRASE_WRONG':
    case 'PASSPHRASE_MISSING':
      return invalidInput({ passphrase: message }, params)
    case 'KEY_NOT_FOUND':
    case 'KEY_INVALID':
    case 'KEY_MISMATCH':
    case 'NOT_A_KEY_FILE':
    case 'KEY_OF_OTHER_REPOSITORY':
      return invalidInput({ keyFile: message }, params)
    case 'REPOSITORY_ALREADY_EXISTS':
    case 'PATH_ALREADY_EXISTS':
      return new DomainError('CONFLICT', `${message} ${remedy}`, { reason: 'REPOSITORY_EXISTS', params })
    default:
      return invalidInput({ path: `${message} ${remedy}` }, params)
  }
}

/** @throws DomainError `INVALID_INPUT` on `passphrase` */
function checkPassphrase(encryption: EncryptionMode, passphrase: string | null): void {
  if (encryption === 'NONE' && passphrase)
    throw invalidInput({ passphrase: 'A repository without encryption has none.' })
  if (encryption !== 'NONE' && !passphrase)
    throw invalidInput(
      { passphrase: `Is needed for encryption mode ${encryption}.` },
      { reason: 'PASSPHRASE_REQUIRED', mode: encryption },
    )
  // Borg strips newlines from the end of what it reads, so such a passphrase could never be typed again.
  if (passphrase && /[\n\r\0]/.test(passphrase)) throw invalidInput({ passphrase: 'Must be a single line.' })
}
