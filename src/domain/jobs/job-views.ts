import type { CompiledQuery, Kysely, SelectQueryBuilder } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import type { FailureCode } from '../borg/failures.ts'
import { allows, holdsPermission, isFullAdmin, type Verb, type Viewer, visibleIn } from '../kernel/access.ts'
import { forbidden, notFound } from '../kernel/errors.ts'
import { fetchPage, type Page, type PageArguments } from '../kernel/pages.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { storedPath } from '../repositories/repository-location.ts'
import type { JobRef, JobRow, JobStatus, MaintenanceKind } from './job-states.ts'

export interface JobFilter {
  repositoryId?: number | null | undefined
  repositoryPath?: string | null | undefined
  scheduleId?: number | null | undefined
  statuses?: readonly JobStatus[] | null | undefined
  kinds?: readonly JobRow['kind'][] | null | undefined
  trigger?: JobRow['trigger'] | null | undefined
  triggers?: readonly JobRow['trigger'][] | null | undefined
  /** Backups in whose maintenance one of these has begun. */
  maintained?: readonly MaintenanceKind[] | null | undefined
}

/** What decides who may see a job. */
type JobAccess = Pick<JobRow, 'repositoryId' | 'requestedById' | 'failureCode' | 'startedAt'>

/**
 * May the viewer do this to the job? Rights come from its repository. When the record of that was deleted, nobody can tell any more
 * who had which right on it: then the job belongs to administrators alone. A refused request for a path that was never
 * registered says nothing but what its sender sent, so the sender sees it, too.
 */
export function allowsOnJob(viewer: Viewer, job: JobAccess, verb: Verb): boolean {
  if (job.repositoryId !== null) return allows(viewer, job.repositoryId, verb)
  if (isFullAdmin(viewer)) return true
  const isOwn = isRefusedPath(job) && job.requestedById === viewer.userId
  return isOwn && holdsPermission(viewer, 'READ') && verb === 'view'
}

/** Such a job failed before it could start, for want of a repository (`backup-by-path.ts`). */
const isRefusedPath = ({ failureCode, startedAt }: JobAccess) =>
  failureCode === refusedPath && startedAt === null

const refusedPath: FailureCode = 'REPOSITORY_UNKNOWN'

const jobById = new WeakMap<Kysely<Tables>, CompiledQuery<JobRow>>()

/** One job by its id: the busiest read of all, so its statement is built and compiled once per database. */
export async function readJob(db: Kysely<Tables>, id: number): Promise<JobRow | undefined> {
  let query = jobById.get(db)
  if (!query) {
    query = db.selectFrom('job').selectAll().where('id', '=', 0).compile()
    jobById.set(db, query)
  }
  const { rows } = await db.executeQuery<JobRow>({ ...query, parameters: [id] })
  return rows[0]
}

/**
 * @param verb what shall be done, for all kinds of jobs or by kind
 * @throws DomainError `NOT_FOUND`, or `FORBIDDEN` when it may be seen but not this
 */
export async function findJob(
  scope: Scope,
  { id, kind }: JobRef,
  verb: Verb | Readonly<Record<JobRow['kind'], Verb>> = 'view',
): Promise<JobRow> {
  const viewer = viewerOf(scope)
  const job = await readJob(scope.db, id)
  if (job?.kind !== kind) throw notFound('job')
  requireOnJob(viewer, job, typeof verb === 'string' ? verb : verb[job.kind])
  return job
}

/** Many at once, in the order asked for; null where the viewer may not see one. */
export async function findJobs(scope: Scope, ids: readonly number[]): Promise<(JobRow | null)[]> {
  const rows = await visibleJobs(scope)
    .where('job.id', 'in', [...ids])
    .execute()
  const byId = new Map(rows.map(row => [row.id, row]))
  return ids.map(id => byId.get(id) ?? null)
}

/** @throws DomainError `NOT_FOUND` or `FORBIDDEN` */
export function requireOnJob(viewer: Viewer, job: JobAccess, verb: Verb): void {
  if (allowsOnJob(viewer, job, verb)) return
  throw allowsOnJob(viewer, job, 'view') ? forbidden() : notFound('job')
}

/** Newest first. */
export function listJobs(scope: Scope, filter: JobFilter, args: PageArguments): Promise<Page<JobRow>> {
  return fetchPage(filtered(visibleJobs(scope), filter), 'id', 'desc', args)
}

