import type { EncryptionMode } from '../../generated/schema.ts'
import { adminOnly } from '../protocol/dispatch.ts'
import type { ErrorTable } from '../protocol/error-table.ts'
import type { ErrorRule, Facts } from '../protocol/problem.ts'
import { busy } from '../values/errors.ts'
import { encryptionText } from './repository-shapes.ts'

const pathOf = (_failure: unknown, { body }: Facts) => ({ path: (body as { path?: string }).path ?? '' })

const rule = (status: number, key: string): ErrorRule => ({ status, key })
const withPath = (status: number, key: string): ErrorRule => ({ status, key, params: pathOf })
const withError = (status: number, key: string): ErrorRule => ({
  status,
  key,
  params: ({ message }) => ({ error: message }),
})

const modeOf: ErrorRule['params'] = ({ params }) => ({ mode: encryptionText(params.mode as EncryptionMode) })

/** A name or a path that is used already. */
const taken: ErrorTable = {
  'CONFLICT:NAME_TAKEN': rule(400, 'repo.repositoryNameExists'),
  'CONFLICT:PATH_TAKEN': rule(400, 'repo.repositoryPathExists'),
}

/** What Borg may find where a repository should be. */
const opening: ErrorTable = {
  'INVALID_INPUT:PASSPHRASE_WRONG': rule(400, 'repo.encryptedPassphraseIncorrect'),
  'INVALID_INPUT:PASSPHRASE_MISSING': rule(400, 'repo.encryptedPassphraseIncorrect'),
  'INVALID_INPUT:REPOSITORY_NOT_FOUND': withPath(400, 'repo.repositoryDirNotExist'),
  'INVALID_INPUT:NOT_A_REPOSITORY': withPath(400, 'repo.notValidBorgRepository'),
}

export const repositoryErrors: ErrorTable = {
  NOT_FOUND: rule(404, 'repo.repositoryNotFound'),
}

/** Routes that only administrators may use. */
const administration: ErrorTable = { ...repositoryErrors, FORBIDDEN: adminOnly }

/** Also for adopting a repository that exists already. */
export const createErrors: ErrorTable = {
  ...administration,
  ...taken,
  ...opening,
  'INVALID_INPUT:PASSPHRASE_REQUIRED': { ...rule(400, 'repo.encryptedPassphraseRequired'), params: modeOf },
  'INVALID_INPUT:REPOSITORY_PERMISSION_DENIED': withPath(400, 'repo.permissionDeniedCreateDirectory'),
  'INVALID_INPUT:PARENT_DIRECTORY_MISSING': rule(400, 'repo.failedToCreateParentDirectory'),
  'INVALID_INPUT:*': withError(500, 'repo.failedToInitializeRepository'),
  INTERNAL: rule(500, 'repo.failedToCreateRepository'),
}

export const importErrors: ErrorTable = {
  ...administration,
  ...taken,
  ...opening,
  'INVALID_INPUT:*': withError(500, 'repo.failedToVerifyRepository'),
  INTERNAL: rule(500, 'repo.failedToImportRepository'),
}

export const updateErrors: ErrorTable = {
  ...administration,
  ...taken,
  ...opening,
  'CONFLICT:REPOSITORY_BUSY': busy('repository.update'),
  'INVALID_INPUT:*': withError(500, 'repo.failedToVerifyRepository'),
  INTERNAL: rule(500, 'repo.failedToUpdateRepository'),
}

export const deleteErrors: ErrorTable = {
  ...administration,
  'CONFLICT:REPOSITORY_BUSY': busy('repository.delete'),
  INTERNAL: rule(500, 'repo.failedToDeleteRepository'),
}

export const destroyErrors: ErrorTable = {
  ...administration,
  'CONFLICT:REPOSITORY_BUSY': busy('repository.delete'),
  'INVALID_INPUT:CONFIRMATION': rule(400, 'repo.permanentDeleteConfirmationMismatch'),
  'INVALID_INPUT:NOT_LOCAL': rule(400, 'repo.permanentDeleteLocalOnly'),
  'INVALID_INPUT:UNSAFE_PATH': rule(400, 'repo.permanentDeleteUnsafePath'),
  'INVALID_INPUT:NOT_A_REPOSITORY': rule(400, 'repo.permanentDeleteNotBorgRepository'),
  'INVALID_INPUT:PATH_MISSING': rule(404, 'repo.permanentDeletePathMissing'),
  'INVALID_INPUT:*': withError(500, 'repo.failedToPermanentlyDeleteRepository'),
  INTERNAL: rule(500, 'repo.failedToPermanentlyDeleteRepository'),
}

export const uploadErrors: ErrorTable = {
  ...administration,
  'CONFLICT:REPOSITORY_BUSY': busy('repository.update'),
  'INVALID_INPUT:KEY_FILE_NOT_USED': { ...rule(400, 'repo.encryptionKeyfileNotRequired'), params: modeOf },
  'INVALID_INPUT:KEY_FILE_EMPTY': rule(400, 'repo.keyfileEmpty'),
  INTERNAL: rule(500, 'repo.failedToUploadKeyfile'),
}

export const exportErrors: ErrorTable = {
  ...administration,
  'INVALID_INPUT:NO_KEY': rule(404, 'repo.repoHasNoKeyfile'),
  'INVALID_INPUT:*': rule(500, 'repo.failedToExportKeyfile'),
  INTERNAL: rule(500, 'repo.failedToExportKeyfile'),
}
