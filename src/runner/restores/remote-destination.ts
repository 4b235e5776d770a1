import type { FailureCode } from '../../domain/borg/failures.ts'
import type { RestorePlace } from '../../domain/borg-calls.ts'
import type { World } from '../../domain/scope.ts'
import { commandText } from '../borg/environment.ts'
import { PlaceJudge, placeFactsOver } from '../places/sensitive-places.ts'
import { makeSpool, removeSecrets, type Spool, spoolOf } from '../processes/spool.ts'
import type { Run } from '../run.ts'
import type { RunnerSettings } from '../settings.ts'
import { type RemoteMachine, remoteWords, runRemotely } from '../ssh/remote-command.ts'
import { connectionFiles, connectionSettings } from '../ssh/ssh-session.ts'
import { onlyAdministrators, problemWithPlace } from './destination-rules.ts'
import { type ProbeWord, probeCommand, readProbe, receiveCommand } from './remote-tar.ts'
import type { Destination } from './restore-destination.ts'

/** A folder on another machine. */
type RemotePlace = RestorePlace & { connectionId: number }

/**
 * Judges a folder on another machine by its path alone: nothing is asked there, and no symbolic link of that machine is known. Its system
 * folders, homes and start-up files are taken to be where they usually are.
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
  return { real: destination, shown, judge, problem: null }
}

/** What the answer of a probe means for a restore. */
const verdicts: Record<ProbeWord, { code: FailureCode; sentence: string } | null> = {
  ready: null,
  'no-tar': { code: 'DESTINATION_TAR_MISSING', sentence: 'There is no tar on that machine.' },
  'no-folder': { code: 'DESTINATION_REFUSED', sentence: 'It, or what is above it, is no folder.' },
  'not-writable': { code: 'DESTINATION_REFUSED', sentence: 'The account there may not write to it.' },
}
const mute = { code: 'DESTINATION_REFUSED', sentence: 'The SSH key may not run commands there.' } as const

/** Where the probe of a job has its key. Always the same folder, so that one that a killed server left is found again. */
const probeSpool = ({ spoolDir }: Pick<RunnerSettings, 'spoolDir'>, { job }: Run): Spool =>
  spoolOf(spoolDir, job.id, 'probe.0')

/**
 * Asks the machine of the destination whether files can be received there. Writes nothing there.
 *
 * @returns why not, with a note in the log; null: they can
 * @throws Refused when it cannot be reached or signed in to; the reason of `signal`
 */
export async function probeDestination(
  run: Run,
  settings: RunnerSettings,
  { connectionId, destination }: Pick<RemotePlace, 'connectionId' | 'destination'>,
  signal: AbortSignal,
): Promise<FailureCode | null> {
  const spool = probeSpool(settings, run)
  makeSpool(spool)
  try {
    const machine = await machineOf(run, settings, connectionId, spool)
    const { stdout } = await runRemotely(machine, probeCommand(destination), signal)
    const word = readProbe(stdout)
    const verdict = word === null ? mute : verdicts[word]
    if (verdict) run.note(`${destination}: ${verdict.sentence}`)
    return verdict?.code ?? null
  } finally {
    await removeSecrets(spool)
  }
}

/** Removes the key of a probe that a killed server left behind. */
export const forgetProbe = (run: Run, settings: RunnerSettings): Promise<void> =>
  removeSecrets(probeSpool(settings, run))

/**
 * The program that Borg hands a tar to, so that it is unpacked on another machine: ssh, with its key in the spool of that Borg.
 *
 * @throws Error when the connection is gone
 */
export async function tarFilter(
  run: Run,
  settings: RunnerSettings,
  { connectionId, destination }: Pick<RemotePlace, 'connectionId' | 'destination'>,
  spool: Spool,
): Promise<string> {
  const machine = await machineOf(run, settings, connectionId, spool)
  return commandText(remoteWords(machine, receiveCommand(destination)))
}

/** With one log for both, where the repository is reached by ssh as well. */
const machineOf = (
  run: Run,
  settings: RunnerSettings,
  connectionId: number,
  { destinationKeyFile, sshLog }: Spool,
): Promise<RemoteMachine> =>
  connectionSettings(run.world, connectionId, connectionFiles(destinationKeyFile, sshLog), settings)
