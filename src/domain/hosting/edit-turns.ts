import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { unavailable } from '../kernel/errors.ts'
import { readClock, type World } from '../kernel/scope.ts'

/** The turn of a process that died passes to the next one after so many milliseconds. */
const turnLeaseMs = 30_000
/** One that lives says so this often, in milliseconds. */
const renewalMs = 10_000
/** A change waits for its turn no longer, and asks this often, in milliseconds. */
const turnTimeoutMs = 150_000
const turnPollMs = 25

/** One change of a hosted repository that nobody else changes meanwhile. */
export interface EditTurn {
  /** Does the row still belong to this change? Another one has the turn if this process was frozen for too long. */
  readonly editor: string
}

/**
 * Changes of one hosted repository come one after the other, in all processes: a change that cannot be made on the disk puts back what it
 * found, so no other one may come in between.
 *
 * @param work must write only where `hosted_repository.editor` is still its own
 * @throws DomainError `UNAVAILABLE` when the others take too long; whatever `work` throws
 */
export async function withEditTurn<Result>(
  world: World,
  repositoryId: number,
  work: (turn: EditTurn) => Promise<Result>,
): Promise<Result> {
  const editor = randomUUID()
  await take(world, repositoryId, editor)
  const ours = () =>
    world.db
      .updateTable('hosted_repository')
      .where('repositoryId', '=', repositoryId)
      .where('editor', '=', editor)
  const renewal = setInterval(() => {
    readClock(world)
      .then(now =>
        ours()
          .set({ editingUntil: now + turnLeaseMs })
          .execute(),
      )
      // Without the database nobody else can take the turn either.
      .catch(() => {})
  }, renewalMs)
  try {
    return await work({ editor })
  } finally {
    clearInterval(renewal)
    await ours().set({ editor: null, editingUntil: null }).execute()
  }
}

async function take(world: World, repositoryId: number, editor: string): Promise<void> {
  for (
    const end = Date.now() + turnTimeoutMs;
    Date.now() < end;
    await sleep(turnPollMs * (0.5 + Math.random()))
  ) {
    const now = await readClock(world)
    const { numUpdatedRows } = await world.db
      .updateTable('hosted_repository')
      .set({ editor, editingUntil: now + turnLeaseMs })
      .where('repositoryId', '=', repositoryId)
      .where(({ or, eb }) => or([eb('editor', 'is', null), eb('editingUntil', '<', now)]))
      .executeTakeFirst()
    if (numUpdatedRows > 0n) return
    if (!(await isThere(world, repositoryId))) return
  }
  throw unavailable('Other changes of this repository take too long. Try again.')
}

/** One that is deleted meanwhile is not waited for: its change finds nothing. */
async function isThere({ db }: World, repositoryId: number): Promise<boolean> {
  const row = await db
    .selectFrom('hosted_repository')
    .select('editor')
    .where('repositoryId', '=', repositoryId)
    .executeTakeFirst()
  return row !== undefined
}
