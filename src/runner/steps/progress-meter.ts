import { type BorgLine, stripControls } from '../../domain/borg/lines.ts'
import type { Run } from './run.ts'

/** Speed is measured over this many milliseconds. */
const window = 30_000

/** Speed of something that grows. */
export class SpeedMeter {
  readonly #samples: { at: number; size: number }[] = []
  #speed: number | null = null

  /** @param size bytes so far. @returns bytes per second; null while it is too early to say */
  add(size: number): number | null {
    const at = Date.now()
    this.#samples.push({ at, size })
    while (this.#samples[0]!.at < at - window) this.#samples.shift()
    const first = this.#samples[0]!
    const elapsed = at - first.at
    if (elapsed >= 200) this.#speed = ((size - first.size) / elapsed) * 1000
    return this.#speed
  }
}

/** Turns Borg's progress lines into the job's progress: sizes, speed, time left. */
export class ProgressMeter {
  readonly #run: Run
  readonly #speed = new SpeedMeter()

  constructor(run: Run) {
    this.#run = run
  }

  /** A size to expect, in bytes; null or 0 when nothing is known. */
  expect(size: number | null): void {
    if (size) this.#run.report({ totalExpectedSize: size })
  }

  observe(line: BorgLine): void {
    if (line.kind !== 'archiveProgress') return
    if (line.finished) {
      this.#run.report({ phase: 'FINISHING', currentFile: null })
      return
    }
    const bytesPerSecond = this.#speed.add(line.originalSize) ?? this.#run.progress.bytesPerSecond
    const expected = this.#run.progress.totalExpectedSize
    this.#run.report({
      phase: 'TRANSFERRING',
      originalSize: line.originalSize,
      compressedSize: line.compressedSize,
      deduplicatedSize: line.deduplicatedSize,
      fileCount: line.fileCount,
      currentFile: stripControls(line.path) || null,
      bytesPerSecond,
      secondsRemaining:
        expected && bytesPerSecond
          ? Math.max(0, Math.ceil((expected - line.originalSize) / bytesPerSecond))
          : null,
    })
  }
}

/** Shows Borg's own bars, one after the other: segments, chunks or archives (BORG.md section 2). */
export function reportPercent(run: Run, line: BorgLine): void {
  if (line.kind !== 'percent' || line.finished || line.total <= 0 || line.msgid === 'cache.sync') return
  // `current` counts from 1 and before its step.
  run.report({ percent: Math.max(0, Math.min(100, ((line.current - 1) / line.total) * 100)) })
  reportMessage(run, line)
}

/** Shows what Borg says it does, without its numbers. */
export function reportMessage(run: Run, line: BorgLine): void {
  if (line.kind === 'percent' && !line.finished)
    run.report({ message: stripControls(line.message).replace(/\s*[\d.]+%$/, '') || null })
}
