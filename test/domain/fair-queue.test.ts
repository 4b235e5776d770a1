import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { FairQueue } from '../../src/domain/kernel/fair-queue.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

/** One place; the tasks end one after the other. `waiting` of them are held by what is passed. */
function makeQueue(maxWaiting = 100) {
  const queue = new FairQueue({ maxRunning: 1, maxWaiting, waitTimeoutMs: 1000 })
  const order: string[] = []
  const held = Promise.withResolvers<void>()
  const run = (name: string, share: string, isKnown = false) =>
    queue
      .run({ share, isKnown }, async () => void order.push(name))
      .catch(error => void order.push(`${name} ${error.code}`))
  const first = queue.run({ share: 'first', isKnown: false }, () => held.promise)
  const release = () => {
    held.resolve()
    return first
  }
  return { order, run, release }
}

it('lets shares take turns, and every other turn is for who is known', async () => {
  const { order, run, release } = makeQueue()
  const all = [
    ...['1', '2', '3'].map(number => run(`flood ${number}`, 'flood')),
    run('other 1', 'other'),
    run('other 2', 'other'),
    ...['1', '2'].map(number => run(`known ${number}`, 'known', true)),
  ]
  await release()
  await Promise.all(all)
  expect(order).toEqual(['known 1', 'flood 1', 'known 2', 'other 1', 'flood 2', 'other 2', 'flood 3'])
})

it('drops the newest of the largest share when too many wait', async () => {
  const { order, run, release } = makeQueue(3)
  const all = [
    run('flood 1', 'flood'),
    run('flood 2', 'flood'),
    run('flood 3', 'flood'),
    run('other', 'other'),
  ]
  await vi.advanceTimersByTimeAsync(0)
  expect(order).toEqual(['flood 3 UNAVAILABLE'])
  await release()
  await Promise.all(all)
  expect(order.slice(1)).toEqual(['flood 1', 'other', 'flood 2'])
})

it('gives up what has waited too long, and never starts it', async () => {
  const { order, run, release } = makeQueue()
  const late = run('late', 'one')
  await vi.advanceTimersByTimeAsync(500)
  const early = run('in time', 'one')
  await vi.advanceTimersByTimeAsync(500)
  expect(order).toEqual(['late UNAVAILABLE'])
  await release()
  await Promise.all([late, early])
  expect(order).toEqual(['late UNAVAILABLE', 'in time'])
})

it('goes on after a task that failed', async () => {
  const queue = new FairQueue({ maxRunning: 1, maxWaiting: 1, waitTimeoutMs: 1000 })
  const place = { share: 'one', isKnown: false }
  const failed = queue.run(place, () => Promise.reject(new Error('broken')))
  const next = queue.run(place, async () => 'fine')
  await expect(failed).rejects.toThrow('broken')
  expect(await next).toBe('fine')
})
