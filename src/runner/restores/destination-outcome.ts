import type { FailureCode } from '../../domain/borg/failures.ts'
import { type Evidence, failed, type Outcome } from '../borg/outcome.ts'

/** ssh's own failure (ssh documentation, EXIT STATUS). */
const failureOfSsh = 255

/**
 * What a call of Borg came to that sent files to another machine: Borg itself knows of the other side only that its program failed, or that
 * nobody reads any more.
 */
export function blameDestination(outcome: Outcome, evidence: Evidence): Outcome {
  if (outcome.status !== 'FAILED') return outcome
  const { filterCode, destinationFull, sshHint } = evidence
  if (destinationFull) return failed('DESTINATION_FULL')
  if (filterCode !== null && filterCode !== failureOfSsh) return failed('DESTINATION_ERROR')
  if (filterCode === failureOfSsh || outcome.failure?.code === 'CONNECTION_LOST')
    return failed(lostBy(sshHint))
  return outcome
}

/** Borg's words for a connection that broke are about the repository. */
const lostBy = (hint: FailureCode | null): FailureCode =>
  hint === null || hint === 'CONNECTION_LOST' ? 'DESTINATION_CONNECTION_LOST' : hint
