import { constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { access, mkdir, readdir, rm, rmdir } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MountRow } from '../../domain/archives/mounts.ts'
import { parseLine } from '../../domain/borg/lines.ts'
import type { BorgCalls } from '../../domain/calls/borg-calls.ts'
import { livingHosts, workersOn } from '../../domain/calls/workers.ts'
import type { World } from '../../domain/kernel/scope.ts'
import { mayBypassLock, type RepositoryRow } from '../../domain/repositories/repositories.ts'
import { mountCommand } from '../borg/command.ts'
import { decideOutcome, NO_EVIDENCE, observe, observeSsh } from '../borg/outcome.ts'
import { Refused } from '../borg/refused.ts'
import { runShort, startDetached } from '../processes/process.ts'
import { currentMachine, isAlive, signalGroup, signalProcess } from '../processes/process-identity.ts'
import {
  makeSpool,
  readExitCode,
  readStarted,
  removeSecrets,
  type Spool,
  spoolIn,
} from '../processes/spool.ts'
import { lookAtDestination } from '../restores/restore-destination.ts'
import { borgCommand } from '../sessions/borg-session.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import { mountsBelow } from './source-release.ts'

const env = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LANG: 'C.UTF-8' }
const unmountTimeout = 10_000
/** Borg ends within a second of being unmounted, unless somebody still uses what is gone for everybody else. */
const endPatience = 3000
/** Seconds; whoever mounts waits for it. */
const lockWait = 10

const spoolOfMount = ({ mountsDir }: RunnerSettings, id: string): Spool =>
  spoolIn(join(mountsDir, '.spool', id))

/** In the spool: where it is mounted. There from before the start of Borg until all is gone. */
const pointFile = (spool: Spool) => join(spool.folder, 'mount-point')

/**
 * Mounts an archive, or all, and waits until its files can be read. Borg runs in a spool of its own, and no longer than
 * the row that this writes.
 *
 * @returns why it cannot be mounted at the wanted mount point; null when it is mounted
 * @throws Refused; nothing is mounted then
 */
export async function mountArchive(
  world: World,
  settings: RunnerSettings,
  repository: RepositoryRow,
  input: BorgCalls['MOUNT']['input'],
  signal: AbortSignal,
): Promise<string | null> {
  const { mountId: id, archiveName, expiresAt, createdById } = input
  const problem = input.mountPoint === null ? null : await problemWith(world, settings, input.mountPoint)
  if (problem) return problem
  await requireFuse()
  const mountPoint = resolve(settings.mountsDir, input.mountPoint ?? id)
  const spool = spoolOfMount(settings, id)
  makeSpool(spool)
  writeFileSync(pointFile(spool), mountPoint, { mode: 0o600 })
  try {
    mkdirSync(mountPoint, { recursive: true, mode: 0o700 })
    const bypassLock = mayBypassLock(repository)
    const command = mountCommand(archiveName, mountPoint, { bypassLock, lockWait })
    startDetached(await borgCommand(settings, world, repository, command, spool), spool)
    const { mountTimeout } = await world.settings.values()
    await waitUntilMounted(spool, mountPoint, Date.now() + mountTimeout * 1000, signal)
    await removeSecrets(spool)
    const row = { id, repositoryId: repository.id, archiveName, mountPoint, createdById, expiresAt }
    await world.db
      .insertInto('mount')
      .values({ ...row, workerHost: settings.host, createdAt: Date.now() })
      .execute()
    return null
  } catch (error) {
    await release(settings, id, true)
    throw error
  }
}

async function problemWith(
  world: World,
  settings: RunnerSettings,
  mountPoint: string,
): Promise<string | null> {
  const { mountRoots, mountsDir, dataDir } = settings
  if (!isAbsolute(mountPoint)) return whyNotEmpty(resolve(mountsDir, mountPoint))
  if (mountRoots.length === 0) return 'This server chooses the mount point itself (MOUNT_ROOTS).'
  const place = { destination: mountPoint, byAdministrator: false, allowSensitivePaths: false }
  const found = await lookAtDestination(
    world,
    { dataDir, restoreRoots: mountRoots, restoresForNonAdmins: 'below-roots' },
    place,
    'MOUNT',
  )
  return found.problem ?? whyNotEmpty(mountPoint)
}

