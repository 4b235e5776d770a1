import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { evaluateHealth } from '../../../src/domain/health/evaluate-health.ts'
import {
  restartObjective,
  setHealthObjective,
  writeObjective,
} from '../../../src/domain/health/objectives.ts'
import { type Scope, systemViewer } from '../../../src/domain/kernel/scope.ts'
import { type InProcess, openInProcess } from '../../schema/in-process.ts'

let server: InProcess
let scope: Scope
beforeAll(async () => {
  server = await openInProcess(3)
  scope = { ...server.world, viewer: systemViewer }
})
afterAll(() => server[Symbol.asyncDispose]())
beforeEach(async () => {
  for (const table of ['alert_delivery', 'alert_settings', 'repository_health', 'hosted_repository'] as const)
    await scope.db.deleteFrom(table).execute()
  await scope.db.updateTable('repository').set({ lastBackupAt: null, kind: 'MANAGED' }).execute()
})

const hour = 3_600_000
const start = Date.parse('2026-06-01T12:00:00Z')

/** User n may see repository n; this one hears by a webhook. */
const listen = (userId: number) =>
  scope.db
    .insertInto('alert_settings')
    .values({ userId, webhookEnabled: 1, webhookUrl: 'https://example.org/', updatedAt: 0 })
    .execute()

const backUp = (id: number, at: number) =>
  scope.db.updateTable('repository').set({ lastBackupAt: at }).where('id', '=', id).execute()

const health = (repositoryId: number) =>
  scope.db
    .selectFrom('repository_health')
    .selectAll()
    .where('repositoryId', '=', repositoryId)
    .executeTakeFirstOrThrow()

/** What was queued since it was last asked: who is told what of which repositories. */
async function news() {
  const rows = await scope.db.selectFrom('alert_delivery').selectAll().orderBy('id').execute()
  await scope.db.deleteFrom('alert_delivery').execute()
  return rows.map(({ userId, kind, content }) => [
    userId,
    kind,
    (JSON.parse(content) as { repositories: { id: number }[] }).repositories.map(({ id }) => id),
  ])
}

/** A hosted repository that uses so much of its quota of 100 bytes. */
async function host(repositoryId: number, sizeOnDisk: number, archived: number | null = null) {
  await scope.db.updateTable('repository').set({ kind: 'HOSTED' }).where('id', '=', repositoryId).execute()
  const row = { alias: 'theirs', comment: '', keyType: '', keyData: '', keyComment: '', quota: 100 }
  await scope.db
    .insertInto('hosted_repository')
    .values({ ...row, repositoryId, keyFingerprint: `${repositoryId}`, sizeOnDisk, archived })
    .onConflict(conflict => conflict.column('repositoryId').doUpdateSet({ sizeOnDisk, archived }))
    .execute()
}

it('tells once that a repository is late, again after a while, and once that it is over', async () => {
  await listen(1)
  await writeObjective(scope.db, 1, 3600, start)
  const look = (hours: number) => evaluateHealth(scope, null, start + hours * hour)
  await look(1)
  expect(await health(1)).toMatchObject({ status: 'UNKNOWN', since: start, checkedAt: start + hour })
  expect(await news()).toEqual([])
  await look(1.01)
  expect(await health(1)).toMatchObject({ status: 'STALE', since: start + 1.01 * hour, alerted: 1 })
  expect(await news()).toEqual([[1, 'STALE', [1]]])
  for (const hours of [2, 10, 26]) await look(hours)
  expect(await news()).toEqual([])
  await look(26.1)
  expect(await news()).toEqual([[1, 'STALE', [1]]])
  await backUp(1, start + 27 * hour)
  for (const hours of [27, 27.1, 27.2]) await look(hours)
  expect(await health(1)).toMatchObject({ status: 'HEALTHY', since: start + 27 * hour, alerted: 0 })
  expect(await news()).toEqual([[1, 'RECOVERED', [1]]])
})

it('tells nobody of a recovery when nobody had heard of the trouble', async () => {
  await writeObjective(scope.db, 1, 3600, start)
  await evaluateHealth(scope, null, start + 2 * hour)
  expect(await health(1)).toMatchObject({ status: 'STALE', alerted: 0, lastAlertAt: start + 2 * hour })
  await listen(1)
  await backUp(1, start + 2 * hour)
  await evaluateHealth(scope, null, start + 2 * hour)
  expect(await health(1)).toMatchObject({ status: 'HEALTHY' })
  expect(await news()).toEqual([])
})

