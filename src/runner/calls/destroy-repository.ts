import { readdir, readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { isUnsafeToDelete } from '../../domain/repositories/repository-location.ts'

/** What Borg 1.x keeps in a repository; whatever else is there would be removed with it. */
export const borgsOwn =
  /^(?:README|config|nonce|data|lock\.(?:exclusive|roster)|(?:hints|index|integrity)\.\d+)$|\.tmp$/

/** What speaks against having Borg remove a folder; null for nothing. `borg delete` removes the whole folder. */
export async function whyNotDestroy(
  path: string,
): Promise<'PATH_MISSING' | 'NOT_A_REPOSITORY' | 'UNSAFE_PATH' | null> {
  const real = await unlessMissing(realpath(path))
  if (real === null) return 'PATH_MISSING'
  // Links may lead anywhere.
  if (isUnsafeToDelete(real)) return 'UNSAFE_PATH'
  const config = await unlessMissing(readFile(join(real, 'config'), 'utf8'))
  if (config === null || !/^\[repository\]$/m.test(config)) return 'NOT_A_REPOSITORY'
  const names = await readdir(real)
  return names.every(name => borgsOwn.test(name)) ? null : 'UNSAFE_PATH'
}

async function unlessMissing<Result>(look: Promise<Result>): Promise<Result | null> {
  try {
    return await look
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(code)) return null
    throw error
  }
}
