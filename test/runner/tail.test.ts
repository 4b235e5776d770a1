import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { longestLine, Tail, type TailRead } from '../../src/runner/processes/tail.ts'
import { makeFolder } from '../support/trees.ts'

let folder: ReturnType<typeof makeFolder>
let file: string
beforeEach(() => {
  folder = makeFolder()
  file = join(folder.path, 'err')
  writeFileSync(file, '')
})
afterEach(() => folder[Symbol.dispose]())

/** Everything that is there, and then the end. */
async function readAll(offset = 0): Promise<string[]> {
  await using tail = await Tail.open(file, offset)
  const lines: string[] = []
  for (let read = await tail.read(); ; read = await tail.read()) {
    lines.push(...read.lines)
    if (read.atEnd) break
  }
  return [...lines, ...tail.end().lines]
}

describe('Tail', () => {
  it('gives whole lines only, and the offset behind them', async () => {
    await using tail = await Tail.open(file, 0)
    expect(await tail.read()).toEqual({ lines: [], offset: 0, atEnd: true, hasMore: false })
    appendFileSync(file, 'one\ntw')
    expect(await tail.read()).toMatchObject({ lines: ['one'], offset: 4, atEnd: false })
    expect(await tail.read()).toMatchObject({ lines: [], offset: 4, atEnd: true })
    appendFileSync(file, 'o\n\nthree\n')
    expect(await tail.read()).toMatchObject({ lines: ['two', '', 'three'], offset: 15 })
    appendFileSync(file, 'no newline')
    expect(await tail.read()).toMatchObject({ lines: [], offset: 15 })
    expect(tail.end()).toMatchObject({ lines: ['no newline'], offset: 25 })
    expect(tail.end()).toMatchObject({ lines: [], offset: 25 })
  })

  it('joins characters that were written in pieces', async () => {
    await using tail = await Tail.open(file, 0)
    const lines: string[] = []
    for (const byte of Buffer.from('grüße 😀 zum\nMärz\n')) {
      appendFileSync(file, Buffer.of(byte))
      lines.push(...(await tail.read()).lines)
    }
    expect(lines).toEqual(['grüße 😀 zum', 'März'])
  })

  it('keeps what is not UTF-8 within its line', async () => {
    appendFileSync(file, Buffer.from([0x61, 0xff, 0xe2, 0x82, 0x0a, 0xc3, 0x0a]))
    appendFileSync(file, 'fine ü\n')
    expect(await readAll()).toEqual(['a\ufffd\ufffd', '\ufffd', 'fine ü'])
  })

  it('goes on at any offset that it gave, without losing or repeating a line', async () => {
    const expected = Array.from({ length: 30_000 }, (_, index) => `line ${index} ${'ä'.repeat(index % 40)}`)
    appendFileSync(file, `${expected.join('\n')}\nrest`)
    const lines: string[] = []
    let offset = 0
    for (let read: TailRead | undefined; !read?.atEnd; ) {
      // As after a restart: a reader that knows nothing but the offset.
      await using tail = await Tail.open(file, offset)
      read = await tail.read()
      lines.push(...read.lines)
      if (read.offset === offset) break
      offset = read.offset
    }
    expect(lines).toEqual(expected)
    expect(await readAll(offset)).toEqual(['rest'])
  })

  it('gives a line of 1 MiB whole, and a longer one in pieces of which none is empty', async () => {
    const whole = 'x'.repeat(longestLine)
    appendFileSync(file, `${whole}\n${whole}y\n${whole}${whole}z\nshort\n`)
    expect((await readAll()).map(line => line.length)).toEqual([
      longestLine,
      longestLine,
      1,
      longestLine,
      longestLine,
      1,
      5,
    ])
  })

  it('cuts a long line between characters', async () => {
    const text = `a${'😀'.repeat(longestLine / 2)}`
    appendFileSync(file, `${text}\n`)
    const lines = await readAll()
    expect(lines.length).toBeGreaterThan(1)
    expect(lines.join('') === text).toBe(true)
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(longestLine)
  })

  it('does not wait for the end of a line that is too long, and goes on behind what it gave', async () => {
    const endless = Buffer.alloc(3 * longestLine + 5, 'e')
    appendFileSync(file, endless)
    await using tail = await Tail.open(file, 0)
    const lines: string[] = []
    let offset = 0
    for (let read = await tail.read(); !read.atEnd; read = await tail.read()) {
      lines.push(...read.lines)
      offset = read.offset
    }
    expect(lines.map(line => line.length)).toEqual([longestLine, longestLine, longestLine])
    expect(offset).toBe(3 * longestLine)
    expect(await readAll(offset)).toEqual(['eeeee'])
  })

  it('says when there is more to read at once', async () => {
    appendFileSync(file, Buffer.alloc(600 * 1024, 'a\n'))
    await using tail = await Tail.open(file, 0)
    const reads = [await tail.read(), await tail.read(), await tail.read(), await tail.read()]
    expect(reads.map(read => read.hasMore)).toEqual([true, true, false, false])
    expect(reads.map(read => read.atEnd)).toEqual([false, false, false, true])
  })

  it('needs the file', async () => {
    await expect(Tail.open(join(folder.path, 'nothing'), 0)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
