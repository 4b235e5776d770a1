import { existsSync, readFileSync } from 'node:fs'
import { access, constants, rm, stat } from 'node:fs/promises'
import { initCommand } from './borg/command.ts'
import { isRemoteLocation } from './borg/environment.ts'
import type { CallSession } from './call-session.ts'

/** Why there can be no repository at a local path of this machine, in a sentence; null when there may be one. */
export async function localPathProblem(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null)
  if (!found) return null
  if (!found.isDirectory()) return 'There is a file at this path.'
  return access(path, constants.R_OK).then(
    () => null,
    () => 'The server may not read this directory.',
  )
}

/** Makes the repository on disk, with its parent folders. @throws Refused, and nothing is left behind then */
export async function initRepository(session: CallSession): Promise<{ sealedKeyFile: string | null }> {
  const { repository, files } = session
  const remote = isRemoteLocation(repository.path)
  // What a failed `init` leaves behind would answer "already exists" next time (BORG.md section 5).
  const wasThere = remote || existsSync(repository.path)
  try {
    await session.borg(initCommand({ encryption: repository.encryption, makeParentDirs: !remote }), {
      trustLocation: true,
    })
  } catch (error) {
    if (!wasThere) await rm(repository.path, { recursive: true, force: true })
    throw error
  }
  const { keyFile } = files
  return { sealedKeyFile: existsSync(keyFile) ? session.sealKey(readFileSync(keyFile, 'utf8')) : null }
}
