import { readFile, stat } from 'node:fs/promises'
import { isLogWorthy, parseLine } from '../domain/borg/lines.ts'
import type { RepositoryRow } from '../domain/repositories.ts'
import { breakLockCommand, createCommand } from './borg/command.ts'
import { escapePlaceholders } from './borg/environment.ts'
import { decideOutcome, NO_EVIDENCE, observe, observeSsh, shouldAbort } from './borg/outcome.ts'
import { parseCreateResult } from './borg/results.ts'
import { borgCommand, runBorg } from './borg-session.ts'
import { estimateSize } from './estimate.ts'
import { followStep } from './follow-step.ts'
import { ProgressMeter } from './progress-meter.ts'
import type { BorgEnd, Run } from './run.ts'
import type { RunnerSettings } from './settings.ts'
import type { Spool } from './spool.ts'
import { hasStaleLock } from './stale-locks.ts'
import { Tail } from './tail.ts'

/** What Borg said at its end; `repositorySize` is the deduplicated size of all archives in bytes. */
type BorgResult = Pick<BorgEnd, 'archive' | 'repositorySize'>
const noResult: BorgResult = { archive: null, repositorySize: null }

/** Borg prints its result as one JSON document; anything larger is not one. */
const largestResult = 8 * 1024 * 1024

/** Milliseconds. */
const breakLockTimeout = 120_000

/** Runs `borg create` as a step of the job, with the size estimate beside it. */
export async function runBorgStep(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  signal: AbortSignal,
): Promise<BorgEnd> {
  const sources = JSON.parse(repository.sourceDirectories) as string[]
  const excludes = JSON.parse(repository.excludePatterns) as string[]
  if (run.state.step !== 'borg') {
    run.state = { ...run.state, evidence: NO_EVIDENCE }
    await run.enterPhase('ESTIMATING')
  }

  const meter = new ProgressMeter(run)
  const estimating = new AbortController()
  meter.expect(repository.expectedSize)
  // Its own promise: Borg neither waits for it nor fails with it.
  const estimate = estimateSize(sources, excludes, estimating.signal).then(
    size => meter.expect(size),
    () => meter.expect(null),
  )
  try {
    const end = await followStep(
      run,
      {
        name: 'borg',
        spoolDir: settings.spoolDir,
        mergeOutput: false,
        cancellable: true,
        prepare: async spool => {
          await clearStaleLock(run, settings, repository, spool, signal)
          run.note(`Archive ${run.archiveName}`)
          return borgCommand(
            settings,
            run.world,
            repository,
            createCommand({
              archiveName: escapePlaceholders(run.archiveName!),
              sources,
              excludes,
              compression: repository.compression,
              listFiles: repository.listFiles,
              customFlags: JSON.parse(repository.customFlags),
            }),
            spool,
          )
        },
        onLine: raw => {
          const line = parseLine(raw)
          run.state.evidence = observe(run.state.evidence, line)
          if (isLogWorthy(line)) run.add(raw, 'BORG')
          else meter.observe(line)
        },
        shouldAbort: () => shouldAbort(run.state.evidence),
        timeout: Number.POSITIVE_INFINITY,
        grace: settings.cancelGrace,
      },
      signal,
    )
    await observeSshLog(run, end.spool)
    const result = await readResult(run, end.spool)
    const outcome = decideOutcome({
      exitCode: end.exitCode,
      cancelRequested: await run.isCancelRequested(),
      evidence: run.state.evidence,
    })
    return { exitCode: end.exitCode, forced: end.forced, outcome, ...result }
  } finally {
    estimating.abort()
    await estimate
  }
}

/** What a process of ours left behind must not keep this one waiting: we hold the repository's turn. */
async function clearStaleLock(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  spool: Spool,
  signal: AbortSignal,
): Promise<void> {
  if (!(await hasStaleLock(settings, repository))) return
  const limits = { timeout: breakLockTimeout, signal }
  await runBorg(settings, run.world, repository, breakLockCommand(), spool, limits)
  run.note('Removed a lock that a process of this server had left behind.')
}

/** The reason why ssh gave up is often only in its own log (BORG.md section 5). */
async function observeSshLog(run: Run, spool: Spool): Promise<void> {
  if (run.state.sshLogRead) return
  const log = await readFile(spool.sshLog, 'utf8').catch(() => '')
  for (const line of log.split('\n').slice(0, 200)) {
    if (line.trim() === '') continue
    run.state.evidence = observeSsh(run.state.evidence, line)
    run.add(`ssh: ${line}`, 'BORG')
  }
  run.state.sshLogRead = true
}

/** The statistics that Borg printed at its end. Whatever else is on standard output goes into the log: nothing is lost. */
async function readResult(run: Run, spool: Spool): Promise<BorgResult> {
  const { size } = await stat(spool.out)
  if (size === 0) return noResult
  if (size <= largestResult) {
    try {
      const { archive, repository } = parseCreateResult(await readFile(spool.out, 'utf8'))
      return {
        archive: {
          borgId: archive.id,
          name: archive.name,
          startedAt: archive.start.getTime(),
          finishedAt: archive.end.getTime(),
          ...archive.statistics,
        },
        repositorySize: repository.statistics.uniqueCompressedSize,
      }
    } catch {
      // Not Borg's result: shown as what it is.
    }
  }
  await using tail = await Tail.open(spool.out, run.state.outOffset)
  for (;;) {
    const { lines, offset, atEnd } = await tail.read()
    for (const line of lines) run.add(line, 'BORG')
    run.state.outOffset = offset
    await run.flush()
    if (atEnd) break
  }
  const { lines, offset } = tail.end()
  for (const line of lines) run.add(line, 'BORG')
  run.state.outOffset = offset
  return noResult
}
