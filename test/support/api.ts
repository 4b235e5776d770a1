import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, TestServer } from './server.ts'

export const terminal = ['COMPLETED', 'COMPLETED_WITH_WARNINGS', 'FAILED', 'CANCELLED']

/** The data of an answer. @throws Error with the errors when there are any */
export function expectData(answer: Answer): Answer['data'] {
  if (answer.errors) throw new Error(JSON.stringify(answer.errors, null, 2))
  return answer.data
}

/** Makes a managed repository and returns its global id. */
export async function createRepository(
  server: TestServer,
  input: { name: string; path: string; sourceDirectories: string[] } & Record<string, unknown>,
): Promise<string> {
  const data = expectData(
    await server.graphql(
      'mutation ($input: CreateRepositoryInput!) { createRepository(input: $input) { repository { id } } }',
      { input: { encryption: 'NONE', ...input } },
    ),
  )
  return data.createRepository.repository.id
}

/** Queues a backup and returns the global id of its job. */
export async function startBackup(
  server: TestServer,
  repositoryId: string,
  input: object = {},
  token?: string,
): Promise<string> {
  const data = expectData(
    await server.graphql(
      'mutation ($input: StartBackupInput!) { startBackup(input: $input) { job { id } } }',
      { input: { repositoryId, ...input } },
      token,
    ),
  )
  return data.startBackup.job.id
}

export const jobFields = `
  id databaseId status exitCode archiveName: __typename
  ... on BackupJob { archiveName archive { name borgId } }
  progress { status phase percent isEstimate originalSize totalExpectedSize fileCount currentFile }
  failure { code message remedy }
  cancellation { requestedAt outcome }
`.replace('archiveName: __typename', '')

/** One job with {@link jobFields}. */
export async function getJob(server: TestServer, id: string): Promise<Answer['data']> {
  const data = expectData(await server.graphql(`query ($id: ID!) { job(id: $id) { ${jobFields} } }`, { id }))
  return data.job
}

/** Waits until a job satisfies a condition. @throws Error after `timeout` milliseconds */
export async function waitForJob(
  server: TestServer,
  id: string,
  condition: (job: Answer['data']) => boolean = job => terminal.includes(job.status),
  timeout = 60_000,
): Promise<Answer['data']> {
  const deadline = Date.now() + timeout
  for (;;) {
    const job = await getJob(server, id)
    if (condition(job)) return job
    if (Date.now() > deadline) throw new Error(`Still ${JSON.stringify(job)}\n${server.output()}`)
    await sleep(50)
  }
}

/** The whole log, page by page. */
export async function readLog(
  server: TestServer,
  id: string,
): Promise<{ number: number; content: string; text: string; source: string }[]> {
  const lines = []
  for (let after = 0; ; ) {
    const data = expectData(
      await server.graphql(
        'query ($id: ID!, $after: Int!) { job(id: $id) { log(first: 1000, after: $after) { lines { number content text source } endCursor hasNextPage } } }',
        { id, after },
      ),
    )
    lines.push(...data.job.log.lines)
    if (!data.job.log.hasNextPage) return lines
    after = data.job.log.endCursor
  }
}

/** Waits until a repository has neither queued nor running work. */
export async function untilIdle(server: TestServer, repositoryId: string): Promise<void> {
  const query = `query ($id: ID!) {
    jobs(first: 100, filter: { repositoryId: $id, statuses: [PENDING, RUNNING] }) { edges { node { id } } }
  }`
  const { jobs } = expectData(await server.graphql(query, { id: repositoryId }))
  for (const { node } of jobs.edges) await waitForJob(server, node.id)
}
