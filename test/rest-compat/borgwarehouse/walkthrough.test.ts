import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { startTestServer } from '../../support/server.ts'
import { freshPublicKey } from '../../support/ssh-keys.ts'
import { makeKey } from './client.ts'

test('the public page’s curl commands run as they stand', async () => {
  await using server = await startTestServer({ env: { CRONJOB_KEY: 'cron-key' } })
  const key = freshPublicKey()
  const { stdout, stderr } = await promisify(execFile)(
    'bash',
    [join(import.meta.dirname, 'walkthrough.sh')],
    {
      env: {
        PATH: process.env.PATH,
        BASE_URL: server.url,
        CRONJOB_KEY: 'cron-key',
        YOUR_API_KEY: await makeKey(server, 'CREATE', 'READ', 'UPDATE', 'DELETE'),
        SSH_KEY: key,
      },
    },
  )
  expect(stderr).toBe('')
  const [version, status, storage, made, list, one, changed, after, deleted] = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(version).toEqual({ version: '2.4.4' })
  expect(status.success).toMatch(/^Status cron has been executed\./)
  expect(storage.success).toBeTruthy()
  expect(made).toEqual({ id: 1, repositoryName: expect.stringMatching(/^[a-f0-9]{8}$/) })
  expect(list).toEqual({ repoList: [one.repo] })
  expect(one.repo).toMatchObject({ id: 1, alias: 'MyRepoAlias', storageSize: 100, sshPublicKey: key })
  expect(changed).toEqual({ message: 'success' })
  expect(after.repo).toEqual({
    ...one.repo,
    alias: 'UpdatedRepoAlias',
    storageSize: 200,
    comment: 'Updated comment',
    lanCommand: false,
    appendOnlyMode: true,
  })
  expect(deleted).toEqual({ message: 'success' })
})
