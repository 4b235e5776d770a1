import { once } from 'node:events'
import { get } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRepository } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeFolder, makeTree } from '../support/trees.ts'
import { makeHeldBorg } from './fake-borg.ts'
import { createRest, keyOf, type Rest, until, untilOver } from './rest.ts'

const lineCount = 12_000
const folder = makeFolder()
const borg = makeHeldBorg(folder.path, lineCount)
const repository = join(folder.path, 'repository')
let server: TestServer
let rest: Rest
let jobId: number

beforeAll(async () => {
  server = await startTestServer({ env: { BORG_PATH: borg.path } })
  rest = await createRest(server)
  const sourceDirectories = [makeTree(join(folder.path, 'sources'), { files: 2, bytes: 100 })]
  await createRepository(server, { name: 'held', path: repository, sourceDirectories })
  jobId = (await rest('POST', '/api/backup/start', { json: { repository } })).body.job_id
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const poll = async (offset: number | string) =>
  (await rest('GET', `/api/backup/logs/${jobId}/stream?offset=${offset}`)).body
const held = (line: { content: string }) => /"held\/(\d+)"/.exec(line.content)?.[1]

test('lines are there while the job runs, and a client that passes the last total_lines misses none', async () => {
  const seen: { line_number: number; content: string }[] = []
  let [offset, answers] = [0, 0]
  await until(async () => {
    const page = await poll(offset)
    expect(page.status).toMatch(/^(pending|running)$/)
    expect(page.lines.length).toBeLessThanOrEqual(5000)
    if (page.has_more) expect(page.total_lines).toBe(offset + page.lines.length)
    seen.push(...page.lines)
    offset = page.total_lines
    answers += 1
    return seen.filter(held).length === lineCount || undefined
  })
  expect(seen.map(line => line.line_number)).toEqual(seen.map((_line, index) => index + 1))
  expect(seen.filter(held).map(held)).toEqual(
    Array.from({ length: lineCount }, (_none, index) => String(index + 1)),
  )
  expect(answers).toBeGreaterThan(2)

  const refused = await rest('GET', `/api/backup/logs/${jobId}/download`)
  expect([refused.status, keyOf(refused)]).toEqual([400, 'backup.cannotDownloadLogsForRunningBackup'])
})

test('a long log is answered in parts that say so', async () => {
  borg.release()
  expect(await untilOver(rest, jobId)).toMatchObject({ status: 'completed' })
  const first = await poll(0)
  expect([first.lines.length, first.total_lines, first.has_more]).toEqual([5000, 5000, true])
  const last = await poll(12_000)
  expect(last.has_more).toBe(false)
  expect(last.lines.at(-1).line_number).toBe(last.total_lines)
  const beyond = await poll(1_000_000)
  expect([beyond.lines, beyond.total_lines, beyond.has_more]).toEqual([[], last.total_lines, false])
  expect((await poll(-7)).lines[0].line_number).toBe(1)
  expect((await poll('9'.repeat(30))).lines).toEqual([])
})

test('the download is the whole log, for whoever has a token', async () => {
  const token = await server.token()
  const byLink = await rest('GET', `/api/backup/logs/${jobId}/download?token=${token}`, { token: null })
  expect(byLink.status).toBe(200)
  expect(byLink.headers.get('content-disposition')).toBe(
    `attachment; filename="backup_job_${jobId}_logs.txt"`,
  )
  const { total_lines } = await poll(1_000_000)
  expect(byLink.text.split('\n')).toHaveLength(total_lines + 1)
  const page = await poll(6000)
  expect(byLink.text).toContain(page.lines.map((line: { content: string }) => line.content).join('\n'))

  const none = await rest('GET', `/api/backup/logs/${jobId}/download`, { token: null })
  expect([none.status, keyOf(none), none.headers.get('www-authenticate')]).toEqual([
    401,
    'auth.invalidOrExpiredToken',
    null,
  ])
  const bad = await rest('GET', `/api/backup/logs/${jobId}/download?token=${token}`, { token: 'bad' })
  expect(bad.status).toBe(401)
  const elsewhere = await rest('GET', `/api/backup/logs/${jobId}/stream?token=${token}`, { token: null })
  expect(elsewhere.status).toBe(401)
})

test('a download that nobody takes any more harms nobody', async () => {
  const headers = { authorization: `Bearer ${await server.token()}` }
  const request = get(`${server.url}/api/backup/logs/${jobId}/download`, { headers })
  const [response] = await once(request, 'response')
  response.destroy()
  await once(response, 'close')
  expect((await rest('GET', `/api/backup/logs/${jobId}/download`)).status).toBe(200)
  expect(server.output()).not.toMatch(/"level":(50|60)/)
})

test('a job that never ran has no log to download', async () => {
  const answer = await rest('GET', '/api/backup/logs/999/download')
  expect([answer.status, keyOf(answer)]).toEqual([404, 'backup.backupJobNotFound'])
})
