import { randomUUID } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { DomainError } from '../../domain/kernel/errors.ts'
import type { RepositoryRow } from '../../domain/repositories/repositories.ts'
import { createCommand } from '../borg/command.ts'
import { escapePlaceholders } from '../borg/environment.ts'
import { failed } from '../borg/outcome.ts'
import { Refused } from '../borg/refused.ts'
import { parseCreateResult } from '../borg/results.ts'
import { estimateSize } from '../estimate/estimate.ts'
import { mountSource, pathsInMount, watchSource } from '../mounts/source-mount.ts'
import { sourceRoot } from '../mounts/source-release.ts'
import type { Spool } from '../processes/spool.ts'
import { Tail } from '../processes/tail.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import { type BorgStep, runBorgStep } from '../steps/borg-step.ts'
import { ProgressMeter } from '../steps/progress-meter.ts'
import type { BorgEnd, Run } from '../steps/run.ts'

/** What Borg said at its end; `repositorySize` is the deduplicated size of all archives in bytes. */
type BorgResult = Pick<BorgEnd, 'archive' | 'repositorySize'>
const noResult: BorgResult = { archive: null, repositorySize: null }

/** Borg prints its result as one JSON document; anything larger is not one. */
const largestResult = 8 * 1024 * 1024

/** Runs `borg create` as a step of the job, with the size estimate beside it. */
export async function runBackupStep(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  signal: AbortSignal,
): Promise<BorgEnd> {
  const isRemote = repository.sourceConnectionId !== null
  const directories = JSON.parse(repository.sourceDirectories) as string[]
  const sources = isRemote ? pathsInMount(directories) : directories
  const excludes = JSON.parse(repository.excludePatterns) as string[]
  const meter = new ProgressMeter(run)
  const estimating = new AbortController()
  meter.expect(repository.expectedSize)
  // Nothing waits for it: neither Borg nor the end of the run.
  if (!isRemote)
    void estimate().catch(error => run.log.debug({ err: error }, 'the size of the sources is not known'))
  // Stored with the start of the step, so before Borg can make anything.
  run.state = { ...run.state, token: run.state.token ?? randomUUID() }
  const isSourceLost = isRemote ? watchSource(settings, repository.id) : () => false
  try {
    const command = async () => {
      if (isRemote) await mountSource(run, settings, repository, signal)
      run.note(`Archive ${run.archiveName}`)
      return createOrRefuse({
        archiveName: escapePlaceholders(run.archiveName!),
        sources,
        excludes,
        compression: repository.compression,
        listFiles: repository.listFiles,
        customFlags: JSON.parse(repository.customFlags),
        isRemote,
        runToken: run.state.token!,
      })
    }
    const step: BorgStep = {
      name: 'borg',
      phase: 'ESTIMATING',
      command,
      ...(isRemote ? { cwd: sourceRoot(settings, repository.id) } : {}),
      isInVain: isSourceLost,
      onProgress: line => meter.observe(line),
    }
    const { spool, ...end } = await runBorgStep(run, settings, repository, step, signal)
    // Borg takes files that cannot be read any more for a warning.
    const isIncomplete = end.exitCode !== 0 && end.outcome.status !== 'CANCELLED' && isSourceLost(true)
    const outcome = isIncomplete ? failed('SOURCE_CONNECTION_LOST') : end.outcome
    return { ...end, outcome, ...(isIncomplete ? noResult : await readResult(run, spool)) }
  } finally {
    estimating.abort()
  }

  async function estimate(): Promise<void> {
    const { sourceSizeTimeout } = await run.world.settings.values()
    const givenUp = (reason: string) => run.log.debug({ reason }, 'the size of the sources is not known')
    const bounds = { signal: estimating.signal, timeoutMs: sourceSizeTimeout * 1000, givenUp }
    const size = await estimateSize(sources, excludes, bounds)
    if (!estimating.signal.aborted) meter.expect(size)
  }
}

/** Flags may have been stored by a version of this server that let more through. @throws Refused `INVALID_ARGUMENTS` */
function createOrRefuse(options: Parameters<typeof createCommand>[0]) {
  try {
    return createCommand(options)
  } catch (error) {
    throw error instanceof DomainError ? new Refused('INVALID_ARGUMENTS', { cause: error }) : error
  }
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
