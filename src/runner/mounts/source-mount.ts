import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { dirname, join, normalize, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FailureCode } from '../../domain/borg/failures.ts'
import type { RepositoryRow } from '../../domain/repositories/repositories.ts'
import { sshOptions } from '../borg/environment.ts'
import { NO_EVIDENCE, observeSsh } from '../borg/outcome.ts'
import { Refused } from '../borg/refused.ts'
import { connectionFiles } from '../processes/connection-files.ts'
import { runShort, startDetached } from '../processes/process.ts'
import { isAlive } from '../processes/process-identity.ts'
import {
  makeSpool,
  readExitCode,
  readStarted,
  removeSecrets,
  type Spool,
  spoolOf,
} from '../processes/spool.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import { connectionSettings } from '../sessions/ssh-session.ts'
import { Detached } from '../steps/follow-step.ts'
import type { Run } from '../steps/run.ts'
import { mountsBelow, ownerFile, ownerOf, releaseSource, sourceRoot } from './source-release.ts'

const env = { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' }
/** Milliseconds; ssh itself gives up earlier. */
const patience = 45_000

/** Somebody cancelled the job while its sources were being mounted. */
export class MountCancelled extends Error {
  override name = 'MountCancelled'
}

/** Source paths as Borg gets them: below the root of the mount, so that archives hold the other machine's own paths. */
export const pathsInMount = (sources: readonly string[]): string[] =>
  sources.map(source => normalize(source).replace(/^\/+|\/+$/g, '') || '.')

/**
 * Mounts the sources of a repository from another machine, read-only, for the time of one job. Borg then runs in
 * {@link sourceRoot}. What is mounted is the folder in which all sources lie; the folders above it are ours. Nothing of
 * the other machine stands between, so no link of its own leads Borg out into this one.
 *
 * sshfs runs in a spool of the job, like Borg, and outlives this server: whoever adopts the job finds both.
 *
 * @throws Refused with the reason; MountCancelled; Detached when `signal` aborts; the process is gone then
 */
export async function mountSource(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  signal: AbortSignal,
): Promise<void> {
  run.report({ isPulled: true })
  await releaseSource(settings, repository.id)
  const sources = pathsInMount(JSON.parse(repository.sourceDirectories))
  const base = commonFolder(sources)
  const root = sourceRoot(settings, repository.id)
  const mountPoint = join(root, base)
  const step = `source.${run.job.attempt}`
  const spool = spoolOf(settings.spoolDir, run.job.id, step)
  makeSpool(spool)
  mkdirSync(settings.sourcesDir, { recursive: true, mode: 0o700 })
  writeFileSync(ownerFile(settings, repository.id), `${run.job.id}/${step}`, { mode: 0o600 })
  try {
    mkdirSync(mountPoint, { recursive: true, mode: 0o700 })
    await startSshfs(run, settings, repository.sourceConnectionId!, `/${base}`, mountPoint, spool)
    await waitUntilMounted(run, spool, mountPoint, signal)
    await checkSources(root, base, sources)
  } catch (error) {
    await releaseSource(settings, repository.id)
    throw error
  } finally {
    await removeSecrets(spool)
  }
  const { host, username } = await sourceConnection(run, repository)
  run.note(`Reading the sources from ${username}@${host}.`)
}

const sourceConnection = (run: Run, { sourceConnectionId }: RepositoryRow) =>
  run.world.db
    .selectFrom('ssh_connection')
    .select(['host', 'username'])
    .where('id', '=', sourceConnectionId!)
    .executeTakeFirstOrThrow()

/** Tells whether the connection of a job's mounted sources is gone. Looks twice a second, or `now`. */
export function watchSource(settings: RunnerSettings, repositoryId: number): (now?: boolean) => boolean {
  let askedAt = 0
  let isLost = false
  return (now = false) => {
    if (isLost || (!now && Date.now() - askedAt < 500)) return isLost
    askedAt = Date.now()
    const owner = ownerOf(settings, repositoryId)
    const started = owner && readStarted(owner.spool)
    // Without reconnecting, sshfs ends with its connection.
    isLost = started !== null && !isAlive(started.process)
    return isLost
  }
}

/** The deepest folder that holds every source; `` for the root. */
function commonFolder(sources: readonly string[]): string {
  const folders = sources.map(source => (source === '.' ? [] : source.split('/').slice(0, -1)))
  const [first = [], ...others] = folders
  const length = first.findIndex((part, index) => others.some(other => other[index] !== part))
  return (length === -1 ? first : first.slice(0, length)).join('/')
}

async function startSshfs(
  run: Run,
  settings: RunnerSettings,
  connectionId: number,
  folder: string,
  mountPoint: string,
  spool: Spool,
): Promise<void> {
  const help = await runShort({ file: 'sshfs', args: ['-h'], env }, 10_000)
  if (help.exitCode === null || !existsSync('/dev/fuse')) throw new Refused('SSHFS_UNAVAILABLE')
  const files = connectionFiles(spool.keyFile, spool.sshLog)
  const { connection, ssh } = await connectionSettings(run.world, connectionId, files, settings)
  const { host, port, username } = connection
  const options = [
    'ro',
    `IdentityFile=${files.privateKey}`,
    ...sshOptions(ssh),
    // Borg stores links as they are and follows none; newer versions of sshfs would refuse to show absolute ones.
    ...(help.stdout.includes('no_contain_symlinks') ? ['no_contain_symlinks'] : []),
  ]
  startDetached(
    {
      file: 'sshfs',
      args: [
        '-f',
        '-F',
        '/dev/null',
        '-p',
        String(port),
        ...options.flatMap(option => ['-o', option.replaceAll(/[\\,]/g, '\\$&')]),
        '--',
        `${username}@${host.includes(':') ? `[${host}]` : host}:${folder}`,
        mountPoint,
      ],
      env,
    },
    spool,
    true,
  )
}

/** @throws Refused, MountCancelled, Detached */
async function waitUntilMounted(
  run: Run,
  spool: Spool,
  mountPoint: string,
  signal: AbortSignal,
): Promise<void> {
  for (const deadline = Date.now() + patience; ; await sleep(50)) {
    if (mountsBelow(mountPoint).length > 0 && (await isThere(mountPoint))) return
    const started = readStarted(spool)
    const isGone = readExitCode(spool) !== null || (started !== null && !isAlive(started.process))
    if (isGone) throw new Refused(reasonOf(run, spool))
    // The next server begins anew: nothing has been read yet.
    if (signal.aborted) throw new Detached()
    if (await run.isCancelRequested()) throw new MountCancelled()
    if (Date.now() > deadline) throw new Refused('SSH_HOST_UNREACHABLE')
  }
}

/** sshfs mounts before it has signed in; until then nothing can be read. */
const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )

