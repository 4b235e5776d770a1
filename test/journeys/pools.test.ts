import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { makePlace } from '../fixtures/journeys.ts'
import { until } from '../fixtures/processes.ts'
import { mutate } from '../http/mutate.ts'
import { createRepository, getJob, startBackup, waitForJob } from '../support/api.ts'
import { createDatabase, itOn } from '../support/database.ts'
import { startTestServer } from '../support/server.ts'
import { makeTree } from '../support/trees.ts'

vi.setConfig({ testTimeout: 180_000 })
const it = itOn('PostgreSQL', 'SQLite serves one process')

it('jobs run in the pool of their repository, and follow it to another one while they wait', async () => {
  await using place = makePlace()
  const env = { DATABASE_URL: await createDatabase(), SECRET_KEY: 'k'.repeat(40) }
  await using near = await startTestServer({ env: { ...env, WORKER_POOLS: 'near' } })
  await using far = await startTestServer({ env: { ...env, WORKER_POOLS: 'far,spare' } })
  /** By their spools. */
  const whoRan = ({ databaseId }: { databaseId: number }) =>
    [near, far].filter(({ dataDir }) => existsSync(join(dataDir, 'spool', String(databaseId))))
  const repositoryId = await createRepository(far, {
    name: 'home',
    path: place.at('home'),
    sourceDirectories: [makeTree(place.at('source'), { files: 3, bytes: 100 })],
    pool: 'near',
  })
  const first = await waitForJob(far, await startBackup(far, repositoryId))
  expect(first.status).toBe('COMPLETED')
  expect(whoRan(first)).toEqual([near])

  await mutate(far, 'updateRepository', { repositoryId, pool: 'closed' })
  const id = await startBackup(far, repositoryId)
  const gauge = async (name: string) => {
    const text = await (await fetch(`${far.url}/metrics`)).text()
    return new RegExp(`^vinculum_${name}\\{pool="closed"\\} (.*)$`, 'm').exec(text)?.[1]
  }
  expect(await gauge('queue_depth')).toBe('1')
  expect(await gauge('workers')).toBe('0')
  expect(await gauge('heartbeat_age_seconds')).toBe('+Inf')
  await until(async () => Number(await gauge('queue_age_seconds')) > 0.5, 'it has waited')
  // Both workers have looked at the queue meanwhile.
  expect((await getJob(far, id)).status).toBe('PENDING')

  await mutate(far, 'updateRepository', { repositoryId, pool: 'spare' })
  const moved = await waitForJob(far, id)
  expect(moved.status).toBe('COMPLETED')
  expect(whoRan(moved)).toEqual([far])
})
