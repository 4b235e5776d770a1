import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { canMount } from '../fixtures/fuse.ts'
import { makePlace } from '../fixtures/journeys.ts'
import { until } from '../fixtures/processes.ts'
import { mutate } from '../http/mutate.ts'
import { createRepository, expectData, startBackup, waitForJob } from '../support/api.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { startTestServer } from '../support/server.ts'
import { makeTree } from '../support/trees.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres[Symbol.asyncDispose]())

it.skipIf(!canMount)(
  'what a worker had mounted that is lost stands in nobody’s way',
  async () => {
    await using place = makePlace()
    const env = {
      DATABASE_URL: await postgres.createDatabase(),
      SECRET_KEY: 'k'.repeat(40),
      WORKER_LEASE_SECONDS: '5',
    }
    await using lost = await startTestServer({ env })
    await using stays = await startTestServer({ env: { ...env, WORKER_POOLS: 'other' } })
    const repositoryId = await createRepository(lost, {
      name: 'home',
      path: place.at('home'),
      sourceDirectories: [makeTree(place.at('source'), { files: 3, bytes: 100 })],
    })
    await waitForJob(lost, await startBackup(lost, repositoryId, { archiveName: 'first' }))
    const { mount } = await mutate(
      lost,
      'mountArchive',
      { repositoryId, archiveName: 'first' },
      'mount { mountPoint }',
    )
    const isMounted = () => readFileSync('/proc/self/mounts', 'utf8').includes(mount.mountPoint)
    expect(isMounted()).toBe(true)
    await mutate(stays, 'updateRepository', { repositoryId, pool: 'other' })
    await lost.kill()
    await until(() => !isMounted(), 'it is unmounted')
    await until(async () => {
      const { mounts } = expectData(await stays.graphql('{ mounts { edges { node { id } } } }'))
      return mounts.edges.length === 0
    }, 'it is forgotten')
    expect(await waitForJob(stays, await startBackup(stays, repositoryId))).toMatchObject({
      status: 'COMPLETED',
    })
  },
  120_000,
)
