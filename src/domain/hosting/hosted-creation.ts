import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { callBorg, postOrder } from '../calls/borg-calls.ts'
import { isPoolName, poolNameProblem } from '../calls/workers.ts'
import { unavailable } from '../kernel/errors.ts'
import { Mistakes } from '../kernel/mistakes.ts'
import type { Scope } from '../kernel/scope.ts'
import { isUniqueViolation } from '../kernel/sql-errors.ts'
import { requireMayAdd } from '../repositories/repository-additions.ts'
import { isPlainPath } from './authorized-keys.ts'
import { type HostedSettings, readHostedSettings } from './hosted-input.ts'
import { type Hosted, type HostedRow, readHosted } from './hosted-repositories.ts'
import { insertHosted } from './hosted-rows.ts'
import type { HostingProblem } from './hosting-calls.ts'
import { keyInUse, problemError } from './hosting-refusals.ts'

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

function readNew(scope: Scope, input: CreateHosted): Partial<HostedRow> {
  const mistakes = new Mistakes()
  const target = input.storageTarget || null
  if (target !== null && !scope.hosting.storageTargets.some(({ path }) => path === target))
    mistakes.add('storageTarget', 'Must be one of the configured storage targets.')
  mistakes.add('alias', input.alias === '' ? 'Must not be empty.' : null)
  mistakes.add('pool', isPoolName(input.pool ?? 'default') ? null : poolNameProblem)
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
    if (await isKeyTaken(scope, columns.keyFingerprint!)) throw keyInUse()
    return null
  }
}

/** Brings the disk to a new row; the row goes when that is not possible. */
async function applyNew(scope: Scope, { id, pool }: Hosted): Promise<HostingProblem | null> {
  let problem: HostingProblem | null
  try {
    ;({ problem } = await callBorg(scope, 'APPLY_HOSTED', { id, pool }, { isNew: true, hasNewKey: true }))
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

async function isKeyTaken(scope: Scope, fingerprint: string): Promise<boolean> {
  const row = await scope.db
    .selectFrom('hosted_repository')
    .select('repositoryId')
    .where('keyFingerprint', '=', fingerprint)
    .executeTakeFirst()
  return row !== undefined
}
