import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Objective, staleAt, statusAt } from '../../../src/domain/health/freshness.ts'
import { isNearlyFull } from '../../../src/domain/health/storage-fill.ts'

const instant = fc.integer({ min: 0, max: 4e12 })
const objective: fc.Arbitrary<Objective> = fc.record({
  status: fc.constantFrom('UNKNOWN', 'HEALTHY', 'STALE'),
  since: instant,
  freshnessSeconds: fc.oneof(fc.constant(null), fc.double({ noNaN: true, noDefaultInfinity: true })),
})
const success = fc.option(instant)

describe('the status', () => {
  it('is unknown exactly while nothing is asked, or while a new objective has time', () =>
    fc.assert(
      fc.property(objective, success, instant, (asked, last, now) => {
        const status = statusAt(asked, last, now)
        const { freshnessSeconds } = asked
        if (freshnessSeconds === null || freshnessSeconds <= 0) return status === 'UNKNOWN'
        const isFresh = last !== null && now - last <= freshnessSeconds * 1000
        const hasTime = asked.status === 'UNKNOWN' && now - asked.since <= freshnessSeconds * 1000
        return status === (isFresh ? 'HEALTHY' : hasTime ? 'UNKNOWN' : 'STALE')
      }),
    ))

  it('does not change by itself once it is stale, until there is a success', () =>
    fc.assert(
      fc.property(objective, success, instant, instant, (asked, last, now, later) => {
        if (statusAt(asked, last, now) !== 'STALE') return
        const stale: Objective = { ...asked, status: 'STALE', since: now }
        expect(statusAt(stale, last, now + later)).toBe('STALE')
        expect(statusAt(stale, now + later, now + later)).toBe('HEALTHY')
      }),
    ))

  it('becomes stale right after the instant that was foretold', () => {
    const seconds = fc.integer({ min: 1, max: 1e8 })
    fc.assert(
      fc.property(seconds, instant, success, instant, (freshnessSeconds, since, last, wait) => {
        // As a server finds it that looks all the time.
        const first = statusAt({ status: 'UNKNOWN', since, freshnessSeconds }, last, since)
        const asked: Objective = { status: first, since, freshnessSeconds }
        const at = staleAt(asked, last)!
        if (first === 'STALE') return
        expect(statusAt(asked, last, at)).not.toBe('STALE')
        expect(statusAt(asked, last, at + 1 + wait)).toBe('STALE')
      }),
    )
  })

  it('foretells nothing that cannot be written down', () => {
    const asked: Objective = { status: 'HEALTHY', since: 0, freshnessSeconds: 1e300 }
    expect(staleAt(asked, Date.now())).toBeNull()
  })
})

describe('nearly full', () => {
  const fill = (sizeOnDisk: number | null, quotaUsed: number | null) => ({
    sizeOnDisk,
    quotaUsed,
    quota: 100,
  })
  it('is by the larger of what Borg counts and what the disk holds', () => {
    expect(isNearlyFull(false, fill(90, 10), 90)).toBe(true)
    expect(isNearlyFull(false, fill(10, 90), 90)).toBe(true)
    expect(isNearlyFull(false, fill(89, null), 90)).toBe(false)
    expect(isNearlyFull(false, fill(null, null), 90)).toBe(false)
  })

  it('ends five points lower', () => {
    expect(isNearlyFull(true, fill(85, null), 90)).toBe(true)
    expect(isNearlyFull(true, fill(84, null), 90)).toBe(false)
  })

  it('never is without a limit', () => {
    expect(isNearlyFull(true, fill(200, null), 0)).toBe(false)
  })
})
