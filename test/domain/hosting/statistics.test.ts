import fc from 'fast-check'
import { expect, it } from 'vitest'
import { trendOf } from '../../../src/domain/hosting/statistics.ts'

const day = 86_400_000
const point = (at: number, quotaUsed: number) => ({ at, quotaUsed, sizeOnDisk: quotaUsed + 1000 })

it('knows nothing without measurements, and no trend within a day', () => {
  expect(trendOf([], 100)).toEqual({ growthPerDay: null, daysUntilFull: null, usedPercent: null })
  expect(trendOf([point(0, 50), point(day - 1, 60)], 100)).toEqual({
    growthPerDay: null,
    daysUntilFull: null,
    usedPercent: 60,
  })
})

it('finds the line that the measurements lie on', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 60 }),
      fc.integer({ min: -1e6, max: 1e6 }),
      fc.integer({ min: 1e8, max: 1e9 }),
      (count, growth, start) => {
        const points = Array.from({ length: count }, (_, index) => point(index * day, start + growth * index))
        const quota = 2e9
        const { growthPerDay, daysUntilFull, usedPercent } = trendOf(points, quota)
        expect(growthPerDay).toBeCloseTo(growth, 2)
        const now = start + growth * (count - 1)
        expect(usedPercent).toBeCloseTo((now / quota) * 100, 6)
        if (growth > 0) expect(daysUntilFull! * growth).toBeCloseTo(quota - now, -2)
        else if (growth < 0) expect(daysUntilFull).toBeNull()
      },
    ),
  )
})

it('is full at once when it is over the quota', () => {
  expect(trendOf([point(0, 90), point(day, 120)], 100).daysUntilFull).toBe(0)
})
