import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { callBorg, postOrder } from '../borg-calls.ts'
import { conflict, DomainError, forbidden, unavailable } from '../errors.ts'
import { evaluateHealth } from '../health/evaluate-health.ts'
import { restartObjective, writeObjective } from '../health/objectives.ts'
import { requireIdle } from '../jobs/job-admission.ts'
import { Mistakes } from '../mistakes.ts'
import { requireMayAdd } from '../repositories/repository-additions.ts'
import type { Scope } from '../scope.ts'
import { isUniqueViolation } from '../sql-errors.ts'
import { isPlainPath } from './authorized-keys.ts'
import { type HostedSettings, readHostedSettings } from './hosted-input.ts'
import { type Hosted, type HostedRow, readHosted, requireHosted } from './hosted-repositories.ts'
import { insertHosted } from './hosted-rows.ts'
import type { HostingProblem } from './hosting-calls.ts'

export interface CreateHosted extends HostedSettings {
  alias: string
  sshPublicKey: string
  quota: number
  /** One of the storage targets of the configuration; null or empty: the pool folder. */
  storageTarget?: string | null | undefined
  pool?: string | null | undefined
  displayDetails?: boolean | null | undefined
}

/** So many names of 32 random bits are not taken one after the other. */
const mostNames = 20

/**
 * Registers a repository that clients make with `borg init` over SSH, and lets their key in.
 *
 * @throws DomainError `INVALID_INPUT`, `FORBIDDEN`; `CONFLICT` `SSH_KEY_IN_USE`, `STORAGE_TARGET_UNAVAILABLE`;
 *   `UNAVAILABLE` when the worker with the files does not answer, or cannot write
 */
export async function createHostedRepository(scope: Scope, input: CreateHosted): Promise<Hosted> {
  requireMayAdd(scope)
  const columns = readNew(scope, input)
  for (let tried = 0; tried < mostNames; tried += 1) {
    const hosted = await insert(scope, input, columns)
    const problem = hosted && (await applyNew(scope, hosted))
    if (!hosted || problem === 'PATH_OCCUPIED') continue
    if (problem) throw problemError(problem)
    await scope.wakeups.ring('health')
    return hosted
  }
  throw unavailable('No free name was found.')
}

/**
 * Changes a hosted repository, and the line of its key with it.
 *
 * @throws DomainError as {@link createHostedRepository}; `NOT_FOUND`; `CONFLICT` `REPOSITORY_ARCHIVED`
 */
export async function updateHostedRepository(
  scope: Scope,
  id: number,
  input: HostedSettings,
): Promise<Hosted> {
  const before = await requireHosted(scope, id, 'administer')
  const columns = readHostedSettings(input)
  if (before.hosted.archived === 1)
    throw conflict('REPOSITORY_ARCHIVED', 'This repository is archived. Unarchive it first.')
  await write(scope, before, columns)
  if (input.freshnessSeconds != null) await writeObjective(scope.db, id, input.freshnessSeconds)
  await evaluateHealth(scope, [id])
  await scope.wakeups.ring('health')
  return (await readHosted(scope, id))!
}

/** Closes a hosted repository for its clients, or opens it again; data and settings stay. @throws DomainError as {@link updateHostedRepository} */
export async function setHostedArchived(scope: Scope, id: number, archived: boolean): Promise<Hosted> {
  const before = await requireHosted(scope, id, 'administer')
  await write(scope, before, { archived: archived ? 1 : 0 })
  // Nobody could push meanwhile.
  if (before.hosted.archived === 1 && !archived) await restartObjective(scope.db, id)
  await scope.wakeups.ring('health')
  return (await readHosted(scope, id))!
}

/**
 * Deletes a hosted repository: its key opens nothing any more, its files are removed, then its record. There is no way back. What is
 * left of it when a server dies in between, the hosting worker removes.
 *
 * @returns whether there were files
 * @throws DomainError `NOT_FOUND`; `FORBIDDEN`, also where the configuration allows nobody; `CONFLICT` `REPOSITORY_BUSY`; `UNAVAILABLE`
 */
export async function deleteHostedRepository(scope: Scope, id: number): Promise<{ hadFiles: boolean }> {
  const hosted = await requireMayDelete(scope, id)
  await scope.db.transaction().execute(async db => {
    await db
      .updateTable('repository')
      .set({ state: 'CREATING', updatedAt: Date.now() })
      .where('id', '=', id)
      .execute()
    await db.updateTable('hosted_repository').set({ removing: 1 }).where('repositoryId', '=', id).execute()
    await requireIdle(db, id)
  })
  const { problem, hadFiles } = await callBorg(scope, 'REMOVE_HOSTED', hosted, {}, longestRemoval)
  if (problem) throw problemError(problem)
  await scope.db.deleteFrom('repository').where('id', '=', id).execute()
  for (const topic of ['access', 'jobs', 'health'] as const) await scope.wakeups.ring(topic)
  return { hadFiles }
}

/** How long it may take to remove the files of a repository, in milliseconds. */
const longestRemoval = 3_600_000

