import { Cron } from 'croner'
import cronstrue from 'cronstrue'

/** When something happens again and again: a cron expression, read in an IANA time zone. */
export interface Timing {
  expression: string
  timezone: string
}

/** Presets that a form can offer, with our own words. */
export const cronPresets = [
  { name: 'Every 15 minutes', expression: '*/15 * * * *', description: 'At 0, 15, 30 and 45 minutes past.' },
  { name: 'Hourly', expression: '0 * * * *', description: 'On the hour.' },
  { name: 'Every 6 hours', expression: '0 */6 * * *', description: 'At 0:00, 6:00, 12:00 and 18:00.' },
  { name: 'Twice a day', expression: '0 0,12 * * *', description: 'At midnight and at noon.' },
  { name: 'Nightly', expression: '0 2 * * *', description: 'Every day at 2:00.' },
  { name: 'Early morning', expression: '30 5 * * *', description: 'Every day at 5:30.' },
  { name: 'Weekdays', expression: '0 20 * * 1-5', description: 'Monday to Friday at 20:00.' },
  { name: 'Weekends', expression: '0 4 * * 0,6', description: 'Saturday and Sunday at 4:00.' },
  { name: 'Weekly', expression: '0 3 * * 0', description: 'Every Sunday at 3:00.' },
  { name: 'Monthly', expression: '0 3 1 * *', description: 'On the first of each month at 3:00.' },
  { name: 'Quarterly', expression: '0 3 1 1,4,7,10 *', description: 'On the first of each quarter at 3:00.' },
] as const

/**
 * What is wrong with an expression; null for nothing. Five columns, six with seconds in front, seven with the year at
 * the end, or a nickname such as `@daily`.
 *
 * @param now unix milliseconds: an expression that names no instant after it is wrong, too
 */
export function cronProblem(expression: string, timezone: string, now: number): string | null {
  if (expression.length > 200) return 'Must not exceed 200 characters.'
  const columns = expression.trim().split(/\s+/)
  // The library would take a date for an expression that happens once.
  if (!columns[0]!.startsWith('@') && (columns.length < 5 || columns.length > 7))
    return 'Must have 5, 6 or 7 columns, or be a nickname such as `@daily`.'
  try {
    return nextRun({ expression, timezone }, now) === null ? 'Never happens.' : null
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : ''
    return `Is not a cron expression: ${reason}`
  }
}

/** What is wrong with a time zone; null for nothing. */
export function timezoneProblem(timezone: string): string | null {
  try {
    // Offsets such as `+02:00` are known to the runtime, too, but are no zones.
    if (!/^[A-Za-z]/.test(timezone)) throw new RangeError(timezone)
    new Intl.DateTimeFormat('en', { timeZone: timezone })
    return null
  } catch {
    return 'Must be an IANA time zone, such as `Europe/Berlin`.'
  }
}

/**
 * The first instant strictly after `after`, both in unix milliseconds; null when there is none. A time of day that the
 * change of clocks leaves out happens right after the gap, and one that comes twice happens the first time. Only what
 * repeats by `*` or a step in hours, minutes or seconds follows the real hours.
 *
 * @throws Error for an expression or zone that is wrong
 */
export const nextRun = (timing: Timing, after: number): number | null => nextRuns(timing, after, 1)[0] ?? null

/**
 * The first `count` instants after `after`, in the first {@link maxSearchedYears} years in which there may be one: fewer when
 * there are no more. The bound is what keeps an expression that never happens from being searched for until the year 3000.
 *
 * @throws Error as {@link nextRun}
 */
export function nextRuns({ expression, timezone }: Timing, after: number, count: number): number[] {
  const options = { paused: true, timezone, fixedTimeRule: 'no-wildcard' } as const
  const columns = columnsOf(expression)
  // What is wrong with the expression is told about the expression as it was given.
  if (columns.length !== 6) new Cron(expression.trim(), options)
  const years = columns.length === 7 ? columns.pop()! : '*'
  const searched = searchedYears(years, new Date(after).getUTCFullYear())
  if (searched === '') return []
  const cron = new Cron([...columns, searched].join(' '), options)
  return cron.nextRuns(count, new Date(after)).map(date => date.getTime())
}

/** A day of February on a day of the week comes back after at most 40 years; twice that is searched. */
const maxSearchedYears = 80

const nicknames: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

/** Six columns, seconds first, or seven. */
function columnsOf(expression: string): string[] {
  const text = expression.trim()
  const columns = (nicknames[text.toLowerCase()] ?? text).split(/\s+/)
  return columns.length === 5 ? ['0', ...columns] : columns
}

/** The first years that a year column names, from the one before `from` (the zones' clocks differ); empty for none. */
function searchedYears(column: string, from: number): string {
  const first = Math.max(1, from - 1)
  if (column === '*' || column === '?') return `${first}-${Math.min(9999, first + maxSearchedYears)}`
  const ranges = column.split(',').map(part => {
    const [, start, end = start, step = 1] = /^(\d+)(?:-(\d+))?(?:\/(\d+))?$/.exec(part) ?? []
    return { start: Number(start), end: Number(end), step: Number(step) }
  })
  const years: number[] = []
  for (let year = first; year <= 9999 && years.length < maxSearchedYears; year += 1)
    if (ranges.some(({ start, end, step }) => year >= start && year <= end && (year - start) % step === 0))
      years.push(year)
  return years.join(',')
}

/** An expression in English words; null when there are none for it. */
export function describeCron(expression: string): string | null {
  try {
    return cronstrue.toString(expression.trim(), { use24HourTimeFormat: true })
  } catch {
    return null
  }
}
