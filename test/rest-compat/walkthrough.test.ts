import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { createRepository } from '../support/api.ts'
import { startTestServer } from '../support/server.ts'
import { makeFolder, makeTree } from '../support/trees.ts'

test('the public page’s curl commands run as they stand', async () => {
  using folder = makeFolder()
  await using server = await startTestServer()
  const repository = join(folder.path, 'server1')
  await createRepository(server, {
    name: 'server1',
    path: repository,
    sourceDirectories: [makeTree(join(folder.path, 'sources'), { files: 30, bytes: 500 })],
  })

  const { stdout, stderr } = await promisify(execFile)(
    'bash',
    [join(import.meta.dirname, 'walkthrough.sh')],
    {
      cwd: folder.path,
      env: {
        PATH: process.env.PATH,
        WALKTHROUGH_URL: server.url,
        WALKTHROUGH_USER: 'admin',
        WALKTHROUGH_PASSWORD: server.adminPassword,
        WALKTHROUGH_REPOSITORY: repository,
      },
    },
  )

  expect(stderr).toBe('')
  const [start, run, status, log] = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(start).toEqual({ job_id: 1, status: 'pending', message: 'Backup job started' })
  expect(run).toEqual({ job_id: 2, status: 'pending', message: 'Backup job started' })
  expect(status).toMatchObject({
    id: 1,
    repository,
    status: 'completed',
    progress: 100,
    error_message: null,
    logs: 'Logs saved to: backup_job_1_logs.txt',
    progress_details: { progress_percent: 100, nfiles: 30 },
  })
  expect(log).toMatchObject({
    job_id: 1,
    status: 'completed',
    has_more: false,
    total_lines: log.lines.length,
  })
  expect(
    log.lines.filter((line: { content: string }) => line.content.includes('"file_status"')),
  ).toHaveLength(30)
  const downloaded = readFileSync(join(folder.path, 'backup_job_1_logs.txt'), 'utf8')
  expect(downloaded).toBe(log.lines.map((line: { content: string }) => `${line.content}\n`).join(''))
})
