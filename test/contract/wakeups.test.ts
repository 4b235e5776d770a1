import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Wakeups } from '../../src/domain/kernel/wakeups.ts'
import { embeddedWakeups } from '../../src/platform/embedded-wakeups.ts'
import { postgresqlWakeups } from '../../src/platform/postgresql-wakeups.ts'
import { until } from '../fixtures/processes.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { startTcpProxy, throughProxy } from '../support/tcp-proxy.ts'

/** Longer than any ring takes, and still an answer: a bell that did not ring takes this long. */
const long = 5000

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres[Symbol.asyncDispose]())

/** Milliseconds until the bell let go. */
async function wait(bell: { next(timeout: number): Promise<void> }, timeout = long): Promise<number> {
  const begin = performance.now()
  await bell.next(timeout)
  return performance.now() - begin
}

const implementations: Record<string, () => Promise<{ here: Wakeups; there: Wakeups }>> = {
  async embedded() {
    const wakeups = embeddedWakeups()
    return { here: wakeups, there: wakeups }
  },
  async 'PostgreSQL, between two processes'() {
    const url = await postgres.createDatabase()
    return { here: await postgresqlWakeups(url, () => {}), there: await postgresqlWakeups(url, () => {}) }
  },
}

describe.each(Object.entries(implementations))('wake-ups: %s', (_name, open) => {
  let here: Wakeups
  let there: Wakeups
  beforeAll(async () => {
    const both = await open()
    here = both.here
    there = both.there
  })
  afterAll(async () => {
    await here.close()
    if (there !== here) await there.close()
  })

  it('reach whoever listens to the topic', async () => {
    using bell = there.listen(['queue', 'job:7'])
    await here.ring('job:7')
    expect(await wait(bell)).toBeLessThan(long / 2)
  })

  it('reach everybody when several topics ring together', async () => {
    using one = there.listen(['job:5'])
    using other = there.listen(['jobs'])
    await here.ring('job:5', 'jobs')
    expect(await wait(one)).toBeLessThan(long / 2)
    expect(await wait(other)).toBeLessThan(long / 2)
  })

  it('reach nobody else', async () => {
    using other = there.listen(['job:8'])
    using bell = there.listen(['job:9'])
    await here.ring('job:9')
    await bell.next(long)
    expect(other.take()).toBe(false)
  })

  it('are coalesced, and none is lost before it is asked for', async () => {
    using bell = there.listen(['jobs'])
    using witness = there.listen(['access'])
    for (let count = 0; count < 5; count += 1) await here.ring('jobs')
    // In order: when this one has come, the others have.
    await here.ring('access')
    await witness.next(long)
    expect(await wait(bell)).toBeLessThan(long / 2)
    expect(bell.take()).toBe(false)
  })

  it('let go after the time-out, and when the listener aborts', async () => {
    const gone = new AbortController()
    using bell = there.listen(['calls'], gone.signal)
    expect(await wait(bell, 30)).toBeGreaterThan(25)
    const waiting = wait(bell)
    gone.abort()
    expect(await waiting).toBeLessThan(long / 2)
  })
})

it('come back after the connection broke, and ring everybody then', async () => {
  const url = await postgres.createDatabase()
  const reports: unknown[] = []
  const wakeups = await postgresqlWakeups(url, error => reports.push(error))
  try {
    using bell = wakeups.listen(['queue'])
    await postgres.breakConnections(url)
    // Whatever was missed meanwhile: all are rung when the connection stands again.
    expect(await wait(bell, 20_000)).toBeLessThan(15_000)
    expect(reports).not.toEqual([])
    await wakeups.ring('queue')
    expect(await wait(bell, 20_000)).toBeLessThan(15_000)
  } finally {
    await wakeups.close()
  }
})

it('come back from a connection that came apart without a word, and from a network that stays away for a while', async () => {
  const url = await postgres.createDatabase()
  await using proxy = await startTcpProxy(Number(new URL(url).port))
  const reports: unknown[] = []
  const here = await postgresqlWakeups(throughProxy(url, proxy), error => reports.push(error))
  const there = await postgresqlWakeups(url, () => {})
  try {
    using bell = here.listen(['queue'])
    proxy.forget()
    await there.ring('queue')
    // Nobody has told the listener anything; it has asked.
    expect(await wait(bell, 30_000)).toBeLessThan(25_000)
    await there.ring('queue')
    expect(await wait(bell)).toBeLessThan(long / 2)
    expect(reports).not.toEqual([])

    proxy.tear()
    const torn = reports.length
    await until(() => reports.length >= torn + 2, 'it tries in vain')
    proxy.mend()
    expect(await wait(bell, 30_000)).toBeLessThan(25_000)
    await there.ring('queue')
    expect(await wait(bell)).toBeLessThan(long / 2)
  } finally {
    await Promise.all([here.close(), there.close()])
  }
})

it('ring on when connections break while they ring', async () => {
  const url = await postgres.createDatabase()
  const wakeups = await postgresqlWakeups(url, () => {})
  let stopped = false
  const ringing = Array.from({ length: 3 }, async (_, id) => {
    while (!stopped) await wakeups.ring(`job:${id}`)
  })
  try {
    // An error event of a connection that nobody listens to would end the process.
    for (let times = 0; times < 30; times += 1) await postgres.breakConnections(url)
    using bell = wakeups.listen(['queue'])
    await until(async () => {
      await wakeups.ring('queue')
      return bell.take()
    }, 'it rings again')
  } finally {
    stopped = true
    await Promise.all(ringing)
    await wakeups.close()
  }
})

it('ring nobody while the network is away, and say so in bounded time', async () => {
  const url = await postgres.createDatabase()
  await using proxy = await startTcpProxy(Number(new URL(url).port))
  const reports: unknown[] = []
  const here = await postgresqlWakeups(throughProxy(url, proxy), error => reports.push(error))
  try {
    await here.ring('queue')
    proxy.tear()
    const begin = performance.now()
    // However many ring at once: they wait together.
    await Promise.all(Array.from({ length: 100 }, (_, id) => here.ring(`job:${id}`)))
    expect(performance.now() - begin).toBeLessThan(20_000)
    expect(reports.length).toBeLessThan(10)
  } finally {
    await here.close()
  }
})

it('do not wait for a database that is not there', async () => {
  const url = await postgres.createDatabase()
  const closed = new URL(url)
  closed.port = '1'
  await expect(postgresqlWakeups(closed.href, () => {})).rejects.toThrow()
})
