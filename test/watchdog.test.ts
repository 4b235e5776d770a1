import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { activityMemory, beginActivity, readActivities } from '../src/domain/health/activities.ts'
import { LostTime } from '../src/watchdog.ts'
import { makeFolder } from './support/trees.ts'

const reportMs = 250

interface Stuck extends AsyncDisposable {
  url: string
  process: ChildProcess
  /** What it logged so far. */
  log(): Record<string, unknown>[]
  block(ms: number, inNativeCode?: boolean): void
}

/** The server in a process that can be told to block its event loop. */
async function start(env: Record<string, string>): Promise<Stuck> {
  const folder = makeFolder()
  const child = fork(join(import.meta.dirname, 'fixtures/stuck-server.ts'), {
    env: {
      PATH: process.env.PATH,
      DATA_DIR: folder.path,
      PORT: '0',
      EVENT_LOOP_REPORT_MS: String(reportMs),
      EVENT_LOOP_EXIT_SECONDS: '0',
      ...env,
    },
    silent: true,
  })
  let output = ''
  child.stdout!.on('data', chunk => {
    output += chunk
  })
  const [url] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error(output))),
  ])
  return {
    url,
    process: child,
    log: () => output.split('\n').flatMap(line => (line.startsWith('{') ? [JSON.parse(line)] : [])),
    block: (ms, inNativeCode = false) => void child.send({ ms, inNativeCode }),
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
      folder[Symbol.dispose]()
    },
  }
}

const stuckLines = ({ log }: Stuck) =>
  log().filter(({ msg }) => /^the event loop (is|was) stuck/.test(`${msg}`))

it('says what holds the event loop while it is held, measures it, and is not alive after too much of it', async () => {
  await using server = await start({})
  // What held the start does not count.
  const before = server.log().length
  // More than twenty times what is reported.
  server.block(6000)
  await expect
    .poll(() => stuckLines(server), { timeout: 30_000 })
    .toContainEqual(
      expect.objectContaining({
        msg: 'the event loop is stuck',
        level: 40,
        stack: expect.arrayContaining([expect.stringMatching(/stuck-server\.ts:\d+$/)]),
      }),
    )
  const longest = () =>
    Math.max(
      0,
      ...server
        .log()
        .slice(before)
        .map(({ msg, heldMs }) => (/turns again/.test(`${msg}`) ? Number(heldMs) : 0)),
    )
  await expect.poll(longest, { timeout: 30_000 }).toBeGreaterThan(5000)
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  const bucket = (name: string) => {
    const start = `vinculum_event_loop_delay_seconds_bucket{le="${name}"} `
    return Number(
      metrics
        .split('\n')
        .find(line => line.startsWith(start))!
        .slice(start.length),
    )
  }
  expect(bucket('+Inf') - bucket('5')).toBeGreaterThanOrEqual(1)
  const sick = await fetch(`${server.url}/livez`)
  expect(sick.status).toBe(503)
  expect(await sick.json()).toEqual({ status: 'stuck', stuck: ['eventLoop'] })
})

it('ends by SIGTERM although its event loop is stuck', async () => {
  await using server = await start({})
  server.block(120_000)
  await expect.poll(() => stuckLines(server).length, { timeout: 30_000 }).toBeGreaterThan(0)
  // Signals are left to the kernel a second later; the first ones wait with everything else.
  const ended = once(server.process, 'exit')
  const again = setInterval(() => server.process.kill('SIGTERM'), 200)
  expect(await ended).toEqual([null, 'SIGTERM'])
  clearInterval(again)
})

it('ends itself when its event loop is stuck for too long, in native code, too', async () => {
  await using server = await start({ EVENT_LOOP_EXIT_SECONDS: '10' })
  const ended = once(server.process, 'exit')
  server.block(120_000, true)
  expect(await ended).toEqual([null, 'SIGKILL'])
  const said = server.log().map(({ msg }) => msg)
  expect(said).toContain('the event loop is stuck, in native code or in input and output')
  expect(said).toContainEqual(expect.stringContaining('this process ends itself'))
})

it('does not take a single block of some seconds for the end', () => {
  const lost = new LostTime(1000)
  lost.add(19_000, 100_000)
  expect(lost.isTooMuch(100_000)).toBe(false)
  lost.add(1500, 120_000)
  expect(lost.isTooMuch(120_000)).toBe(true)
  // The first is a minute ago.
  expect(lost.isTooMuch(160_001)).toBe(false)
})

it('tells what is going on, the latest first, as long as it goes on', () => {
  const first = beginActivity('query Jobs')
  const second = beginActivity('x'.repeat(1000))
  const words = () => readActivities(activityMemory).map(({ what }) => what)
  expect(words().at(-1)).toBe('query Jobs')
  expect(words()[0]).toMatch(/^x{100,200}$/)
  first[Symbol.dispose]()
  expect(words()).not.toContain('query Jobs')
  second[Symbol.dispose]()
  // More than there is room for does no harm.
  const many = Array.from({ length: 100 }, (_nothing, number) => beginActivity(`job ${number}`))
  for (const one of many) one[Symbol.dispose]()
  expect(words()).toEqual([])
})