/** Why nothing can be mounted at a path, by what is there; null when it can. */
async function whyNotEmpty(mountPoint: string): Promise<string | null> {
  const content = await readdir(mountPoint).catch(() => [])
  return content.length > 0 || mountsBelow(mountPoint).length > 0
    ? 'Must be an empty folder, or a path at which one can be made.'
    : null
}

/** @throws Refused `MOUNT_UNAVAILABLE` */
async function requireFuse(): Promise<void> {
  try {
    await access('/dev/fuse', constants.R_OK | constants.W_OK)
  } catch {
    throw new Refused('MOUNT_UNAVAILABLE')
  }
}

/** @throws Refused; the reason of `signal` */
async function waitUntilMounted(
  spool: Spool,
  mountPoint: string,
  deadline: number,
  signal: AbortSignal,
): Promise<void> {
  for (; ; await sleep(50)) {
    signal.throwIfAborted()
    if (mountsBelow(mountPoint).includes(mountPoint)) return
    const started = readStarted(spool)
    if (readExitCode(spool) !== null || (started !== null && !isAlive(started.process)))
      throw new Refused(reasonIn(spool))
    if (Date.now() > deadline) throw new Refused('MOUNT_FAILED')
  }
}

/** Why Borg ended instead of mounting. */
function reasonIn(spool: Spool) {
  const said = readFileSync(spool.err, 'utf8').slice(0, 100_000)
  if (
    /no FUSE support|fuse: (?:device not found|failed to (?:open|exec)|mount failed)|fusermount3?: /.test(
      said,
    )
  )
    return 'MOUNT_UNAVAILABLE'
  let evidence = NO_EVIDENCE
  for (const line of said.split('\n')) evidence = observe(evidence, parseLine(line))
  for (const line of readIfThere(spool.sshLog).split('\n').slice(0, 200))
    evidence = observeSsh(evidence, line)
  const exitCode = readExitCode(spool)
  const { failure } = decideOutcome({ exitCode, cancelRequested: false, evidence })
  return failure && failure.code !== 'UNKNOWN' ? failure.code : 'MOUNT_FAILED'
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/**
 * Unmounts what this worker has mounted, and forgets it.
 *
 * @param force also while somebody uses it: they get errors
 * @returns false when somebody uses it
 */
export async function unmountArchive(
  world: World,
  settings: RunnerSettings,
  id: string,
  force: boolean,
): Promise<boolean> {
  if (!(await release(settings, id, force))) return false
  await world.db.deleteFrom('mount').where('id', '=', id).execute()
  return true
}

/** Unmounts, ends Borg, and removes what it needed. Nothing below a mount is ever touched. */
async function release(settings: RunnerSettings, id: string, force: boolean): Promise<boolean> {
  const spool = spoolOfMount(settings, id)
  const mountPoint = readIfThere(pointFile(spool))
  if (mountPoint !== '') {
    while (mountsBelow(mountPoint).includes(mountPoint)) {
      const before = mountsBelow(mountPoint).length
      await unmount(mountPoint, force)
      if (mountsBelow(mountPoint).length === before) return false
    }
    await endBorg(spool)
    await rmdir(mountPoint).catch(() => {})
  }
  await rm(spool.folder, { recursive: true, force: true })
  return true
}

/** Of the server's user by FUSE's own program; as root also without it. */
async function unmount(mountPoint: string, force: boolean): Promise<void> {
  const lazily = force ? ['-z'] : []
  for (const file of ['fusermount3', 'fusermount']) {
    const command = { file, args: ['-u', ...lazily, '--', mountPoint], env }
    if ((await runShort(command, unmountTimeout)).exitCode === 0) return
  }
  await runShort({ file: 'umount', args: [...(force ? ['-l'] : []), '--', mountPoint], env }, unmountTimeout)
}

/** With the mount it ends by itself. What still uses a mount that was taken away keeps it up: then by force. */
async function endBorg(spool: Spool): Promise<void> {
  const started = readStarted(spool)
  if (!started) return
  const hasEnded = async () => {
    for (const deadline = Date.now() + endPatience; isAlive(started.process); await sleep(50))
      if (Date.now() > deadline) return false
    return true
  }
  if (await hasEnded()) return
  signalProcess(started.process, 'SIGTERM')
  if (!(await hasEnded())) signalGroup(started.group, 'SIGKILL')
}

/** What this worker has mounted, of one repository or of all. */
export async function ownMounts(
  world: World,
  { host }: RunnerSettings,
  repositoryId?: number,
): Promise<MountRow[]> {
  const query = world.db.selectFrom('mount').selectAll().where('workerHost', '=', host)
  return (repositoryId === undefined ? query : query.where('repositoryId', '=', repositoryId)).execute()
}

/** Ends mounts that have expired, whose Borg is gone, or that belong to no row any more. Forced: nobody waits. */
export async function tidyMounts(world: World, settings: RunnerSettings): Promise<void> {
  const rows = new Map((await ownMounts(world, settings)).map(row => [row.id, row]))
  for (const id of await spooledMounts(settings)) {
    const row = rows.get(id)
    if (row && row.expiresAt > Date.now() && isUp(settings, row)) continue
    // One that is just being mounted has no row yet; whoever mounts it is answering a call.
    if (!row && (await isBeingMounted(world, id))) continue
    await unmountArchive(world, settings, id, true)
  }
  const spooled = new Set(await spooledMounts(settings))
  for (const id of rows.keys())
    if (!spooled.has(id)) await world.db.deleteFrom('mount').where('id', '=', id).execute()
}

/**
 * Ends what workers have mounted that were silent for a whole lease, where that can be done from here: on the same machine at once.
 * On another one nobody can; the mount is forgotten when its time is over.
 */
export async function tidyLostMounts(world: World, settings: RunnerSettings): Promise<void> {
  const lost = await world.db
    .selectFrom('mount')
    .selectAll()
    .where('workerHost', '<>', settings.host)
    .where('workerHost', 'not in', livingHosts(world, settings.lease))
    .execute()
  if (lost.length === 0) return
  const neighbors = await workersOn(world, currentMachine())
  for (const { id, mountPoint, workerHost, expiresAt } of lost) {
    if (neighbors.has(workerHost)) {
      if (mountsBelow(mountPoint).includes(mountPoint)) await unmount(mountPoint, true)
      if (mountsBelow(mountPoint).includes(mountPoint)) continue
    } else if (expiresAt > Date.now()) continue
    await world.db.deleteFrom('mount').where('id', '=', id).execute()
  }
}

/** Ends every mount of this worker, also those of an earlier process. */
export async function unmountEverything(world: World, settings: RunnerSettings): Promise<void> {
  for (const id of await spooledMounts(settings)) await unmountArchive(world, settings, id, true)
  await world.db.deleteFrom('mount').where('workerHost', '=', settings.host).execute()
}

async function spooledMounts({ mountsDir }: RunnerSettings): Promise<string[]> {
  const folder = join(mountsDir, '.spool')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return (await readdir(folder)).filter(name => mountName.test(name))
}

/** A UUID, as `mountArchive` of the domain makes it: no other folder is ever removed. */
const mountName = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function isUp(settings: RunnerSettings, { id, mountPoint }: MountRow): boolean {
  const started = readStarted(spoolOfMount(settings, id))
  return started !== null && isAlive(started.process) && mountsBelow(mountPoint).includes(mountPoint)
}

async function isBeingMounted(world: World, id: string): Promise<boolean> {
  const calls = await world.db
    .selectFrom('borg_call')
    .select('input')
    .where('kind', '=', 'MOUNT')
    .where('status', '=', 'RUNNING')
    .execute()
  return calls.some(({ input }) => (JSON.parse(input) as BorgCalls['MOUNT']['input']).mountId === id)
}
