import { existsSync } from 'node:fs'
import { expect, vi } from 'vitest'
import { makePlace, startGatedBackup } from '../fixtures/journeys.ts'
import { mutate } from '../http/mutate.ts'
import { getJob, readLog, startBackup, waitForJob } from '../support/api.ts'
import { createEmptyDatabase, itOn } from '../support/database.ts'
import { runProgram } from '../support/programs.ts'
import { startTestServer } from '../support/server.ts'

vi.setConfig({ testTimeout: 120_000 })
const it = itOn('SQLite', 'both databases are in every test')

it('a server goes on with PostgreSQL where it stopped with SQLite, while Borg runs', async () => {
  await using place = makePlace()
  await using server = await startTestServer()
  const { gate, id, repository } = await startGatedBackup(server, place)
  const session = await server.token()
  const { secret } = await mutate(server, 'createApiKey', { name: 'script', permissions: ['READ'] }, 'secret')
  const url = await createEmptyDatabase()
  const { password } = new URL(url)
  const env = { DATA_DIR: server.dataDir, DATABASE_URL: url }
  const move = (...args: string[]) => runProgram('move-to-postgresql', args, env)

  expect(await move()).toMatchObject({
    code: 1,
    output: expect.stringContaining('The server is running. Stop it'),
  })
  await server.stop()

  const tried = await move('--dry-run')
  expect(tried).toMatchObject({ code: 0, output: expect.stringContaining('nothing was moved') })
  const moved = await move()
  expect(moved).toMatchObject({
    code: 0,
    output: expect.stringContaining('Done. From now on start with DATABASE_URL'),
  })
  const tableOf = ({ output }: { output: string }) => output.match(/^\w+ +\d+ {2}[0-9a-f]{64}$/gm)
  expect(tableOf(moved)).toEqual(tableOf(tried))
  expect(moved.output).toMatch(/^job +1 {2}[0-9a-f]{64}$/m)
  for (const { output } of [tried, moved]) expect(output).not.toContain(password)

  // Whoever forgets the DATABASE_URL would tell another story of the same jobs.
  await expect(startTestServer({ dataDir: server.dataDir })).rejects.toThrow(
    /ended with code 1[\s\S]*were moved to PostgreSQL/,
  )
  expect(await move()).toMatchObject({ code: 1, output: expect.stringContaining('were moved to PostgreSQL') })

  await using after = await server.restart({ DATABASE_URL: url })
  const viewer = '{ viewer { username } }'
  for (const token of [session, secret])
    expect((await after.graphql(viewer, {}, token)).data).toEqual({ viewer: { username: 'admin' } })
  expect((await getJob(after, id)).status).toBe('RUNNING')
  await gate.open()
  const job = await waitForJob(after, id)
  expect(job).toMatchObject({ status: 'COMPLETED' })
  const lines = await readLog(after, id)
  expect(lines.map(({ number }) => number)).toEqual(lines.map((_line, index) => index + 1))
  expect(lines.filter(({ text }) => text.includes('terminating with success'))).toHaveLength(1)

  const next = await startBackup(after, repository)
  await gate.open()
  const second = await waitForJob(after, next)
  expect(second).toMatchObject({ status: 'COMPLETED' })
  expect(second.databaseId).toBeGreaterThan(job.databaseId)
})

it('npm run move-to-postgresql says what is wrong, and never a password', async () => {
  await using place = makePlace()
  const DATA_DIR = place.at('data')
  const move = (...args: string[]) => runProgram('move-to-postgresql', args, { DATA_DIR })
  expect(await move()).toMatchObject({
    code: 2,
    output: expect.stringContaining('Which PostgreSQL database?'),
  })
  for (const args of [['mysql://x'], ['--what'], ['postgres://a', 'postgres://b']])
    expect(await move(...args)).toMatchObject({
      code: 2,
      output: expect.stringContaining('Usage: npm run move'),
    })
  const unreachable = 'postgres://joe:geheim@127.0.0.1:1/vinculum'
  expect(await move(unreachable)).toMatchObject({ code: 1, output: expect.stringContaining('There is no ') })
  expect(existsSync(DATA_DIR)).toBe(false)

  await runProgram('migrate', [], { DATA_DIR })
  const { code, output } = await move(unreachable)
  expect(code).toBe(1)
  expect(output).toContain('The database cannot be used: connect ECONNREFUSED 127.0.0.1:1')
  expect(output).not.toContain('geheim')
})
