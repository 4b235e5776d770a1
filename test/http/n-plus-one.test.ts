import type { Database } from 'better-sqlite3'
import { parse } from 'graphql'
import { expect, it } from 'vitest'
import { CurrentRights } from '../../src/domain/current-rights.ts'
import { JobFeeds } from '../../src/domain/job-feeds.ts'
import { LogReader } from '../../src/domain/job-log.ts'
import { queuedProgress } from '../../src/domain/job-states.ts'
import { createPasswords } from '../../src/domain/passwords.ts'
import { defaultColumns } from '../../src/domain/repository-input.ts'
import { systemViewer, type World } from '../../src/domain/scope.ts'
import { createSealer } from '../../src/domain/sealed.ts'
import { createTokens } from '../../src/domain/tokens.ts'
import { createEngine } from '../../src/http/engine.ts'
import { openDatabase } from '../../src/platform/database.ts'
import { embeddedWakeups } from '../../src/platform/embedded-wakeups.ts'
import { createContextFactory } from '../../src/schema/context.ts'
import { schema } from '../../src/schema/index.ts'
import { makeFolder } from '../support/trees.ts'

const secretKey = 'a secret key of at least 32 characters'

/** `count` repositories, each with three jobs of a user of its own, of which the last is a retry; and one archive. */
async function populate({ db }: World, count: number): Promise<void> {
  const now = Date.now()
  for (let id = 1; id <= count; id += 1) {
    await db
      .insertInto('user_account')
      .values({ id, username: `user-${id}`, passwordHash: '', role: 'VIEWER', createdAt: now })
      .execute()
    await db
      .insertInto('repository')
      .values({
        ...defaultColumns,
        id,
        kind: 'MANAGED',
        state: 'READY',
        name: `repository ${id}`,
        path: `/srv/${id}`,
        encryption: 'NONE',
        createdAt: now,
        updatedAt: now,
      })
      .execute()
    await db
      .insertInto('repository_grant')
      .values({ userId: id, repositoryId: id, role: 'VIEWER', createdAt: now })
      .execute()
    await db
      .insertInto('archive')
      .values({ repositoryId: id, borgId: `${id}`, name: `archive ${id}`, startedAt: now })
      .execute()
    for (const [index, trigger] of (['MANUAL', 'MANUAL', 'RETRY'] as const).entries())
      await db
        .insertInto('job')
        .values({
          id: id * 3 + index,
          kind: 'BACKUP',
          status: 'COMPLETED',
          trigger,
          retryOfId: trigger === 'RETRY' ? id * 3 : null,
          repositoryId: id,
          repositoryPath: `/srv/${id}`,
          pool: 'default',
          requestedById: id,
          cancelRequestedById: id,
          cancelRequestedAt: now,
          archiveName: `archive ${id}`,
          createdAt: now,
          changedAt: now,
          progress: JSON.stringify(queuedProgress(now)),
        })
        .execute()
  }
}

/** Runs a query on a database with so many repositories. @returns what it answered, and the statements that it took */
async function run(query: string, count: number) {
  using folder = makeFolder()
  const database = await openDatabase({ dataDir: folder.path })
  try {
    const world: World = {
      em: database.em,
      db: database.db,
      wakeups: embeddedWakeups(),
      sealer: createSealer(secretKey),
      tokens: createTokens(secretKey),
      passwords: createPasswords({ maxFailures: 5, lockoutSeconds: 60 }),
      limits: { tokenLifetime: 60_000, repositoriesDir: folder.path },
    }
    await populate(world, count)
    using rights = new CurrentRights(world)
    const followers = { feeds: new JobFeeds(world), log: new LogReader(world.db), rights }
    const facts = {
      version: '0',
      startedAt: 0,
      describeBorg: () => ({ capabilities: [], vulnerabilities: [] }),
    }
    const createContext = createContextFactory(world, followers, facts)
    const engine = createEngine(schema, { introspection: true, report: bug => expect(bug).toBeUndefined() })

    const connection = database.em.getConnection() as unknown as { getNativeClient(): Promise<Database> }
    const native = await connection.getNativeClient()
    const statements: string[] = []
    const prepare = native.prepare.bind(native)
    native.prepare = ((sql: string) => {
      statements.push(sql)
      return prepare(sql)
    }) as typeof native.prepare
    const { data, errors } = await engine.execute(parse(query), {}, createContext(systemViewer, ''))
    expect(errors).toBeUndefined()
    return { data: data as Record<string, { edges: unknown[] }>, statements }
  } finally {
    await database.close()
  }
}

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
  [
    'the grants of many users',
    '{ users(first: 100) { edges { node { username repositoryGrants { repository { name } } } } } }',
    3,
  ],
])('%s takes as many statements for 100 repositories as for 10', async (_what, query, atMost) => {
  const few = await run(query, 10)
  const many = await run(query, 100)
  const [field] = Object.keys(many.data)
  expect(many.data[field!]!.edges).toHaveLength(100)
  expect(few.data[field!]!.edges.length).toBeGreaterThanOrEqual(10)
  expect(few.statements.length).toBeGreaterThan(1)
  expect(many.statements).toHaveLength(few.statements.length)
  expect(many.statements.length, many.statements.join('\n')).toBeLessThanOrEqual(atMost)
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
  const few = await run(nodes(1), 100)
  const many = await run(nodes(100), 100)
  expect(many.data.nodes).toHaveLength(200)
  expect(many.statements).toHaveLength(few.statements.length)
})
