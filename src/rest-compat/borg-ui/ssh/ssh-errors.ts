import type { ErrorTable } from '../protocol/error-table.ts'
import type { ErrorRule } from '../protocol/problem.ts'

/** Keys of errors that contract borg-ui does not name are ours: it knows these routes from the outside only. */
const rule = (status: number, key: string): ErrorRule => ({ status, key: `ssh.${key}` })
const withError = (status: number, key: string): ErrorRule => ({
  ...rule(status, key),
  params: ({ message }) => ({ error: message }),
})

export const sshAdminOnly = rule(403, 'adminAccessRequired')
export const keyNotFound = rule(404, 'sshKeyNotFound')
export const connectionNotFound = rule(404, 'sshConnectionNotFound')
export const notASource = rule(400, 'cannotEnableAsBackupSource')

export const keyErrors: ErrorTable = {
  NOT_FOUND: keyNotFound,
  FORBIDDEN: sshAdminOnly,
  'CONFLICT:NAME_TAKEN': rule(400, 'sshKeyNameExists'),
  'CONFLICT:SSH_KEY_IN_USE': rule(409, 'sshKeyInUse'),
}

export const connectionErrors: ErrorTable = {
  NOT_FOUND: connectionNotFound,
  FORBIDDEN: sshAdminOnly,
  'CONFLICT:NAME_TAKEN': rule(400, 'sshConnectionNameExists'),
  'CONFLICT:SSH_CONNECTION_EXISTS': rule(400, 'sshConnectionExists'),
  'CONFLICT:SSH_CONNECTION_IN_USE': rule(409, 'sshConnectionInUse'),
  // The machine does not answer, or not with the keys that were expected.
  'INVALID_INPUT:*': withError(400, 'connectionTestFailed'),
}
