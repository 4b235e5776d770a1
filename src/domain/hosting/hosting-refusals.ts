import { conflict, DomainError } from '../kernel/errors.ts'
import type { HostingProblem } from './hosting-calls.ts'

/** Said when a key opens another repository. */
export const keyInUse = () => conflict('SSH_KEY_IN_USE', 'This SSH key opens another repository already.')

const sentences: Record<HostingProblem, string> = {
  TARGET_MISSING: 'The storage target is not there, or not mounted.',
  TARGET_NOT_WRITABLE: 'The storage target cannot be written to.',
  TARGET_INSIDE_POOL: 'The storage target lies in the folder of the repositories.',
  PATH_OCCUPIED: 'There is something else at the path of the repository.',
  KEY_IN_OTHER_LINE: 'This SSH key is on another line of the authorized_keys file already.',
  KEY_FILE_UNWRITABLE: 'The authorized_keys file cannot be written.',
  FILES_UNREMOVABLE: 'The files of the repository cannot be removed.',
}

/** What is said when the disk cannot be brought to what was asked for: `CONFLICT` `STORAGE_TARGET_UNAVAILABLE` or `SSH_KEY_IN_USE`, or `UNAVAILABLE`. */
export function problemError(problem: HostingProblem): DomainError {
  const sentence = sentences[problem]
  if (problem === 'KEY_IN_OTHER_LINE') return conflict('SSH_KEY_IN_USE', sentence)
  if (problem.startsWith('TARGET_')) return conflict('STORAGE_TARGET_UNAVAILABLE', sentence, { problem })
  return new DomainError('UNAVAILABLE', sentence, { params: { problem } })
}
