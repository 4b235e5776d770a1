import {
  type BorgCalls,
  callBorg,
  type LockBreaking,
  type LockFacts,
  type LockHolder,
} from '../calls/borg-calls.ts'
import { readRefusal } from '../calls/reading-refusals.ts'
import { requireVerb } from '../kernel/access.ts'
import { conflict, DomainError, invalidInput, unavailable } from '../kernel/errors.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { requireNothingRuns } from './job-admission.ts'
import { findRepository, type RepositoryRow } from './repositories.ts'

/**
 * Who holds the lock of a repository, as a worker sees it now; null when nobody does.
 *
 * @throws DomainError `UNAVAILABLE` when no worker answers
 */
export async function readLock(scope: Scope, repository: RepositoryRow): Promise<LockFacts | null> {
  const facts = await callBorg(scope, 'READ_LOCK', repository, {}).catch(refuse)
  return facts.holders.length === 0 && facts.repositoryExamined ? null : facts
}

/** May the lock be broken? `confirmForeignHost`: the caller knows that a holder nobody can see from here is gone. */
export function judgeLock(
  { holders, repositoryExamined }: LockFacts,
  { confirmForeignHost }: BorgCalls['BREAK_LOCK']['input'],
): LockBreaking {
  const alive = holders.find(({ state }) => state === 'ALIVE')
  if (alive) return { verdict: 'HOLDER_ALIVE', holder: alive }
  const unknown = holders.find(({ state }) => state === 'UNKNOWN') ?? null
  if ((unknown || !repositoryExamined) && !confirmForeignHost)
    return { verdict: 'HOLDER_UNKNOWN', holder: unknown }
  const nothing = holders.length === 0 && repositoryExamined
  return { verdict: nothing ? 'NOT_LOCKED' : 'BROKEN', holder: holders[0] ?? null }
}

/**
 * Breaks the lock that a dead process left behind (BORG.md section 6). Nothing happens to a repository without one.
 *
 * @returns whether there was a lock to break
 * @throws DomainError `FORBIDDEN` `LOCK_BREAKING_DISABLED`; `INVALID_INPUT` for one that nobody has made yet; `CONFLICT` `REPOSITORY_OBSERVED`, `REPOSITORY_BUSY` while a
 *   job of ours runs, `LOCK_HOLDER_ALIVE`, `LOCK_HOLDER_UNKNOWN` with the holder in `params`; `UNAVAILABLE`
 */
export async function breakLock(
  scope: Scope,
  input: { repositoryId: number; confirmForeignHost: boolean },
): Promise<{ repository: RepositoryRow; broken: boolean }> {
  const { repositoryId, confirmForeignHost } = input
  requireVerb(viewerOf(scope), repositoryId, 'maintain')
  const { lockBreakingEnabled } = await scope.settings.values()
  if (!lockBreakingEnabled)
    throw new DomainError('FORBIDDEN', 'An administrator has switched off the breaking of locks.', {
      reason: 'LOCK_BREAKING_DISABLED',
    })
  const repository = await findRepository(scope, { id: repositoryId }, 'maintain')
  if (repository.mode === 'OBSERVE')
    throw conflict('REPOSITORY_OBSERVED', 'This repository is only observed; its lock belongs to others.')
  await requireNothingRuns(scope.db, repositoryId)
  const { verdict, holder } = await callBorg(scope, 'BREAK_LOCK', repository, {
    confirmForeignHost: confirmForeignHost || scope.limits.breaksForeignLocks,
  }).catch(refuse)
  if (verdict === 'NOT_MADE')
    throw invalidInput(
      { repositoryId: 'No client has made this repository yet.' },
      { failure: 'REPOSITORY_NOT_FOUND' },
    )
  if (verdict === 'HOLDER_ALIVE')
    throw conflict('LOCK_HOLDER_ALIVE', `Process ${holder!.pid} still uses the repository.`, paramsOf(holder))
  if (verdict === 'HOLDER_UNKNOWN')
    throw conflict(
      'LOCK_HOLDER_UNKNOWN',
      `Whether ${holder?.host ?? 'a process on its machine'} still uses the repository cannot be seen from here. Make sure that it does not, and confirm it.`,
      paramsOf(holder),
    )
  if (verdict === 'BUSY') {
    await requireNothingRuns(scope.db, repositoryId)
    throw unavailable('A job of the repository has just ended. Try again.')
  }
  await scope.wakeups.ring('queue')
  return { repository, broken: verdict === 'BROKEN' }
}

const paramsOf = (holder: LockHolder | null) => ({
  holderHost: holder?.host ?? null,
  holderPid: holder?.pid ?? null,
  holderMachine: holder?.machine ?? null,
  holderSince: holder?.since == null ? null : new Date(holder.since).toISOString(),
})

function refuse(error: unknown): never {
  throw readRefusal(error)
}