/** Asked in the order of the contract (5.3): the right to it, then the configuration, then whether it is there. */
async function requireMayDelete(scope: Scope, id: number): Promise<Hosted> {
  const hosted = await requireHosted(scope, id, 'remove')
  if (!scope.hosting.mayDelete) throw forbidden('Deletion is disabled on this server.')
  return hosted
}

function readNew(scope: Scope, input: CreateHosted): Partial<HostedRow> {
  const mistakes = new Mistakes()
  const target = input.storageTarget || null
  if (target !== null && !scope.hosting.storageTargets.some(({ path }) => path === target))
    mistakes.add('storageTarget', 'Must be one of the configured storage targets.')
  mistakes.add('alias', input.alias === '' ? 'Must not be empty.' : null)
  mistakes.add(
    'pool',
    /^[\w.-]{1,64}$/.test(input.pool ?? 'default') ? null : 'Must be the name of a worker pool.',
  )
  const columns = readHostedSettings(input, mistakes)
  if (!isPlainPath(scope.hosting.poolDir))
    throw unavailable('Repositories cannot be hosted: the path of their folder has unusual characters.')
  const displayDetails = input.displayDetails == null ? null : input.displayDetails ? 1 : 0
  return { ...columns, storageTarget: target, displayDetails }
}

/** Null when the name is taken. @throws DomainError `CONFLICT` `SSH_KEY_IN_USE` */
async function insert(
  scope: Scope,
  input: CreateHosted,
  columns: Partial<HostedRow>,
): Promise<Hosted | null> {
  const name = randomBytes(4).toString('hex')
  const hosted = {
    name,
    path: join(scope.hosting.poolDir, name),
    pool: input.pool ?? 'default',
    columns,
    freshnessSeconds: input.freshnessSeconds ?? null,
  }
  try {
    const id = await scope.db.transaction().execute(db => insertHosted(db, hosted))
    return await readHosted(scope, id)
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    if (await isKeyTaken(scope, columns.keyFingerprint!, null)) throw keyInUse()
    return null
  }
}

/** Brings the disk to a new row; the row goes when that is not possible. */
async function applyNew(scope: Scope, { id, pool }: Hosted): Promise<HostingProblem | null> {
  let problem: HostingProblem | null
  try {
    ;({ problem } = await callBorg(scope, 'APPLY_HOSTED', { id, pool }, { isNew: true }))
  } catch (error) {
    // A worker may still be at it: it is removed in the order in which it was asked for.
    await scope.db.updateTable('repository').set({ state: 'CREATING' }).where('id', '=', id).execute()
    await scope.db
      .updateTable('hosted_repository')
      .set({ removing: 1 })
      .where('repositoryId', '=', id)
      .execute()
    await postOrder(scope, 'REMOVE_HOSTED', { id, pool }, {})
    throw error
  }
  if (problem) await scope.db.deleteFrom('repository').where('id', '=', id).execute()
  return problem
}

/** Changes columns and brings the disk to them; all of it, or nothing. @throws DomainError */
async function write(scope: Scope, before: Hosted, columns: Partial<HostedRow>): Promise<void> {
  const { id, pool } = before
  await writeColumns(scope, id, columns)
  try {
    const { problem } = await callBorg(scope, 'APPLY_HOSTED', { id, pool }, { isNew: false })
    if (problem) throw problemError(problem)
  } catch (error) {
    const names = Object.keys(columns) as (keyof HostedRow)[]
    await writeColumns(scope, id, Object.fromEntries(names.map(name => [name, before.hosted[name]])))
    throw error
  }
}

async function writeColumns(scope: Scope, id: number, columns: Partial<HostedRow>): Promise<void> {
  try {
    await scope.db.transaction().execute(async db => {
      if (Object.keys(columns).length > 0)
        await db.updateTable('hosted_repository').set(columns).where('repositoryId', '=', id).execute()
      await db.updateTable('repository').set({ updatedAt: Date.now() }).where('id', '=', id).execute()
    })
  } catch (error) {
    throw isUniqueViolation(error) ? keyInUse() : error
  }
}

async function isKeyTaken(scope: Scope, fingerprint: string, but: number | null): Promise<boolean> {
  const row = await scope.db
    .selectFrom('hosted_repository')
    .select('repositoryId')
    .where('keyFingerprint', '=', fingerprint)
    .executeTakeFirst()
  return row !== undefined && row.repositoryId !== but
}

const keyInUse = () => conflict('SSH_KEY_IN_USE', 'This SSH key opens another repository already.')

const sentences: Record<HostingProblem, string> = {
  TARGET_MISSING: 'The storage target is not there, or not mounted.',
  TARGET_NOT_WRITABLE: 'The storage target cannot be written to.',
  TARGET_INSIDE_POOL: 'The storage target lies in the folder of the repositories.',
  PATH_OCCUPIED: 'There is something else at the path of the repository.',
  KEY_FILE_UNWRITABLE: 'The authorized_keys file cannot be written.',
  FILES_UNREMOVABLE: 'The files of the repository cannot be removed.',
}

function problemError(problem: HostingProblem): DomainError {
  const sentence = sentences[problem]
  if (problem.startsWith('TARGET_')) return conflict('STORAGE_TARGET_UNAVAILABLE', sentence, { problem })
  return new DomainError('UNAVAILABLE', sentence, { params: { problem } })
}
