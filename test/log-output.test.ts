import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { mountSmallDisk } from './fixtures/small-disk.ts'
import { makeFolder } from './support/trees.ts'

interface Told {
  lost: number
  longestBlockMs: number
}

/** The program, with its output somewhere. */
function startPrinter(stdout: number | 'pipe') {
  const child: ChildProcess = fork(join(import.meta.dirname, 'fixtures/printer.ts'), {
    stdio: ['ignore', stdout, 'inherit', 'ipc'],
  })
  const exit = once(child, 'exit').then(([code]) => code as number | null)
  return {
    stdout: child.stdout as Readable,
    exit,
    async print(lines: number): Promise<Told> {
      const answer = once(child, 'message')
      child.send({ lines })
      const [told] = await Promise.race([
        answer,
        exit.then(code => Promise.reject(new Error(`ended with ${code}`))),
      ])
      return told as Told
    },
    async end(lines: number): Promise<number | null> {
      child.send({ lines, exit: true })
      return exit
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exit
    },
  }
}

/** Numbers of the lines that arrived, and how many were said to be lost. */
function read(output: string) {
  const lines = output
    .split('\n')
    .filter(line => line.startsWith('{'))
    .flatMap(line => {
      try {
        return [JSON.parse(line) as { number?: number; lost?: number; msg: string }]
      } catch {
        // A line that was torn.
        return []
      }
    })
  return {
    numbers: lines.flatMap(({ number }) => number ?? []),
    lost: lines.flatMap(({ lost, msg }) => (lost && msg === `${lost} log lines were lost` ? lost : [])),
  }
}

it('a full disk loses lines, counts them, and says so when there is room', async () => {
  using folder = makeFolder()
  const path = join(folder.path, 'disk')
  const disk = mountSmallDisk(path, 1)
  if (typeof disk === 'string') throw new Error(disk)
  using _disk = disk
  writeFileSync(join(path, 'filler'), Buffer.alloc(900_000))
  const file = openSync(join(path, 'log'), 'a')
  await using printer = startPrinter(file)
  closeSync(file)
  const full = await printer.print(2000)
  expect(full.lost).toBeGreaterThan(500)
  expect(full.longestBlockMs).toBeLessThan(500)
  // More is lost of what comes then, and nothing else happens.
  expect((await printer.print(10)).lost).toBe(full.lost + 10)
  rmSync(join(path, 'filler'))
  const { lost } = await printer.print(3)
  expect(lost).toBe(full.lost + 10)
  expect(await printer.end(2)).toBe(0)
  const { numbers, lost: said } = read(readFileSync(join(path, 'log'), 'utf8'))
  expect(said).toEqual([lost])
  expect(numbers).toEqual([
    ...Array.from({ length: 2010 - lost }, (_line, index) => index + 1),
    ...[1, 2, 3],
    ...[1, 2],
  ])
})

it('a pipe that is not read blocks nothing, and loses what is too much', async () => {
  await using printer = startPrinter('pipe')
  const stuck = await printer.print(20_000)
  expect(stuck.lost).toBeGreaterThan(5000)
  expect(stuck.longestBlockMs).toBeLessThan(1000)
  const output = text(printer.stdout)
  await expect
    .poll(async () => {
      const { lost } = await printer.print(1)
      return (await printer.print(1)).lost - lost
    })
    .toBe(0)
  const { lost } = await printer.print(1)
  expect(await printer.end(1)).toBe(0)
  const { numbers, lost: said } = read(await output)
  expect(said.reduce((sum, count) => sum + count)).toBe(lost)
  // What waited came in its order.
  const first = numbers.slice(0, numbers.lastIndexOf(Math.max(...numbers)) + 1)
  expect(first.length).toBeGreaterThan(1000)
  expect(first).toEqual(first.toSorted((one, other) => one - other))
})

it('a pipe that is not read delays no end', async () => {
  await using printer = startPrinter('pipe')
  const begin = performance.now()
  expect(await printer.end(20_000)).toBe(0)
  expect(performance.now() - begin).toBeLessThan(10_000)
})

it('a pipe that was closed ends nothing', async () => {
  await using printer = startPrinter('pipe')
  await printer.print(1)
  printer.stdout.destroy()
  await once(printer.stdout, 'close')
  await printer.print(10)
  expect((await printer.print(10)).lost).toBeGreaterThanOrEqual(10)
  expect(await printer.end(1)).toBe(0)
})

it('the last lines arrive before the end', async () => {
  await using printer = startPrinter('pipe')
  const output = text(printer.stdout)
  expect(await printer.end(1000)).toBe(0)
  expect(read(await output).numbers).toHaveLength(1000)
})