function reasonOf(run: Run, spool: Spool): FailureCode {
  let evidence = NO_EVIDENCE
  const lines = readFileSync(spool.err, 'utf8').slice(0, 20_000).split('\n')
  for (const line of lines.filter(line => line.trim() !== '').slice(0, 200)) {
    run.add(`sshfs: ${line}`, 'SERVER')
    evidence = observeSsh(evidence, line)
  }
  if (evidence.sshHint) return evidence.sshHint
  const said = lines.join('\n')
  if (/: No such file or directory|: Not a directory/.test(said)) return 'ALL_SOURCES_MISSING'
  return /fuse: (?:device not found|failed to (?:open|exec)|mount failed)|fusermount3?: /.test(said)
    ? 'SSHFS_UNAVAILABLE'
    : 'SOURCE_MOUNT_FAILED'
}

/**
 * Is there anything to read? And does a link of the other machine stand on the way to a source? Borg would follow it into
 * this machine.
 *
 * @throws Refused
 */
async function checkSources(root: string, base: string, sources: readonly string[]): Promise<void> {
  const found = await Promise.all(
    sources.map(source =>
      lstat(join(root, source)).then(
        () => true,
        error => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
      ),
    ),
  )
  if (!found.includes(true)) throw new Refused('ALL_SOURCES_MISSING')
  const between = new Set<string>()
  for (const source of sources)
    for (
      let folder = dirname(source);
      relative(base, folder) !== '' && folder !== '.';
      folder = dirname(folder)
    )
      between.add(folder)
  for (const folder of between) {
    const isLink = await lstat(join(root, folder)).then(
      stat => stat.isSymbolicLink(),
      () => false,
    )
    if (isLink) throw new Refused('SOURCE_BEHIND_LINK')
  }
}
