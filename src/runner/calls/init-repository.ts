import { access, constants, stat } from 'node:fs/promises'
import type { BorgCalls } from '../../domain/calls/borg-calls.ts'
import { initCommand } from '../borg/command.ts'
import { isRemoteLocation } from '../borg/environment.ts'
import { internalProblem } from '../places/internal-places.ts'
import { removeConnectionKey } from '../processes/connection-files.ts'
import type { CallSession } from './call-session.ts'
import {
  beginCreation,
  endCreation,
  keptKey,
  keyFileOf,
  openCreations,
  readNewKey,
  settleCreation,
  undoCreation,
} from './creations.ts'

/** Why there can be no repository at a local path of this machine, in a sentence; null when there may be one. */
export async function localPathProblem(dataDir: string, location: string): Promise<string | null> {
  const path = location.replace(/^file:\/\//, '')
  const internal = await internalProblem(dataDir, path, 'REPOSITORY')
  if (internal) return internal
  const found = await stat(path).catch(() => null)
  if (!found) return null
  if (!found.isDirectory()) return 'There is a file at this path.'
  return access(path, constants.R_OK).then(
    () => null,
    () => 'The server may not read this directory.',
  )
}

/**
 * Makes the repository on disk, with its parent folders. Whenever the server dies, the key is not lost: Borg writes it to the
 * folder of the creation, which stays until the record holds it (`SETTLE_CREATION`).
 *
 * @throws Refused, and nothing is left behind then
 */
export async function initRepository(session: CallSession): Promise<BorgCalls['INIT']['output']> {
  const { world, settings, repository } = session
  // Whoever wanted this repository before has died: its path is reserved for us.
  for (const earlier of await openCreations(settings, repository.path))
    await settleCreation(world, settings, earlier, { isAbandoned: true })
  const remote = isRemoteLocation(repository.path)
  const creation = await beginCreation(settings, repository.path)
  session.files.keyFile = keyFileOf(creation)
  try {
    await session.borg(initCommand({ encryption: repository.encryption, makeParentDirs: !remote }), {
      trustLocation: true,
    })
  } catch (error) {
    // What a failed `init` leaves behind would answer "already exists" next time (BORG.md section 5).
    if (!(await undoCreation(creation)) && (await readNewKey(creation)) === null) await endCreation(creation)
    throw error
  } finally {
    await removeConnectionKey(keyFileOf(creation))
  }
  const key = await readNewKey(creation)
  return { sealedKeyFile: key === null ? null : session.sealKey(key), host: settings.host }
}

/** The session with the key that an unfinished creation of this repository has left, when the record has none. */
export async function withKeptKey(session: CallSession): Promise<CallSession> {
  const { settings, repository } = session
  if (repository.sealedKeyFile !== null) return session
  const key = await keptKey(settings, repository.path)
  return key === null ? session : session.withKey(session.sealKey(key))
}
