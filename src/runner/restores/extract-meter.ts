import { type BorgLine, stripControls } from '../../domain/borg/lines.ts'
import { SpeedMeter } from '../steps/progress-meter.ts'
import type { Run } from '../steps/run.ts'

/** Turns the lines of one call of `borg extract`, or of `export-tar`, into the job's progress. */
export class ExtractMeter {
  readonly #run: Run
  readonly #expected: number
  readonly #before: number
  readonly #speed = new SpeedMeter()
  #entries: number
  /** Bytes that this call writes, as far as it has said it. */
  total = 0

  /**
   * @param expected bytes of all files, over all calls
   * @param before bytes of the calls before this one
   */
  constructor(run: Run, expected: number, before = 0) {
    this.#run = run
    this.#expected = expected
    this.#before = before
    this.#entries = run.progress.fileCount ?? 0
  }

  /** A bar of Borg's: bytes (BORG.md section 2). */
  observe(line: BorgLine): void {
    if (line.kind !== 'percent' || line.msgid !== 'extract' || line.finished || line.total <= 0) return
    this.total = line.total
    const size = Math.min(this.#expected, this.#before + line.current)
    const bytesPerSecond = this.#speed.add(size)
    this.#run.report({
      originalSize: size,
      totalExpectedSize: this.#expected,
      percent: this.#expected > 0 ? (size / this.#expected) * 100 : null,
      currentFile: stripControls(line.message).replace(/^\s*[\d.]+% (?:Extracting|Processing): /, '') || null,
      bytesPerSecond,
      secondsRemaining: bytesPerSecond ? Math.ceil((this.#expected - size) / bytesPerSecond) : null,
    })
  }

  /** Borg says its bar in steps of a thousandth: at the end everything is written. */
  end(): void {
    this.#run.report({ originalSize: Math.min(this.#expected, this.#before + this.total) })
  }

  /** A line of the log: Borg names each entry right before it is written. */
  count(line: BorgLine): void {
    if (line.kind !== 'log' || line.name !== 'borg.output.list') return
    this.#entries += 1
    this.#run.report({ fileCount: this.#entries })
  }
}
