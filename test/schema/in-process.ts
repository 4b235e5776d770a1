import { parse } from 'graphql'
import pg from 'pg'
import { streamLimitsOf } from '../../src/app-rules.ts'
import { loadConfig } from '../../src/config.ts'
import { CurrentRights } from '../../src/domain/accounts/current-rights.ts'
import { JobFeeds } from '../../src/domain/jobs/job-feeds.ts'
import { queuedProgress } from '../../src/domain/jobs/job-states.ts'
import { LogReader } from '../../src/domain/jobs/log-reader.ts'
import type { Viewer } from '../../src/domain/kernel/access.ts'
import { systemViewer, type World } from '../../src/domain/kernel/scope.ts'
import { defaultColumns } from '../../src/domain/repositories/repository-input.ts'
import { defaultOptions, storeOptions } from '../../src/domain/schedules/schedule-options.ts'
import { createEngine } from '../../src/http/engine.ts'
import type { Database } from '../../src/platform/database.ts'
import { embeddedWakeups } from '../../src/platform/embedded-wakeups.ts'
import { createContextFactory } from '../../src/schema/context.ts'
import { schema } from '../../src/schema/index.ts'
import { openTables } from '../support/database.ts'
import type { Answer } from '../support/server.ts'
import { makeFolder } from '../support/trees.ts'
import { makeWorld } from '../support/world.ts'

/** The schema on a database of its own, without a server and without Borg: for what is asked of the database. */
export interface InProcess extends AsyncDisposable {
  readonly world: World
  /** Runs a query as the server itself, or as somebody else. @throws Error with the errors when there are any */
  query(text: string, viewer?: Viewer): Promise<{ data: Answer['data']; statements: string[] }>
}

/** Opens one, with so many repositories: see {@link populate}. */
export async function openInProcess(repositories: number): Promise<InProcess> {
  const folder = makeFolder()
  const database = await openTables(folder.path)
  const { db } = database
  const world = makeWorld(database, embeddedWakeups(), folder.path)
  await populate(world, repositories)
  const rights = new CurrentRights(world)
  const followers = { feeds: new JobFeeds(world), log: new LogReader(db), rights }
  const facts = {
    version: '0',
    startedAt: 0,
    limits: streamLimitsOf(loadConfig({})),
    describeBorg: () => ({ capabilities: [], vulnerabilities: [] }),
    readMachine: () => Promise.reject(new Error('There is no machine here.')),
  }
  const createContext = createContextFactory(world, followers, facts)
  const engine = createEngine(schema, { introspection: true, report: () => {} })
  const recorded = await recordStatements(database)
  const { statements } = recorded
  return {
    world,
    async query(text, viewer = systemViewer) {
      statements.length = 0
      const { data, errors } = await engine.execute(parse(text), {}, createContext(viewer, ''))
      if (errors) throw new Error(JSON.stringify(errors))
      return { data, statements: [...statements] }
    },
    async [Symbol.asyncDispose]() {
      rights[Symbol.dispose]()
      world.settings[Symbol.dispose]()
      recorded[Symbol.dispose]()
      await database.close()
      folder[Symbol.dispose]()
    },
  }
}

/** Every statement from now on: each goes through this method of its driver, which may know it already. */
async function recordStatements({ isSqlite, em }: Database): Promise<{ statements: string[] } & Disposable> {
  type Driver = Record<string, (...arguments_: unknown[]) => unknown>
  const connection = em.getConnection() as unknown as { getNativeClient(): Promise<unknown> }
  const driver = (isSqlite ? await connection.getNativeClient() : pg.Client.prototype) as Driver
  const method = isSqlite ? 'prepare' : 'query'
  const original = driver[method]!
  const statements: string[] = []
  driver[method] = function (this: unknown, ...arguments_) {
    statements.push(String(arguments_[0]))
    return original.apply(this, arguments_)
  }
  return {
    statements,
    [Symbol.dispose]: () => {
      driver[method] = original
    },
  }
}

/**
 * `count` repositories, each with three jobs of a user and a schedule of its own, of which the last is a retry; and one
 * archive.
 */
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
    await db
      .insertInto('schedule')
      .values({
        id,
        kind: 'BACKUP',
        name: `schedule ${id}`,
        timezone: 'UTC',
        options: storeOptions(defaultOptions.BACKUP, null),
        createdById: id,
        createdAt: now,
        updatedAt: now,
      })
      .execute()
    await db
      .insertInto('schedule_repository')
      .values({ scheduleId: id, repositoryId: id, position: 0 })
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
          scheduleId: id,
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
