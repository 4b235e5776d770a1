import { type FileHandle, open } from 'node:fs/promises'

/** A longer line is cut into several: no single line may fill the memory. */
export const longestLine = 1024 * 1024
const readSize = 256 * 1024
const newline = 0x0a

/** Whole lines and the offset behind them: what a restart would begin with. */
export interface TailRead {
  lines: string[]
  offset: number
  /** Nothing at all was new, not even a part of a line. */
  atEnd: boolean
  /** There is probably more to read at once. */
  hasMore: boolean
}

/** The nearest place at or before `index` where no UTF-8 character is cut; `index` itself in what is not UTF-8. */
function characterStart(data: Buffer, index: number): number {
  for (let back = 0; back < 4; back += 1) if ((data[index - back]! & 0xc0) !== 0x80) return index - back
  return index
}

/**
 * Reads the lines of a growing file from a byte offset on. Lines are split as bytes and decoded one by one, so that
 * invalid UTF-8 becomes U+FFFD within its own line and nothing more.
 */
export class Tail implements AsyncDisposable {
  readonly #file: FileHandle
  readonly #buffer = Buffer.allocUnsafe(readSize)
  /** Bytes of a line whose end was not seen yet. */
  #rest: Buffer = Buffer.alloc(0)
  #position: number

  private constructor(file: FileHandle, offset: number) {
    this.#file = file
    this.#position = offset
  }

  static async open(path: string, offset: number): Promise<Tail> {
    return new Tail(await open(path, 'r'), offset)
  }

  /** The complete lines that are there by now, of at most 256 KiB of file; none when nothing new is there. */
  async read(): Promise<TailRead> {
    const { bytesRead } = await this.#file.read(this.#buffer, 0, readSize, this.#position)
    this.#position += bytesRead
    const data = Buffer.concat([this.#rest, this.#buffer.subarray(0, bytesRead)])
    const lines: string[] = []
    let start = 0
    for (;;) {
      const end = data.indexOf(newline, start)
      const next = end < 0 ? data.length : end
      while (next - start > longestLine) {
        const cut = characterStart(data, start + longestLine)
        lines.push(data.toString('utf8', start, cut))
        start = cut
      }
      if (end < 0) break
      lines.push(data.toString('utf8', start, end))
      start = end + 1
    }
    this.#rest = Buffer.from(data.subarray(start))
    return {
      lines,
      offset: this.#position - this.#rest.length,
      atEnd: bytesRead === 0,
      hasMore: bytesRead === readSize,
    }
  }

  /** What follows the last newline, when nothing will follow any more. */
  end(): TailRead {
    const lines = this.#rest.length > 0 ? [this.#rest.toString('utf8')] : []
    this.#rest = Buffer.alloc(0)
    return { lines, offset: this.#position, atEnd: true, hasMore: false }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close()
  }
}
