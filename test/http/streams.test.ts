import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRepository, expectData, startBackup, waitForJob } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeFolder, makeTree } from '../support/trees.ts'
import { makeFaucet } from './faucet.ts'
import { follow, transports } from './follow.ts'

const progressOf = 'subscription ($id: ID!) { jobProgress(jobId: $id) { status phase percent at } }'
const logOf =
  'subscription ($id: ID!, $after: Int! = 0) { jobLog(jobId: $id, after: $after) { lines { number text source } endCursor } }'
const changes = 'subscription ($of: ID) { jobChanged(repositoryId: $of) { id status progress { phase } } }'

let server: TestServer
let folder: ReturnType<typeof makeFolder>
let source: string
beforeAll(async () => {
  folder = makeFolder()
  source = makeTree(join(folder.path, 'source'), { files: 20, bytes: 100 })
  server = await startTestServer()
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

let count = 0
/** A repository whose jobs wait for a faucet, and one such job that runs. */
async function startHeldJob(on = server) {
  const faucet = makeFaucet(folder.path)
  const name = `held-${++count}`
  const repository = await createRepository(on, {
    name,
    path: join(folder.path, name),
    sourceDirectories: [source],
    preBackupScript: faucet.script,
  })
  const id = await startBackup(on, repository)
  await waitForJob(on, id, job => job.progress.phase === 'PRE_HOOK')
  return { faucet, repository, id, name, [Symbol.dispose]: faucet.close }
}

describe.each(transports)('over %s', transport => {
  it('jobProgress starts with a snapshot, ends with the terminal one, and completes', async () => {
    using held = await startHeldJob()
    await using progress = follow(server, transport, await server.token(), progressOf, { id: held.id })
    await progress.atLeast(1)
    const values = () => progress.results.map(result => result.data.jobProgress)
    expect(values()[0]).toMatchObject({ status: 'RUNNING', phase: 'PRE_HOOK', percent: null })
    held.faucet.close()
    expect(await progress.end).toBe('complete')
    expect(values().at(-1)).toMatchObject({ status: 'COMPLETED', phase: 'DONE', percent: 100 })
    expect(values().filter(({ status }) => status !== 'RUNNING')).toHaveLength(1)
    const times = values().map(({ at }) => at)
    expect(times).toEqual(times.toSorted())

    await using late = follow(server, transport, await server.token(), progressOf, { id: held.id })
    expect(await late.end).toBe('complete')
    expect(late.results).toEqual([progress.results.at(-1)])
  })

  it('jobLog brings every line once, in order, and goes on from a cursor', async () => {
    using held = await startHeldJob()
    const token = await server.token()
    const linesOf = (results: typeof first.results) => results.flatMap(result => result.data.jobLog.lines)
    await using first = follow(server, transport, token, logOf, { id: held.id })
    for (const line of ['one', 'two', 'three']) {
      held.faucet.pour(line)
      await expect.poll(() => linesOf(first.results).map(({ text }) => text)).toContain(line)
    }
    // As if the connection broke, in the middle of everything.
    await first[Symbol.asyncDispose]()
    const cursor = first.results.at(-1)!.data.jobLog.endCursor
    held.faucet.pour('four')
    await using second = follow(server, transport, token, logOf, { id: held.id, after: cursor })
    await second.atLeast(1)
    held.faucet.close()
    expect(await second.end).toBe('complete')

    const lines = linesOf([...first.results, ...second.results])
    expect(lines.map(({ number }) => number)).toEqual(lines.map((_line, index) => index + 1))
    expect(lines.filter(({ source: from }) => from === 'HOOK').map(({ text }) => text)).toEqual(
      expect.arrayContaining(['one', 'two', 'three', 'four']),
    )
    expect(lines.filter(({ source: from }) => from === 'BORG').length).toBeGreaterThanOrEqual(20)

    await using whole = follow(server, transport, token, logOf, { id: held.id })
    expect(await whole.end).toBe('complete')
    expect(linesOf(whole.results)).toEqual(lines)
    await using rest = follow(server, transport, token, logOf, { id: held.id, after: lines.length - 2 })
    expect(await rest.end).toBe('complete')
    expect(linesOf(rest.results)).toEqual(lines.slice(-2))
    await using nothing = follow(server, transport, token, logOf, { id: held.id, after: lines.length })
    expect(await nothing.end).toBe('complete')
    expect(nothing.results).toEqual([])
  })

  it('jobChanged brings every change of the jobs that may be seen, and no others', async () => {
    using mine = await startHeldJob()
    using hidden = await startHeldJob()
    const username = `watcher-${count}`
    const { createUser } = expectData(
      await server.graphql(
        'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }',
        { input: { username, password: 'watching all day' } },
      ),
    )
    const input = { userId: createUser.user.id, repositoryId: mine.repository, role: 'VIEWER' }
    await server.graphql(
      'mutation ($input: GrantRepositoryAccessInput!) { grantRepositoryAccess(input: $input) { user { id } } }',
      { input },
    )
    const token = await server.token(username, 'watching all day')
    await using all = follow(server, transport, token, changes, {})
    await using one = follow(server, transport, token, changes, { of: mine.repository })
    await using everything = follow(server, transport, await server.token(), changes, {})
    const followers = [all, one, everything]
    // Something to be seen, until all of them are there.
    while (followers.some(({ results }) => results.length === 0)) await startBackup(server, mine.repository)
    hidden.faucet.close()
    await waitForJob(server, hidden.id)
    mine.faucet.close()
    await waitForJob(server, mine.id)

    const seenBy = (follower: (typeof followers)[number], id: string) =>
      follower.results.map(({ data }) => data.jobChanged).filter(job => job.id === id)
    await expect.poll(() => seenBy(all, mine.id).at(-1)?.status).toBe('COMPLETED')
    await expect.poll(() => seenBy(one, mine.id)).toEqual(seenBy(all, mine.id))
    await expect.poll(() => seenBy(everything, hidden.id).at(-1)?.status).toBe('COMPLETED')
    expect(seenBy(all, hidden.id)).toEqual([])
    expect(seenBy(one, hidden.id)).toEqual([])
    for (const { results } of followers) expect(results.filter(result => result.errors)).toEqual([])
  })
})

describe('server-sent events', () => {
  it('come by GET with parameters as they do by POST', async () => {
    using held = await startHeldJob()
    held.faucet.close()
    await waitForJob(server, held.id)
    const token = await server.token()
    const get = async (parameters: Record<string, string>) => {
      const response = await fetch(`${server.url}/graphql?${new URLSearchParams(parameters)}`, {
        headers: { accept: 'text/event-stream', authorization: `Bearer ${token}` },
      })
      return {
        status: response.status,
        type: response.headers.get('content-type'),
        text: await response.text(),
      }
    }
    const { status, type, text } = await get({
      query: progressOf,
      variables: JSON.stringify({ id: held.id }),
    })
    expect({ status, type }).toEqual({ status: 200, type: 'text/event-stream; charset=utf-8' })
    expect(text).toMatch(
      /^event: next\ndata: \{"data":\{"jobProgress":.*"COMPLETED".*\n\nevent: complete\ndata: \n\n$/,
    )

    expect((await get({})).status).toBe(400)
    expect((await get({ query: '{ viewer { id } }', variables: 'no json' })).status).toBe(400)
    expect((await get({ query: '{ viewer { id } }', variables: '[1]' })).status).toBe(400)
    const refused = await get({ query: 'mutation { signOut { signedOut } }' })
    expect(refused.status).toBe(405)
    expect((await server.graphql('{ viewer { id } }', {}, token)).data.viewer).not.toBeNull()
  })
})
