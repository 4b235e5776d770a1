import { afterAll, beforeAll, expect, it } from 'vitest'
import { type InProcess, openInProcess } from '../schema/in-process.ts'

let few: InProcess
let many: InProcess
beforeAll(async () => {
  few = await openInProcess(10)
  many = await openInProcess(100)
})
afterAll(async () => {
  await few[Symbol.asyncDispose]()
  await many[Symbol.asyncDispose]()
})

const job = 'id status progress { phase } requestedBy { username } repository { name } retryOf { id }'
const repositories = (selection: string) => `{ repositories(first: 100) { edges { node { ${selection} } } } }`

it.each([
  ['the latest job of each repository', repositories(`name latestJob { ${job} }`), 5],
  [
    'the first page of jobs of each repository',
    repositories(`name jobs(first: 1) { edges { node { ${job} } } pageInfo { hasNextPage } }`),
    5,
  ],
  ['three pages of jobs of each repository', repositories(`name jobs { edges { node { ${job} } } }`), 5],
  ['the health of each repository', repositories('health { status staleAt repository { name } }'), 3],
  [
    'the ways by which each user is told',
    '{ users(first: 100) { edges { node { alertSettings { webhookUrl } } } } }',
    2,
  ],
  [
    'the archives of each repository',
    repositories(
      '... on ManagedRepository { archiveCount latestJob { ... on BackupJob { archive { name } } } }',
    ),
    4,
  ],
  [
    'everything about many jobs',
    `{ jobs(first: 100) { edges { node { ${job} cancellation { requestedBy { username } } ... on BackupJob { archive { name } } } } } }`,
    5,
  ],
  ['the schedules of many jobs', '{ jobs(first: 100) { edges { node { schedule { name } } } } }', 2],
  [
    'the schedule of each repository',
    repositories('... on ManagedRepository { backupSchedule { name } checkSchedule { timezone } }'),
    2,
  ],
  [
    'many schedules',
    '{ schedules(first: 100) { edges { node { name repositories { name } createdBy { username } lastSkip { dueAt } } } } }',
    3,
  ],
  [
    'the grants of many users',
    '{ users(first: 100) { edges { node { username repositoryGrants { repository { name } } } } } }',
    3,
  ],
])('%s takes as many statements for 100 repositories as for 10', async (_what, query, atMost) => {
  const ofFew = await few.query(query)
  const ofMany = await many.query(query)
  const [field] = Object.keys(ofMany.data)
  expect(ofMany.data[field!].edges).toHaveLength(100)
  expect(ofFew.data[field!].edges.length).toBeGreaterThanOrEqual(10)
  expect(ofFew.statements.length).toBeGreaterThan(1)
  expect(ofMany.statements).toHaveLength(ofFew.statements.length)
  expect(ofMany.statements.length, ofMany.statements.join('\n')).toBeLessThanOrEqual(atMost)
})

it('finds many nodes as it finds one', async () => {
  const nodes = (count: number) => {
    const ids = Array.from({ length: count }, (_nothing, index) =>
      [`ManagedRepository:${index + 1}`, `BackupJob:${index + 3}`].map(id =>
        Buffer.from(id).toString('base64'),
      ),
    ).flat()
    return `{ nodes(ids: ${JSON.stringify(ids)}) { id __typename } }`
  }
  const one = await many.query(nodes(1))
  const all = await many.query(nodes(100))
  expect(all.data.nodes).toHaveLength(200)
  expect(one.statements.length).toBeGreaterThan(1)
  expect(all.statements).toHaveLength(one.statements.length)
})

it('shows a dashboard of any size in a handful of statements', async () => {
  const query =
    '{ dashboard { repositoryCount archiveCount totalSize criticalCount recentJobs { status count } } }'
  await few.query(query)
  const ofFew = await few.query(query)
  const ofMany = await many.query(query)
  expect(ofMany.data.dashboard).toMatchObject({
    repositoryCount: 100,
    archiveCount: 100,
    criticalCount: 100,
    recentJobs: [{ status: 'COMPLETED', count: 300 }],
  })
  expect(ofFew.data.dashboard.repositoryCount).toBe(10)
  // The settings may be read anew.
  expect(ofMany.statements.length, ofMany.statements.join('\n')).toBeLessThanOrEqual(4)
})
