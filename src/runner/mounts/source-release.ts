import { readFileSync } from 'node:fs'
import { readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runShort } from '../processes/process.ts'
import { isAlive, signalGroup, signalProcess } from '../processes/process-identity.ts'
import { readStarted, removeSecrets, type Spool, spoolOf } from '../processes/spool.ts'
import type { RunnerSettings } from '../sessions/settings.ts'

type Folders = Pick<RunnerSettings, 'sourcesDir' | 'spoolDir'>

const env = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LANG: 'C.UTF-8' }

/** Where the sources of a repository are mounted: always there, because Borg knows unchanged files by it. */
export const sourceRoot = ({ sourcesDir }: Folders, repositoryId: number): string =>
  join(sourcesDir, String(repositoryId))

/** Names the job and the step whose mount it is: `job/step`. There from before the start of sshfs until all is gone. */
export const ownerFile = (folders: Folders, repositoryId: number): string =>
  `${sourceRoot(folders, repositoryId)}.owner`

/** The job for which the sources of a repository are mounted, and the spool of its sshfs. */
export function ownerOf(folders: Folders, repositoryId: number): { jobId: number; spool: Spool } | null {
  let text: string
  try {
    text = readFileSync(ownerFile(folders, repositoryId), 'utf8')
  } catch {
    return null
  }
  const match = /^(\d+)\/(source\.\d+)$/.exec(text)
  if (!match) return null
  return { jobId: Number(match[1]), spool: spoolOf(folders.spoolDir, Number(match[1]), match[2]!) }
}

/**
 * Ends whatever is mounted of the sources of a repository: asks sshfs to end, which unmounts; then by force and lazily
 * what is left, as after a crash. Nothing below a mount is ever touched.
 *
 * @param jobId only when it is this job's
 */
export async function releaseSource(folders: Folders, repositoryId: number, jobId?: number): Promise<void> {
  const owner = ownerOf(folders, repositoryId)
  if (jobId !== undefined && owner?.jobId !== jobId) return
  const root = sourceRoot(folders, repositoryId)
  if (owner) {
    await endSshfs(owner.spool)
    await removeSecrets(owner.spool)
  }
  // The deepest first.
  for (const mountPoint of mountsBelow(root).toReversed()) await unmount(mountPoint)
  if (mountsBelow(root).length > 0) throw new Error('The sources of a job could not be unmounted.')
  await removeEmptyFolders(root)
  await rm(ownerFile(folders, repositoryId), { force: true })
}

/** Jobs that own a mount on this machine, with the repositories whose sources it holds. */
export async function mountedSources(folders: Folders): Promise<{ jobId: number; repositoryId: number }[]> {
  const names = await readdir(folders.sourcesDir).catch(() => [])
  return names.flatMap(name => {
    const repositoryId = Number(/^(\d+)\.owner$/.exec(name)?.[1])
    const owner = Number.isInteger(repositoryId) ? ownerOf(folders, repositoryId) : null
    return owner ? [{ jobId: owner.jobId, repositoryId }] : []
  })
}

/** Mount points at or below a folder, in the order in which they were mounted. Asks the kernel, never the mount. */
export function mountsBelow(folder: string): string[] {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map(line => (line.split(' ')[4] ?? '').replaceAll(/\\(\d{3})/g, (_all, octal) => fromOctal(octal)))
    .filter(mountPoint => mountPoint === folder || mountPoint.startsWith(`${folder}/`))
}

const fromOctal = (octal: string): string => String.fromCharCode(Number.parseInt(octal, 8))

async function endSshfs(spool: Spool): Promise<void> {
  const started = readStarted(spool)
  if (!started || !signalProcess(started.process, 'SIGTERM')) return
  for (const deadline = Date.now() + 5000; Date.now() < deadline; await sleep(50))
    if (!isAlive(started.process)) return
  signalGroup(started.group, 'SIGKILL')
}

async function unmount(mountPoint: string): Promise<void> {
  const { exitCode } = await runShort(
    { file: 'fusermount3', args: ['-u', '-z', '--', mountPoint], env },
    10_000,
  )
  if (exitCode !== 0) await runShort({ file: 'umount', args: ['-l', '--', mountPoint], env }, 10_000)
}

/** Folders only, and only empty ones: a file below would not be ours. */
async function removeEmptyFolders(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) if (entry.isDirectory()) await removeEmptyFolders(join(folder, entry.name))
  await rmdir(folder).catch(() => {})
}
