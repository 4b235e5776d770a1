import { describe, expect, it } from 'vitest'
import {
  cronPresets,
  cronProblem,
  describeCron,
  nextRuns,
  timezoneProblem,
} from '../../src/domain/schedules/cron.ts'

const at = (text: string) => Date.parse(text)
const runs = (expression: string, timezone: string, after: string, count: number) =>
  nextRuns({ expression, timezone }, at(after), count).map(instant => new Date(instant).toISOString())

/** Each run follows from the one before it, as the scheduler does it. */
function chain(expression: string, timezone: string, after: string, count: number): string[] {
  const found: string[] = []
  for (let last = at(after); found.length < count; ) {
    last = nextRuns({ expression, timezone }, last, 1)[0]!
    found.push(new Date(last).toISOString())
  }
  return found
}

describe('when clocks change', () => {
  it('what falls into the gap happens right after it, once', () => {
    expect(chain('30 2 * * *', 'Europe/Berlin', '2026-03-28T00:00:00Z', 3)).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ])
    // Midnight itself is left out in some zones.
    expect(chain('0 0 * * *', 'America/Santiago', '2026-09-05T00:00:00Z', 3)).toEqual([
      '2026-09-05T04:00:00.000Z',
      '2026-09-06T04:00:00.000Z',
      '2026-09-07T03:00:00.000Z',
    ])
  })

  it('what comes twice happens the first time only', () => {
    const expected = ['2026-10-24T00:30:00.000Z', '2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z']
    expect(chain('30 2 * * *', 'Europe/Berlin', '2026-10-24T00:00:00Z', 3)).toEqual(expected)
    // Also for a server that starts between the two.
    expect(runs('30 2 * * *', 'Europe/Berlin', '2026-10-25T01:00:00Z', 1)).toEqual([expected[2]])
    expect(chain('30 2,14 * * *', 'Europe/Berlin', '2026-10-25T00:00:00Z', 3)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T13:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ])
  })

  it.each(['2026-03-28T22:00:00Z', '2026-10-24T22:00:00Z'])('what is hourly goes on hourly (%s)', start => {
    const found = chain('0 * * * *', 'Europe/Berlin', start, 8).map(at)
    for (const [index, instant] of found.slice(1).entries()) expect(instant - found[index]!).toBe(3_600_000)
  })

  it.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago', 'Asia/Kathmandu'])(
    'a daily run happens once on each of 400 days in %s',
    timezone => {
      for (const expression of ['30 2 * * *', '0 0 * * *', '45 1 * * *']) {
        const days = chain(expression, timezone, '2026-01-01T12:00:00Z', 400).map(instant =>
          new Date(instant).toLocaleDateString('sv', { timeZone: timezone }),
        )
        const [first] = days
        expect(days).toEqual(
          days.map((_day, index) =>
            new Date(at(`${first}T12:00:00Z`) + index * 86_400_000).toISOString().slice(0, 10),
          ),
        )
      }
    },
  )
})

describe('expressions', () => {
  it.each([
    ['*/2 * * * * *', '2026-01-01T00:00:02.000Z'],
    ['0 3 1 * *', '2026-01-01T03:00:00.000Z'],
    ['0 0 0 1 1 * 2030', '2030-01-01T00:00:00.000Z'],
    ['0 3 ? * MON-FRI', '2026-01-01T03:00:00.000Z'],
    ['0 0 L FEB *', '2026-02-28T00:00:00.000Z'],
    [' @weekly ', '2026-01-04T00:00:00.000Z'],
  ])('%s', (expression, first) => {
    expect(cronProblem(expression, 'UTC', at('2026-01-01T00:00:00Z'))).toBeNull()
    expect(runs(expression, 'UTC', '2026-01-01T00:00:00Z', 1)).toEqual([first])
  })

  it.each([
    ['', /5, 6 or 7 columns/],
    ['* * * *', /5, 6 or 7 columns/],
    ['2026-12-01T00:00:00', /5, 6 or 7 columns/],
    ['61 * * * *', /minute: 61/],
    ['a b c d e', /not a cron expression/],
    ['@reboot', /not a cron expression/],
    ['0 0 30 2 *', /Never happens/],
    ['0 0 0 1 1 * 2020', /Never happens/],
    [`${'1,'.repeat(200)} * * * *`, /200 characters/],
  ])('%j is refused', (expression, problem) => {
    expect(cronProblem(expression, 'UTC', at('2026-01-01T00:00:00Z'))).toMatch(problem)
  })

  it('are described', () => {
    expect(describeCron('30 2 * * 1-5')).toBe('At 02:30, Monday through Friday')
    expect(describeCron('nonsense')).toBeNull()
    expect(cronPresets).toHaveLength(11)
    for (const { expression } of cronPresets) expect(cronProblem(expression, 'UTC', Date.now())).toBeNull()
  })

  it('are read in zones that exist', () => {
    expect(['UTC', 'Europe/Berlin', 'America/Argentina/Ushuaia'].map(timezoneProblem)).toEqual([
      null,
      null,
      null,
    ])
    for (const wrong of ['', 'Mars/Base', '+02:00', 'x'.repeat(300)])
      expect(timezoneProblem(wrong)).toMatch(/IANA time zone/)
  })
})

describe('an expression that is hard to search', () => {
  // Each of these took up to a third of a second, for each time it was asked for.
  it.each([
    ['0 0 15W * +5#L', 'Africa/Casablanca', 0],
    ['59 * * 1 * +7#5', 'Africa/Casablanca', 0],
    ['0 0 0 30 2 * 1-9999', 'America/New_York', 0],
    ['0 0 31 2,4,6 *', 'America/New_York', 0],
    ['0 0 LW 2 +1#5', 'UTC', 2],
    ['0 0 29 2 *', 'Pacific/Apia', 19],
    ['0 0 29 2 1', 'America/New_York', 100],
  ])('is searched for in a bounded time: %s', (expression, timezone, atLeast) => {
    nextRuns({ expression, timezone }, at('2026-11-01T00:00:00Z'), 1)
    const begun = process.cpuUsage()
    const found = nextRuns({ expression, timezone }, at('2026-11-01T00:00:00Z'), 100)
    const { user, system } = process.cpuUsage(begun)
    expect((user + system) / 1000).toBeLessThan(120)
    expect(found.length).toBeGreaterThanOrEqual(atLeast)
  })

  it('is found in the years that it names, however far they are', () => {
    expect(runs('0 0 0 29 2 * 2096', 'UTC', '2026-11-01T00:00:00Z', 2)).toEqual(['2096-02-29T00:00:00.000Z'])
    expect(runs('0 0 0 1 1 * 2030-9999/1000', 'UTC', '2026-11-01T00:00:00Z', 9)).toHaveLength(8)
    expect(runs('0 0 0 1 1 * 1999,2025', 'UTC', '2026-11-01T00:00:00Z', 9)).toEqual([])
    // The clocks of a zone may be in another year than those of UTC.
    expect(runs('59 59 23 31 12 * 2026', 'America/New_York', '2027-01-01T01:00:00Z', 1)).toHaveLength(1)
    expect(runs('0 30 0 1 1 * 2027', 'Pacific/Apia', '2026-12-31T10:00:00Z', 1)).toHaveLength(1)
  })
})