/** The newest `count` jobs of each repository, for many repositories in one statement. */
export async function newestJobsOf(
  scope: Scope,
  repositoryIds: readonly number[],
  count: number,
): Promise<Map<number, JobRow[]>> {
  const rows = await scope.db
    // From one to the next by the index: a repository may have a hundred thousand jobs.
    .withRecursive('newest(ofRepository, jobId, rank)', db =>
      db
        .selectFrom('repository')
        .select(({ selectFrom, lit }) => [
          'repository.id as ofRepository',
          selectFrom('job')
            .select('job.id')
            .whereRef('job.repositoryId', '=', 'repository.id')
            .orderBy('job.id', 'desc')
            .limit(1)
            .as('jobId'),
          lit(1).as('rank'),
        ])
        .where('repository.id', 'in', [...repositoryIds])
        .where(visibleIn<'repository'>(viewerOf(scope), 'repository.id'))
        .unionAll(
          db
            .selectFrom('newest')
            .select(({ selectFrom, eb, lit }) => [
              'newest.ofRepository',
              selectFrom('job')
                .select('job.id')
                .whereRef('job.repositoryId', '=', 'newest.ofRepository')
                .whereRef('job.id', '<', 'newest.jobId')
                .orderBy('job.id', 'desc')
                .limit(1)
                .as('jobId'),
              eb('newest.rank', '+', lit(1)).as('rank'),
            ])
            .where('newest.rank', '<', count)
            .where('newest.jobId', 'is not', null),
        ),
    )
    .selectFrom('newest')
    .innerJoin('job', 'job.id', 'newest.jobId')
    .selectAll('job')
    .orderBy('newest.rank')
    .execute()
  const byRepository = new Map<number, JobRow[]>()
  for (const row of rows) {
    const list = byRepository.get(row.repositoryId!)
    if (list) list.push(row)
    else byRepository.set(row.repositoryId!, [row])
  }
  return byRepository
}

/** The job that has the turn of each repository, in the order asked for; null where none runs. */
export async function runningJobsOf(
  scope: Scope,
  repositoryIds: readonly number[],
): Promise<(JobRow | null)[]> {
  const rows = await visibleJobs(scope)
    .where('job.repositoryId', 'in', [...repositoryIds])
    .where('job.status', '=', 'RUNNING')
    .execute()
  const byRepository = new Map(rows.map(row => [row.repositoryId, row]))
  return repositoryIds.map(id => byRepository.get(id) ?? null)
}

/** {@link changedJobs} gives at most this many. */
export const changesAtOnce = 500

/** Jobs that changed since `since` (unix milliseconds), oldest change first, among those the viewer may see. */
export function changedJobs(scope: Scope, since: number, repositoryId: number | null): Promise<JobRow[]> {
  return filtered(visibleJobs(scope), { repositoryId })
    .where('job.changedAt', '>=', since)
    .orderBy('job.changedAt')
    .orderBy('job.id')
    .limit(changesAtOnce)
    .execute()
}

/** Every job that the viewer may see: lists add to it. */
export function visibleJobs(scope: Scope): SelectQueryBuilder<Tables, 'job', JobRow> {
  const viewer = viewerOf(scope)
  return scope.db
    .selectFrom('job')
    .selectAll()
    .where(expression => {
      const orphan = expression('job.repositoryId', 'is', null)
      return expression.or([
        expression.and([
          expression('job.repositoryId', 'is not', null),
          visibleIn<'job'>(viewer, 'job.repositoryId')(expression),
        ]),
        isFullAdmin(viewer)
          ? orphan
          : holdsPermission(viewer, 'READ')
            ? expression.and([
                orphan,
                expression('job.requestedById', '=', viewer.userId),
                expression('job.failureCode', '=', refusedPath),
                expression('job.startedAt', 'is', null),
              ])
            : expression.lit(false),
      ])
    })
}

function filtered(query: SelectQueryBuilder<Tables, 'job', JobRow>, filter: JobFilter) {
  let narrowed = query
  if (filter.repositoryId != null) narrowed = narrowed.where('job.repositoryId', '=', filter.repositoryId)
  if (filter.repositoryPath != null)
    narrowed = narrowed.where('job.repositoryPath', 'in', [
      filter.repositoryPath,
      storedPath(filter.repositoryPath),
    ])
  if (filter.scheduleId != null) narrowed = narrowed.where('job.scheduleId', '=', filter.scheduleId)
  if (filter.trigger != null) narrowed = narrowed.where('job.trigger', '=', filter.trigger)
  const { maintained } = filter
  if (maintained)
    narrowed = narrowed
      .where('job.kind', '=', 'BACKUP')
      // As `JSON.stringify` writes it; no text of a job can look so, because quotes in it are escaped.
      .where(({ eb, or }) =>
        or(maintained.map(kind => eb('job.progress', 'like', `%"${kind}":{"startedAt":%`))),
      )
  for (const [column, values] of [
    ['job.status', filter.statuses],
    ['job.kind', filter.kinds],
    ['job.trigger', filter.triggers],
  ] as const) {
    if (!values) continue
    // "One of nothing" holds for no job; as SQL it is a syntax error on PostgreSQL.
    narrowed = narrowed.where(({ eb, lit }) =>
      values.length > 0 ? eb(column, 'in', [...values] as never) : lit(false),
    )
  }
  return narrowed
}
