import { callBorg, postOrder } from '../calls/borg-calls.ts'
import { evaluateHealth } from '../health/evaluate-health.ts'
import { restartObjective, writeObjective } from '../health/objectives.ts'
import { conflict } from '../kernel/errors.ts'
import type { Scope } from '../kernel/scope.ts'
import { isUniqueViolation } from '../kernel/sql-errors.ts'
import { type EditTurn, withEditTurn } from './edit-turns.ts'
import { type HostedSettings, readHostedSettings } from './hosted-input.ts'
import { type Hosted, type HostedRow, requireHosted } from './hosted-repositories.ts'
import { keyInUse, problemError } from './hosting-refusals.ts'

/**
 * Changes a hosted repository, and the line of its key with it.
 *
 * @throws DomainError as `createHostedRepository`; `NOT_FOUND`; `CONFLICT` `REPOSITORY_ARCHIVED`
 */
export async function updateHostedRepository(
  scope: Scope,
  id: number,
  input: HostedSettings,
): Promise<Hosted> {
  await requireHosted(scope, id, 'administer')
  const columns = readHostedSettings(input)
  await withEditTurn(scope, id, async turn => {
    const before = await requireHosted(scope, id, 'administer')
    if (before.hosted.archived === 1)
      throw conflict('REPOSITORY_ARCHIVED', 'This repository is archived. Unarchive it first.')
    await write(scope, before, columns, turn)
    if (input.freshnessSeconds != null) await writeObjective(scope.db, id, input.freshnessSeconds)
  })
  await evaluateHealth(scope, [id])
  await scope.wakeups.ring('health')
  return requireHosted(scope, id, 'administer')
}

/** Closes a hosted repository for its clients, or opens it again; data and settings stay. @throws DomainError as {@link updateHostedRepository} */
export async function setHostedArchived(scope: Scope, id: number, archived: boolean): Promise<Hosted> {
  await requireHosted(scope, id, 'administer')
  await withEditTurn(scope, id, async turn => {
    const before = await requireHosted(scope, id, 'administer')
    await write(scope, before, { archived: archived ? 1 : 0 }, turn)
    // Nobody could push meanwhile.
    if (before.hosted.archived === 1 && !archived) await restartObjective(scope.db, id)
  })
  await scope.wakeups.ring('health')
  return requireHosted(scope, id, 'administer')
}

/** Changes columns and brings the disk to them; all of it, or nothing. @throws DomainError */
async function write(
  scope: Scope,
  before: Hosted,
  columns: Partial<HostedRow>,
  turn: EditTurn,
): Promise<void> {
  const { id, pool } = before
  const names = Object.keys(columns) as (keyof HostedRow)[]
  const hasNewKey =
    columns.keyFingerprint !== undefined && columns.keyFingerprint !== before.hosted.keyFingerprint
  await writeColumns(scope, id, columns, turn)
  const failure = await callBorg(scope, 'APPLY_HOSTED', { id, pool }, { isNew: false, hasNewKey }).then(
    ({ problem }) => problem && problemError(problem),
    (error: unknown) => error,
  )
  if (!failure) return
  await writeColumns(scope, id, Object.fromEntries(names.map(name => [name, before.hosted[name]])), turn)
  // A worker that was lost may have written what was refused, and so may one that was at another repository: the disk follows the row
  // once more.
  await postOrder(scope, 'APPLY_HOSTED', { id, pool }, { isNew: false, hasNewKey: false })
  throw failure
}

/** Writes nothing when the turn has passed to another change. */
async function writeColumns(
  scope: Scope,
  id: number,
  columns: Partial<HostedRow>,
  { editor }: EditTurn,
): Promise<void> {
  try {
    await scope.db.transaction().execute(async db => {
      if (Object.keys(columns).length > 0)
        await db
          .updateTable('hosted_repository')
          .set(columns)
          .where('repositoryId', '=', id)
          .where('editor', '=', editor)
          .execute()
      await db.updateTable('repository').set({ updatedAt: Date.now() }).where('id', '=', id).execute()
    })
  } catch (error) {
    throw isUniqueViolation(error) ? keyInUse() : error
  }
}
