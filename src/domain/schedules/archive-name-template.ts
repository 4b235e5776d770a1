import type { Kysely } from 'kysely'
import type { Tables } from '../../entities/index.ts'

/** What a template is filled with. */
export interface ArchiveNameFacts {
  scheduleName: string
  repositoryName: string
  /** Unix milliseconds. */
  at: number
  /** IANA zone in which date and time are written. */
  timezone: string
}

/** Contract borg-ui, 3.11. */
export const defaultTemplate = '{job_name}-{repo_name}-{now}'
const placeholders = ['job_name', 'plan_name', 'repo_name', 'now', 'date', 'time', 'timestamp'] as const

/** Room for a suffix below the 200 bytes that an archive's name may have. */
const longestName = 170

/** What is wrong with a template; null for nothing. */
export function templateProblem(template: string): string | null {
  if (template.length > 200) return 'Must not exceed 200 characters.'
  if (/\p{Cc}/u.test(template)) return 'Must not contain control characters.'
  const rest = placeholders.reduce((text, name) => text.replaceAll(`{${name}}`, ''), template)
  return /[{}]/.test(rest)
    ? `Must not contain braces, except for ${placeholders.map(name => `{${name}}`).join(', ')}.`
    : null
}

/**
 * The archive name that a template stands for; `now` is `2026-11-20T17:52:16`, `timestamp` unix seconds. Blanks and
 * slashes become `-`. Passes `checkArchiveName`, whatever it is filled with.
 */
export function fillTemplate(template: string | null, facts: ArchiveNameFacts): string {
  const { date, time } = localTime(facts.at, facts.timezone)
  const fill = (longest: number) => {
    const values: Record<(typeof placeholders)[number], string> = {
      job_name: cut(facts.scheduleName, longest),
      plan_name: cut(facts.scheduleName, longest),
      repo_name: cut(facts.repositoryName, longest),
      now: `${date}T${time}`,
      date,
      time,
      timestamp: String(Math.floor(facts.at / 1000)),
    }
    const name = (template?.trim() || defaultTemplate).replaceAll(
      /\{(\w+)\}/g,
      (whole, key: string) => values[key as keyof typeof values] ?? whole,
    )
    return name.replaceAll(/[\s/\\]+/g, '-').replaceAll(/\p{C}/gu, '')
  }
  // Long names lose their ends first, so that the time stays.
  const whole = fill(longestName)
  const name = cut(Buffer.byteLength(whole) <= longestName ? whole : fill(50), longestName) || 'backup'
  return /\.checkpoint(\.\d+)?$/.test(name) ? `${name}-` : name
}

/** `name`, or with a suffix when an archive or a job under way in this repository has that name. */
export async function freeArchiveName(
  db: Kysely<Tables>,
  repositoryId: number,
  name: string,
  at: number,
): Promise<string> {
  const suffixed = `${name}-${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}`
  for (let count = 0; ; count += 1) {
    const candidate = count === 0 ? name : count === 1 ? suffixed : `${suffixed}-${count}`
    const archive = await db
      .selectFrom('archive')
      .select('id')
      .where('repositoryId', '=', repositoryId)
      .where('name', '=', candidate)
      .executeTakeFirst()
    const job = await db
      .selectFrom('job')
      .select('id')
      .where('repositoryId', '=', repositoryId)
      .where('archiveName', '=', candidate)
      .where('kind', '=', 'BACKUP')
      .where('status', 'in', ['PENDING', 'RUNNING'])
      .executeTakeFirst()
    if (!archive && !job) return candidate
  }
}

/** At most so many bytes of a text, in whole characters. */
function cut(text: string, longest: number): string {
  let kept = ''
  for (const character of text) {
    if (Buffer.byteLength(kept + character) > longest) break
    kept += character
  }
  return kept
}

/** `2026-11-20` and `17:52:16` on the clocks of a zone. */
function localTime(at: number, timeZone: string): { date: string; time: string } {
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return {
    date: `${parts.year}-${parts.month}-${parts.day}`,
    time: `${parts.hour}:${parts.minute}:${parts.second}`,
  }
}
