import { type Kysely, type RawBuilder, sql } from 'kysely'
import { queuedProgress } from '../../src/domain/jobs/job-states.ts'
import type { Tables } from '../../src/entities/index.ts'
import { addRepositories } from '../support/queued-jobs.ts'
import { multiply } from '../support/tables.ts'

/** Every so often a job ended, in milliseconds: about a thousand a day. */
const pause = 90_000
/** Mostly it goes well. Nineteen, so that every repository has its share of each. */
const outcomes = [...Array(16).fill('COMPLETED'), 'COMPLETED_WITH_WARNINGS', 'FAILED', 'CANCELLED']
/** Of the rows from which all others are copied. */
const seeds = 1000

/** So many managed repositories. */
export async function fillRepositories(db: Kysely<Tables>, count: number): Promise<void> {
  await addRepositories(db, Math.min(count, 100), '/srv')
  await multiply(db, 'repository', count, before => ({
    name: sql`name || ${` ${before}`}`,
    path: sql`path || ${`-${before}`}`,
  }))
}

/** So many jobs that are over, the last one just now, over the repositories in turns. @param lines of each log */
export async function fillJobs(db: Kysely<Tables>, count: number, lines = 0): Promise<void> {
  const begin = Date.now() - count * pause
  const repositories = await db
    .selectFrom('repository')
    .select(['id', 'path', 'pool'])
    .orderBy('id')
    .limit(Math.min(count, seeds))
    .execute()
  const rows = Array.from({ length: Math.min(count, seeds) }, (_, index) => {
    const { id, path, pool } = repositories[index % repositories.length]!
    const at = begin + index * pause
    const status = outcomes[index % outcomes.length]
    return {
      kind: index % 3 === 0 ? ('CHECK' as const) : ('BACKUP' as const),
      status,
      trigger: 'SCHEDULE' as const,
      repositoryId: id,
      repositoryPath: path,
      pool,
      archiveName: `scheduled-backup-${index}`,
      createdAt: at,
      startedAt: at + 20,
      finishedAt: at + 60_000,
      changedAt: at + 60_000,
      workerHost: 'bench',
      attempt: 1,
      revision: 6,
      runState: JSON.stringify({ step: 'borg', spool: 'borg.1', filler: 'x'.repeat(700) }),
      lineCount: lines,
      logBytes: lines * 120,
      progress: JSON.stringify({ ...queuedProgress(at), phase: 'DONE' }),
      exitCode: status === 'COMPLETED' ? 0 : 1,
    }
  })
  for (let start = 0; start < rows.length; start += 100)
    await db
      .insertInto('job')
      .values(rows.slice(start, start + 100))
      .execute()
  const shifted = (column: string, before: number) => sql`${sql.ref(column)} + ${before * pause}`
  await multiply(db, 'job', count, before => ({
    createdAt: shifted('createdAt', before),
    startedAt: shifted('startedAt', before),
    finishedAt: shifted('finishedAt', before),
    changedAt: shifted('changedAt', before),
  }))
}

/** Rows of another table for every repository. @param values by column; what a repository gives, and literals */
export async function forEveryRepository(
  db: Kysely<Tables>,
  table: keyof Tables,
  values: Record<string, RawBuilder<unknown>>,
): Promise<void> {
  await sql`insert into ${sql.table(table)} (${sql.join(Object.keys(values).map(name => sql.ref(name)))})
    select ${sql.join(Object.values(values))} from repository order by id`.execute(db)
}

/** Lines of a chunk: what a run that prints a few thousand a second stores at once. */
const chunkLines = 50

/** A log of so many lines, as Borg prints them, for each of the first `jobs` jobs. */
export async function fillLogs(db: Kysely<Tables>, jobs: number, lines: number): Promise<void> {
  const chunks = Array.from({ length: lines / chunkLines }, (_, index) => ({
    jobId: 1,
    firstLine: index * chunkLines + 1,
    lastLine: (index + 1) * chunkLines,
    source: 'BORG' as const,
    at: Date.now(),
    content: Array.from({ length: chunkLines }, (_line, number) => lineOf(index * chunkLines + number)).join(
      '\n',
    ),
  }))
  await db.insertInto('log_chunk').values(chunks).execute()
  for (let done = 1; done < jobs; done *= 2)
    await sql`insert into log_chunk ("jobId", "firstLine", "lastLine", source, at, content)
      select "jobId" + ${sql.lit(done)}, "firstLine", "lastLine", source, at, content
      from log_chunk where "jobId" <= ${jobs - done} order by "jobId", "lastLine"`.execute(db)
}

/** The same at each run, and as varied as names of files are. */
function lineOf(number: number): string {
  const mixed = (number * 2_654_435_761) % 4_294_967_296
  const folder = `customers/${String(mixed % 997).padStart(4, '0')}/projects/${(mixed >> 3) % 89}`
  const path = `/srv/data/${folder}/IMG_2026${String(mixed).slice(0, 8)}_${number}.jpeg`
  return JSON.stringify({ type: 'file_status', status: 'AMU'[number % 3], path })
}
