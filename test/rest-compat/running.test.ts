import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createRepository } from '../support/api.ts'
import { startTestServer } from '../support/server.ts'
import { makeFolder, makeTree } from '../support/trees.ts'
import { makeHeldBorg } from './fake-borg.ts'
import { createRest, dateText, errorText, keyOf, until, untilOver } from './rest.ts'

test('a backup that runs refuses another, is cancelled, and is retried', async () => {
  using folder = makeFolder()
  const sources = makeTree(join(folder.path, 'sources'), { files: 2, bytes: 1000 })
  const borg = makeHeldBorg(folder.path, 3)
  await using held = await startTestServer({ env: { BORG_PATH: borg.path } })
  const theirs = await createRest(held)
  const repository = join(folder.path, 'held')
  await createRepository(held, { name: 'held', path: repository, sourceDirectories: [sources] })
  const { job_id: id } = (await theirs('POST', '/api/backup/start', { json: { repository } })).body
  const running = await until(async () => {
    const { body } = await theirs('GET', `/api/backup/status/${id}`)
    return body.status === 'running' ? body : undefined
  })
  expect(running).toMatchObject({
    completed_at: null,
    logs: null,
    error_message: null,
    started_at: dateText,
  })

  const busy = {
    key: 'backend.errors.jobs.repositoryOperationActive',
    params: {
      repository_id: 1,
      repository,
      requested_operation: 'backup',
      active_operation: 'backup',
      active_operation_class: 'repository_write',
      active_job_table: 'backup_jobs',
      active_job_id: id,
      active_status: 'running',
    },
  }
  const second = await theirs('POST', '/api/backup/run', { json: { repository } })
  expect([second.status, second.body.detail]).toEqual([409, busy])
  const removal = await theirs('DELETE', '/api/repositories/1')
  expect([removal.status, removal.body.detail]).toEqual([
    409,
    { ...busy, params: { ...busy.params, requested_operation: 'repository.delete' } },
  ])
  const early = await theirs('POST', `/api/backup/jobs/${id}/retry`)
  expect([early.status, keyOf(early)]).toEqual([400, 'backup.retryOnlyTerminalFailedCancelled'])

  // A second one, queued through GraphQL, is pending: that can be cancelled too.
  const { data } = await held.graphql(
    'mutation ($id: ID!) { startBackup(input: { repositoryId: $id }) { job { databaseId } } }',
    { id: Buffer.from('ManagedRepository:1').toString('base64') },
  )
  const pending = data.startBackup.job.databaseId
  expect((await theirs('POST', `/api/backup/cancel/${pending}`)).body).toEqual({
    message: 'backend.success.backup.backupCancelled',
    process_terminated: false,
  })

  expect((await theirs('POST', `/api/backup/cancel/${id}`)).body).toEqual({
    message: 'backend.success.backup.backupCancelled',
    process_terminated: true,
  })
  expect((await theirs('GET', `/api/backup/status/${id}`)).body).toMatchObject({
    status: 'cancelled',
    completed_at: dateText,
    error_message: errorText('backup.cancelledByUser'),
  })
  const again = await theirs('POST', `/api/backup/cancel/${id}`)
  expect([again.status, keyOf(again)]).toEqual([400, 'backup.canOnlyCancelRunningJobs'])

  borg.release()
  const retried = await theirs('POST', `/api/backup/jobs/${id}/retry`)
  expect(retried.status).toBe(202)
  expect(retried.body).toEqual({
    job_id: pending + 1,
    status: 'pending',
    message: 'Backup job retry started',
    retry_attempt: 2,
    retry_original_job_id: id,
    retry_source_job_id: id,
    retry_requested_by_user_id: 1,
    retry_requested_at: dateText,
  })
  const done = await untilOver(theirs, pending + 1)
  expect(done).toMatchObject({
    status: 'completed',
    triggered_by: 'manual',
    retry_attempt: 2,
    retry_original_job_id: id,
    retry_source_job_id: id,
    retry_requested_by_user_id: 1,
  })

  // Only now the repository may go; its jobs stay, without it.
  expect((await theirs('DELETE', '/api/repositories/1')).status).toBe(200)
  expect(existsSync(join(repository, 'config'))).toBe(true)
  expect((await theirs('GET', `/api/backup/status/${id}`)).body).toMatchObject({
    repository: null,
    status: 'cancelled',
  })
  const orphan = await theirs('POST', `/api/backup/jobs/${id}/retry`)
  expect([orphan.status, keyOf(orphan)]).toEqual([400, 'backup.retryRequestNotReconstructable'])
})
