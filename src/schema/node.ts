import { findApiKey } from '../domain/accounts/api-keys.ts'
import { findUser } from '../domain/accounts/users.ts'
import { findArchive } from '../domain/archives/archives.ts'
import type { JobRow } from '../domain/jobs/job-states.ts'
import { findJob } from '../domain/jobs/job-views.ts'
import { notFound } from '../domain/kernel/errors.ts'
import { findRepository } from '../domain/repositories/repositories.ts'
import { findSchedule } from '../domain/schedules/schedules.ts'
import { findSshConnection } from '../domain/ssh/ssh-connections.ts'
import { findSshKey } from '../domain/ssh/ssh-keys.ts'
import type { Context } from './context.ts'
import { jobTypes } from './jobs/job-types.ts'

/** How each type with a global id is found; each rule answers `NOT_FOUND` for what is not there or not the viewer's. */
const finders: Record<string, (context: Context, id: number) => Promise<object>> = {
  ManagedRepository: loadRepository,
  HostedRepository: loadRepository,
  ...Object.fromEntries(
    Object.entries(jobTypes).map(([kind, type]) => [
      type,
      (context: Context, id: number) => loadJob(context, kind as JobRow['kind'], id),
    ]),
  ),
  Archive: ({ scope }, id) => findArchive(scope, id),
  Schedule: async ({ scope, loaders }, id) => (await loaders.schedule.load(id)) ?? findSchedule(scope, id),
  User: ({ scope }, id) => findUser(scope, id),
  ApiKey: ({ scope }, id) => findApiKey(scope, id),
  SshKey: ({ scope }, id) => findSshKey(scope, id),
  SshConnectionProfile: ({ scope }, id) => findSshConnection(scope, id),
}

async function loadJob({ scope, loaders }: Context, kind: JobRow['kind'], id: number): Promise<object> {
  const job = await loaders.job.load(id)
  return job?.kind === kind ? job : findJob(scope, { id, kind })
}

/** What can be seen comes with the others in one statement; what cannot is asked for again, for the right error. */
async function loadRepository({ scope, loaders }: Context, id: number): Promise<object> {
  return (await loaders.repository.load(id)) ?? findRepository(scope, { id })
}

/** @throws DomainError `NOT_FOUND` */
export async function loadNode(
  context: Context,
  { typename, id }: { typename: string; id: string },
): Promise<object> {
  const find = Object.hasOwn(finders, typename) ? finders[typename] : undefined
  if (!find) throw notFound('object')
  return find(context, Number(id))
}
