import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { FailureCode } from '../../domain/borg/failures.ts'
import { parseLine } from '../../domain/borg/lines.ts'
import type { World } from '../../domain/kernel/scope.ts'
import type { RepositoryRow } from '../../domain/repositories/repositories.ts'
import type { BorgCommand } from '../borg/command.ts'
import { decideOutcome, NO_EVIDENCE, observe, observeSsh } from '../borg/outcome.ts'
import { Refused } from '../borg/refused.ts'
import { type RunningStream, startStream } from '../processes/process.ts'
import { borgCommand, type SessionFiles } from './borg-session.ts'
import type { RunnerSettings } from './settings.ts'

/** A Borg command whose output is read while it runs. */
export interface Reading {
  stdout: Readable
  /** Resolves when Borg has ended well, with the code of its warning if it had one. @throws Refused */
  ended: Promise<FailureCode | null>
}

/** How often somebody looks whether a job wants the repository, in milliseconds. */
const courtesy = 5000
/** So long a job of ours may be kept waiting by a reader, in milliseconds; Borg itself would wait 60 seconds. */
const mostWaiting = 30_000

/** Kinds of jobs that read, too, and so do not wait for readers (BORG.md section 6). */
const readers = ['RESTORE', 'RESTORE_CHECK']

/**
 * Starts a reading Borg command on a repository. A reader keeps writers out (BORG.md section 6), so it gives way: when a
 * job has waited half a minute for it, it ends with `REPOSITORY_LOCKED`.
 *
 * @throws Refused `BORG_NOT_FOUND`
 */
export async function startReading(
  world: World,
  settings: RunnerSettings,
  repository: RepositoryRow,
  command: BorgCommand,
  signal: AbortSignal,
): Promise<Reading> {
  if (!settings.borg) throw new Refused('BORG_NOT_FOUND')
  const folder = mkdtempSync(join(settings.spoolDir, 'call-read-'))
  const files = { keyFile: join(folder, 'key'), sshLog: join(folder, 'ssh.log') }
  const controller = new AbortController()
  const giveUp = () => controller.abort(signal.reason)
  signal.addEventListener('abort', giveUp, { once: true })
  if (signal.aborted) giveUp()
  let gaveWay = false
  const begin = Date.now()
  const looking = setInterval(async () => {
    const waiting = await waitsForUs(world, repository.id, begin).catch(() => false)
    if (!waiting) return
    gaveWay = true
    controller.abort()
  }, courtesy)
  const release = async () => {
    clearInterval(looking)
    signal.removeEventListener('abort', giveUp)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const ready = await borgCommand(settings, world, repository, command, files)
    const stream = startStream(ready, controller.signal)
    const ended = outcomeOf(stream, files, () => gaveWay).finally(release)
    // Whoever breaks off does not ask how it ended.
    ended.catch(() => {})
    return { stdout: stream.stdout, ended }
  } catch (error) {
    await release()
    throw error
  }
}

async function outcomeOf(
  { ended }: RunningStream,
  files: SessionFiles,
  gaveWay: () => boolean,
): Promise<FailureCode | null> {
  const end = await ended
  if (gaveWay()) throw new Refused('REPOSITORY_LOCKED')
  let evidence = NO_EVIDENCE
  for (const line of end.stderr.split('\n')) evidence = observe(evidence, parseLine(line))
  if (existsSync(files.sshLog))
    for (const line of readFileSync(files.sshLog, 'utf8').split('\n')) evidence = observeSsh(evidence, line)
  const { status, failure } = decideOutcome({ ...end, cancelRequested: false, evidence })
  if (status === 'FAILED') throw new Refused(failure?.code ?? 'UNKNOWN')
  return failure?.code ?? null
}

/** Is there a job that has been running in vain since, because we read? */
async function waitsForUs(world: World, repositoryId: number, begin: number): Promise<boolean> {
  const job = await world.db
    .selectFrom('job')
    .select('startedAt')
    .where('repositoryId', '=', repositoryId)
    .where('status', '=', 'RUNNING')
    .where('kind', 'not in', readers as never)
    .executeTakeFirst()
  const startedAt = job?.startedAt ?? null
  return startedAt !== null && startedAt > begin && startedAt < Date.now() - mostWaiting
}
