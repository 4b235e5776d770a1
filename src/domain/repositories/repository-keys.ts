import { callBorg } from '../calls/borg-calls.ts'
import { invalidInput } from '../kernel/errors.ts'
import type { Scope } from '../kernel/scope.ts'
import { requireIdle } from './job-admission.ts'
import { findRepository, keyFileContext, type RepositoryRow } from './repositories.ts'
import { requireManaged, translateRefusal, writeRepository } from './repository-writes.ts'

export type KeyFormat = 'TEXT' | 'PAPER'

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
  await writeRepository(scope, id, { sealedKeyFile: scope.sealer.seal(keyFile, keyFileContext(id)) })
  try {
    await callBorg(scope, 'VERIFY', before, { relocated: false })
  } catch (error) {
    await writeRepository(scope, id, { sealedKeyFile: before.sealedKeyFile })
    throw translateRefusal(error)
  }
  return findRepository(scope, { id }, 'administer')
}

/**
 * The key as `borg key export` gives it: with the passphrase, it opens the repository.
 *
 * @param format `PAPER`: in short numbered lines with checksums, to be printed and typed in again
 */
export async function exportRepositoryKey(scope: Scope, id: number, format: KeyFormat): Promise<string> {
  const repository = await requireManaged(scope, id)
  if (repository.encryption === 'NONE')
    throw invalidInput(
      { repositoryId: 'This repository is not encrypted, it has no key.' },
      { reason: 'NO_KEY' },
    )
  try {
    const { sealedKey } = await callBorg(scope, 'EXPORT_KEY', repository, { paper: format === 'PAPER' })
    return scope.sealer.open(sealedKey, keyFileContext(id))
  } catch (error) {
    throw translateRefusal(error)
  }
}