it('tells each user of all their repositories in one message, and of no other', async () => {
  for (const user of [1, 2, 3]) await listen(user)
  await scope.db.updateTable('user_account').set({ role: 'ADMIN' }).where('id', '=', 3).execute()
  await scope.db.updateTable('user_account').set({ isActive: 0 }).where('id', '=', 2).execute()
  for (const id of [1, 2]) await writeObjective(scope.db, id, 3600, start)
  await evaluateHealth(scope, null, start + 2 * hour)
  expect(await news()).toEqual([
    [1, 'STALE', [1]],
    [3, 'STALE', [1, 2]],
  ])
  await scope.db.updateTable('user_account').set({ role: 'VIEWER', isActive: 1 }).execute()
})

it('is done once, however many look at the same time', async () => {
  await listen(1)
  await writeObjective(scope.db, 1, 3600, start)
  await Promise.all(Array.from({ length: 8 }, () => evaluateHealth(scope, null, start + 2 * hour)))
  expect(await news()).toEqual([[1, 'STALE', [1]]])
})

it('leaves archived repositories alone', async () => {
  await listen(1)
  await host(1, 99, 1)
  await writeObjective(scope.db, 1, 3600, start)
  expect(await evaluateHealth(scope, null, start + 2 * hour)).toBe(0)
  expect(await health(1)).toMatchObject({ status: 'UNKNOWN', checkedAt: null })
  expect(await news()).toEqual([])
})

it('gives a repository time again that was out of use', async () => {
  await listen(1)
  await host(1, 10)
  await writeObjective(scope.db, 1, 3600, start)
  await restartObjective(scope.db, 1)
  await evaluateHealth(scope, null)
  expect(await health(1)).toMatchObject({ status: 'UNKNOWN' })
  expect(await news()).toEqual([])
})

it('tells that storage is nearly full, and that it is not any more', async () => {
  await listen(1)
  await writeObjective(scope.db, 1, null, start)
  const look = async (percent: number, hours: number) => {
    await host(1, percent)
    await evaluateHealth(scope, [1], start + hours * hour)
    return (await news()).map(([, kind]) => kind)
  }
  expect(await look(89, 1)).toEqual([])
  expect(await look(90, 2)).toEqual(['STORAGE_NEARLY_FULL'])
  expect(await look(86, 3)).toEqual([])
  expect(await look(86, 28)).toEqual(['STORAGE_NEARLY_FULL'])
  expect(await look(84, 29)).toEqual(['STORAGE_RECOVERED'])
  expect(await look(84, 30)).toEqual([])
})

it('gives time again with another objective, and forgets the trouble with none', async () => {
  await listen(1)
  await writeObjective(scope.db, 1, 3600, start)
  await evaluateHealth(scope, null, start + 2 * hour)
  await writeObjective(scope.db, 1, 3600, start + 2 * hour)
  expect(await health(1)).toMatchObject({ status: 'STALE' })
  await writeObjective(scope.db, 1, 7200, start + 2 * hour)
  await evaluateHealth(scope, null, start + 3 * hour)
  expect(await health(1)).toMatchObject({ status: 'UNKNOWN', since: start + 2 * hour, alerted: 1 })
  await writeObjective(scope.db, 1, 0, start + 3 * hour)
  await evaluateHealth(scope, null, start + 30 * hour)
  expect(await health(1)).toMatchObject({ status: 'UNKNOWN', alerted: 0, freshnessSeconds: 0 })
})

it('says at once how a repository stands against a new objective', async () => {
  await backUp(1, Date.now() - hour)
  expect(await setHealthObjective(scope, 1, 7200)).toMatchObject({
    status: 'HEALTHY',
    freshnessSeconds: 7200,
  })
  const { data } = await server.query(
    '{ repositories { edges { node { health { status staleAt freshnessSeconds repository { databaseId } } } } } }',
  )
  expect(data.repositories.edges.map(({ node }: { node: object }) => node)).toEqual([
    {
      health: {
        status: 'HEALTHY',
        staleAt: expect.any(String),
        freshnessSeconds: 7200,
        repository: { databaseId: 1 },
      },
    },
    ...[2, 3].map(databaseId => ({
      health: { status: 'UNKNOWN', staleAt: null, freshnessSeconds: null, repository: { databaseId } },
    })),
  ])
})
