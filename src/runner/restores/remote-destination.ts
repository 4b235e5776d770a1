import type { FailureCode } from '../../domain/borg/failures.ts'
import type { RestorePlace } from '../../domain/calls/borg-calls.ts'
import type { World } from '../../domain/kernel/scope.ts'
import { commandText } from '../borg/environment.ts'
import { Refused } from '../borg/refused.ts'
import { PlaceJudge, placeFactsOver } from '../places/sensitive-places.ts'
import { connectionFiles } from '../processes/connection-files.ts'
import { makeSpool, removeSecrets, type Spool, spoolOf } from '../processes/spool.ts'
import { type RemoteMachine, remoteWords, runRemotely } from '../sessions/remote-command.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import { connectionSettings } from '../sessions/ssh-session.ts'
import type { Run } from '../steps/run.ts'
import { onlyAdministrators, problemWithPlace } from './destination-rules.ts'
import { linksNamed } from './path-guard.ts'
import {
  linksCommand,
  type Obstacle,
  probeCommand,
  readLinks,
  readProbe,
  receiveCommand,
} from './remote-tar.ts'
import type { Destination, GoodDestination } from './restore-destination.ts'

/** A folder on another machine. */
type RemotePlace = RestorePlace & { connectionId: number }

/**
 * Judges a folder on another machine by its path alone: nothing is asked there, and no symbolic link of that machine is known before
 * {@link askForDestination}. Its system folders, homes and start-up files are taken to be where they usually are.
 */
export async function lookAtRemoteDestination(
  { db }: Pick<World, 'db'>,
  { restoresForNonAdmins }: Pick<RunnerSettings, 'restoresForNonAdmins'>,
  place: RemotePlace,
): Promise<Destination> {
  if (!place.byAdministrator && restoresForNonAdmins !== 'anywhere')
    return { problem: onlyAdministrators('to other machines') }
  const connection = await db
    .selectFrom('ssh_connection')
    .select(['host', 'username'])
    .where('id', '=', place.connectionId)
    .executeTakeFirst()
  if (!connection) return { problem: 'Must be on a machine with an SSH connection: this one is gone.' }
  const { destination } = place
  const judge = new PlaceJudge(placeFactsOver(connection))
  const problem = problemWithPlace(judge, destination, false, place)
  if (problem) return { problem }
  const shown = `${connection.username}@${connection.host}:${destination}`
  return { real: destination, shown, judge, isLinkThere: linksNamed([]), problem: null }
}

/** Why nothing can be restored there, and a sentence for the log. */
interface RemoteRefusal {
  code: FailureCode
  sentence: string
}

const refused = (sentence: string): RemoteRefusal => ({ code: 'DESTINATION_REFUSED', sentence })

const refusals: Record<Obstacle, RemoteRefusal> = {
  'no-tar': { code: 'DESTINATION_TAR_MISSING', sentence: 'There is no tar on that machine.' },
  'no-folder': refused('It, or what is above it, is no folder.'),
  'not-writable': refused('The account there may not write to it.'),
  'not-utf-8': refused('Its path without symbolic links is not UTF-8.'),
}

/** Where the probe of a job has its key. Always the same folder, so that one that a killed server left is found again. */
const probeSpool = ({ spoolDir }: Pick<RunnerSettings, 'spoolDir'>, { job }: Run): Spool =>
  spoolOf(spoolDir, job.id, 'probe.0')

/**
 * Asks the machine of the destination whether files can be received there, and where that really is. Writes nothing there.
 *
 * @param found the destination by its path
 * @returns the destination without symbolic links, judged once more
 * @throws Refused when the machine cannot be reached or signed in to; the reason of `signal`
 */
export async function askForDestination(
  run: Run,
  settings: RunnerSettings,
  place: RemotePlace,
  found: GoodDestination,
  signal: AbortSignal,
): Promise<GoodDestination | RemoteRefusal> {
  const spool = probeSpool(settings, run)
  makeSpool(spool)
  try {
    const machine = await machineOf(run, settings, place.connectionId, spool)
    const answer = readProbe((await runRemotely(machine, probeCommand(place.destination), signal)).stdout)
    if (answer === null) return refused('The SSH key may not run commands there.')
    if ('obstacle' in answer) return refusals[answer.obstacle]
    const { real } = answer
    const problem = problemWithPlace(found.judge, real, false, place)
    if (problem) return refused(problem)
    const links = place.byAdministrator ? [] : await linksAt(machine, real, signal)
    if (links === null) return refused('It could not be looked through for symbolic links.')
    return { ...found, real, isLinkThere: linksNamed(links) }
  } finally {
    await removeSecrets(spool)
  }
}

/**
 * The symbolic links below a folder of another machine. Looking takes as long as there is much: an administrator, who may write anywhere, is not
 * kept waiting for it.
 *
 * @returns null when not all could be found
 */
async function linksAt(
  machine: RemoteMachine,
  folder: string,
  signal: AbortSignal,
): Promise<string[] | null> {
  try {
    const { exitCode, stdout } = await runRemotely(machine, linksCommand(folder), signal)
    return exitCode === 0 ? readLinks(stdout) : null
  } catch (error) {
    // It took too long, or said too much.
    if (error instanceof Refused) return null
    throw error
  }
}

/** Removes the key of a probe that a killed server left behind. */
export const forgetProbe = (run: Run, settings: RunnerSettings): Promise<void> =>
  removeSecrets(probeSpool(settings, run))

/**
 * The program that Borg hands a tar to, so that it is unpacked in the destination of this run: ssh, with its key in the spool of that Borg.
 *
 * @throws Error when the connection is gone
 */
export async function tarFilter(
  run: Run,
  settings: RunnerSettings,
  connectionId: number,
  spool: Spool,
): Promise<string> {
  const machine = await machineOf(run, settings, connectionId, spool)
  return commandText(remoteWords(machine, receiveCommand(run.state.restore!.destination)))
}

/** With one log for both, where the repository is reached by ssh as well. */
const machineOf = (
  run: Run,
  settings: RunnerSettings,
  connectionId: number,
  { destinationKeyFile, sshLog }: Spool,
): Promise<RemoteMachine> =>
  connectionSettings(run.world, connectionId, connectionFiles(destinationKeyFile, sshLog), settings)
