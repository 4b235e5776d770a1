import { createSocket } from '../../test/support/subscribe.ts'
import type { Server } from './server.ts'

/** A job and its integer id, the one in the REST dialects. */
export interface JobIds {
  id: string
  databaseId: number
}

/** Makes a managed repository and returns its global id. */
export async function createRepository(server: Server, input: Record<string, unknown>): Promise<string> {
  const { createRepository: made } = await server.graphql<{
    createRepository: { repository: { id: string } }
  }>('mutation ($input: CreateRepositoryInput!) { createRepository(input: $input) { repository { id } } }', {
    input,
  })
  return made.repository.id
}

/** Queues a backup. */
export async function startBackup(server: Server, repositoryId: string): Promise<JobIds> {
  const { startBackup: started } = await server.graphql<{ startBackup: { job: JobIds } }>(
    'mutation ($input: StartBackupInput!) { startBackup(input: $input) { job { id databaseId } } }',
    { input: { repositoryId } },
  )
  return started.job
}

/** Follows a job's progress over graphql-ws until it is over. @returns how long it ran, by its own record, in milliseconds */
export async function completed(server: Server, id: string): Promise<number> {
  const client = createSocket(server, server.token)
  const query = 'subscription ($id: ID!) { jobProgress(jobId: $id) { status percent currentFile } }'
  for await (const { errors } of client.iterate({ query, variables: { id } }))
    if (errors) throw new Error(JSON.stringify(errors))
  await client.dispose()
  const { job } = await server.graphql<{
    job: { status: string; startedAt: string; finishedAt: string; failure: object | null }
  }>('query ($id: ID!) { job(id: $id) { status startedAt finishedAt failure { code message } } }', { id })
  if (job.status !== 'COMPLETED') throw new Error(`The job ended ${JSON.stringify(job)}`)
  return Date.parse(job.finishedAt) - Date.parse(job.startedAt)
}
