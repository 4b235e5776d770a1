import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeGroup, releaseGroup } from '../../src/runner/processes/hook-group.ts'
import { listArchives, makeGate, makePlace, type Place } from '../fixtures/journeys.ts'
import { isRunning, processesWith, until } from '../fixtures/processes.ts'
import { createRepository, expectData, getJob, readLog, startBackup, waitForJob } from '../support/api.ts'
import { dumpOf } from '../support/database.ts'
import { type Answer, startTestServer, type TestServer } from '../support/server.ts'
import { makeTree } from '../support/trees.ts'

let place: Place
let server: TestServer
beforeAll(async () => {
  place = makePlace()
  server = await startTestServer()
  makeTree(place.at('source'), { files: 2, bytes: 10 })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
})

/** A repository with hooks; `name` is also that of its folder. */
const repositoryWith = (name: string, settings: object, on = server): Promise<string> =>
  createRepository(on, {
    name,
    path: place.at(name),
    sourceDirectories: [place.at('source')],
    ...settings,
  })

/** A request to the face of Borg UI: reads, or changes with a body. */
async function legacy(path: string, body?: object): Promise<Answer['data']> {
  const headers = { authorization: `Bearer ${await server.token()}`, 'content-type': 'application/json' }
  const change = body ? { method: 'PUT', body: JSON.stringify(body) } : {}
  return (await fetch(`${server.url}/api/${path}`, { headers, ...change })).json()
}

/** What the hooks printed, and what the server said. */
async function logOf(id: string, on = server) {
  const lines = await readLog(on, id)
  const of = (source: string) => lines.filter(line => line.source === source).map(line => line.text)
  return { lines, hooks: of('HOOK'), borg: of('BORG'), server: of('SERVER') }
}

const cancel = (id: string, on = server) =>
  on.graphql('mutation ($input: CancelJobInput!) { cancelJob(input: $input) { job { status } } }', {
    input: { jobId: id },
  })

/** Are there control groups that this user may make? Without, who drops the environment as well is found by nobody. */
const hasGroups = (() => {
  const group = makeGroup(randomUUID())
  if (group !== null) releaseGroup(group)
  return group !== null
})()

/** A script that starts processes in sessions of their own, the second without its environment, and notes who they are. */
const leaving = (name: string) => `
setsid sh -c 'sleep 601 & echo $! >>${place.at(`${name}.pids`)}' </dev/null >/dev/null 2>&1
${hasGroups ? `setsid env -i /bin/sh -c 'sleep 602 & echo $! >>${place.at(`${name}.pids`)}' </dev/null >/dev/null 2>&1` : ''}`
/** Of these, which still run. */
const leftOf = async (name: string): Promise<number[]> => {
  const pids = readFileSync(place.at(`${name}.pids`), 'utf8')
    .trim()
    .split('\n')
    .map(Number)
  expect(pids).toHaveLength(hasGroups ? 2 : 1)
  return pids.filter(isRunning)
}

/** A script that notes each run in a file, and waits until another file is there. */
const waiting = (name: string) =>
  `echo run >>'${place.at(`${name}.runs`)}'; while [ ! -e '${place.at(`${name}.go`)}' ]; do sleep 0.05; done; echo went`
const runsOf = (name: string) =>
  existsSync(place.at(`${name}.runs`))
    ? readFileSync(place.at(`${name}.runs`), 'utf8').split('\n').length - 1
    : 0
const letGo = (name: string) => writeFileSync(place.at(`${name}.go`), '')

it('puts what hooks print into the log, around what Borg prints, and tells them what they are for', async () => {
  const repository = await repositoryWith('output', {
    preBackupScript:
      '#!/bin/bash\r\necho "one ü"\r\necho two >&2\r\nenv | grep ^VINCULUM_ | grep -v MARK | sort\r\nprintf three',
    postBackupScript: 'echo "$VINCULUM_HOOK $VINCULUM_JOB_STATUS"; echo "$VINCULUM_ARCHIVE_NAME"; id -u; pwd',
  })
  const id = await startBackup(server, repository)
  const job = await waitForJob(server, id)
  expect(job).toMatchObject({ status: 'COMPLETED', failure: null })
  const { lines, hooks } = await logOf(id)
  expect(hooks).toEqual([
    'one ü',
    'two',
    `VINCULUM_ARCHIVE_NAME=${job.archiveName}`,
    'VINCULUM_HOOK=pre',
    `VINCULUM_JOB_ID=${job.databaseId}`,
    'VINCULUM_REPOSITORY_NAME=output',
    `VINCULUM_REPOSITORY_PATH=${place.at('output')}`,
    'three',
    'post COMPLETED',
    job.archiveName,
    String(process.getuid!()),
    '/',
  ])
  const order = lines.map(line => line.source).filter((source, index, all) => source !== all[index - 1])
  expect(order).toEqual(['HOOK', 'SERVER', 'BORG', 'HOOK'])
})

it('gives scripts for Borg UI what they know by its names, and the parameters of the repository', async () => {
  const show = 'env | grep -e ^BORG_UI_ -e ^DB_ | sort'
  const repository = await repositoryWith('legacy', {
    preBackupScript: show,
    postBackupScript: `${show}; exit 4`,
  })
  const { databaseId } = expectData(
    await server.graphql(
      'query ($id: ID!) { repository(by: { id: $id }) { ... on ManagedRepository { databaseId } } }',
      {
        id: repository,
      },
    ),
  ).repository
  const parameters = { DB_NAME: 'a "b" $c', DB_PORT: 5432, DB_EMPTY: null }
  await legacy(`repositories/${databaseId}`, { pre_backup_script_parameters: parameters })
  const { repositories } = await legacy('repositories/')
  expect(repositories.find((row: { id: number }) => row.id === databaseId)).toMatchObject({
    pre_backup_script_parameters: parameters,
    post_backup_script_parameters: null,
  })
  expect(await dumpOf(server.dataDir)).not.toContain(' $c')
  const wrong = await legacy(`repositories/${databaseId}`, {
    pre_backup_script_parameters: { BORG_UI_JOB_ID: 'x' },
  })
  expect(wrong.detail).toMatchObject([{ loc: ['body', 'pre_backup_script_parameters'] }])

  const id = await startBackup(server, repository)
  const job = await waitForJob(server, id)
  const common = (hook: string) => [
    `BORG_UI_HOOK_TYPE=${hook}`,
    `BORG_UI_JOB_ID=${job.databaseId}`,
    `BORG_UI_REPOSITORY_ID=${databaseId}`,
    'BORG_UI_REPOSITORY_NAME=legacy',
    `BORG_UI_REPOSITORY_PATH=${place.at('legacy')}`,
  ]
  expect((await logOf(id)).hooks).toEqual([
    ...common('pre-backup'),
    'DB_EMPTY=',
    'DB_NAME=a "b" $c',
    'DB_PORT=5432',
    'BORG_UI_BACKUP_STATUS=success',
    ...common('post-backup'),
  ])
})

it('ends backups as Borg UI does where it is told to', async () => {
  const set = async (legacyBackupOutcomes: boolean) =>
    expectData(
      await server.graphql(
        'mutation ($input: UpdateSettingsInput!) { updateSettings(input: $input) { settings { legacyBackupOutcomes } } }',
        { input: { legacyBackupOutcomes } },
      ),
    )
  const run = async (name: string, settings: object) => {
    const id = await startBackup(server, await repositoryWith(`strict-${name}`, settings))
    const job = await waitForJob(server, id)
    return { job, shown: await legacy(`backup/status/${job.databaseId}`), hooks: (await logOf(id)).hooks }
  }
  await set(true)
  try {
    const missing = place.at('not-there')
    const sources = await run('sources', { sourceDirectories: [place.at('source'), missing] })
    expect(sources.job).toMatchObject({
      status: 'FAILED',
      failure: { code: 'SOURCE_NOT_FOUND' },
      archive: null,
    })
    expect([sources.shown.status, JSON.parse(sources.shown.error_message)]).toEqual([
      'failed',
      { key: 'backend.errors.filesystem.pathNotFound', params: { path: missing } },
    ])
    const post = await run('post', { postBackupScript: 'exit 4' })
    expect([post.shown.status, post.job.failure.code]).toEqual(['failed', 'POST_HOOK_FAILED'])
    expect(JSON.parse(post.shown.error_message).key).toBe('backend.errors.service.postBackupHooksFailed')
    expect(listArchives(place.at('strict-post'), place)).toEqual([post.job.archiveName])
    const scripts = { preBackupScript: 'exit 3', postBackupScript: 'echo after' }
    const pre = await run('pre', { ...scripts, continueOnHookFailure: true })
    expect(pre).toMatchObject({ job: { status: 'COMPLETED', failure: null }, hooks: [] })
    expect(pre.shown).toMatchObject({ status: 'completed', error_message: null })
    expect(await run('stop', scripts)).toMatchObject({ shown: { status: 'failed' }, hooks: [] })
  } finally {
    await set(false)
  }
})

it('does not start Borg when the pre-backup script fails, and runs the other one all the same', async () => {
  const repository = await repositoryWith('pre-fails', {
    preBackupScript: 'echo before; exit 3',
    postBackupScript: 'echo "$VINCULUM_JOB_STATUS"',
  })
  const id = await startBackup(server, repository)
  expect(await waitForJob(server, id)).toMatchObject({
    status: 'FAILED',
    failure: { code: 'PRE_HOOK_FAILED' },
    archive: null,
  })
  const { hooks, borg, server: notes } = await logOf(id)
  expect([hooks, borg]).toEqual([['before', 'FAILED'], []])
  expect(notes).toContain('The pre-backup script ended with exit code 3.')
  expect(listArchives(place.at('pre-fails'), place)).toEqual([])
})

it('goes on with a warning when it is told to', async () => {
  const repository = await repositoryWith('pre-warns', {
    preBackupScript: 'exit 3',
    postBackupScript: 'echo "$VINCULUM_JOB_STATUS"',
    continueOnHookFailure: true,
  })
  const id = await startBackup(server, repository)
  expect(await waitForJob(server, id)).toMatchObject({
    status: 'COMPLETED_WITH_WARNINGS',
    failure: { code: 'PRE_HOOK_FAILED' },
    archive: {},
  })
  expect((await logOf(id)).hooks).toEqual(['COMPLETED_WITH_WARNINGS'])
})

it('warns when the post-backup script fails', async () => {
  const id = await startBackup(server, await repositoryWith('post-fails', { postBackupScript: 'exit 1' }))
  expect(await waitForJob(server, id)).toMatchObject({
    status: 'COMPLETED_WITH_WARNINGS',
    failure: { code: 'POST_HOOK_FAILED' },
    archive: {},
  })
})

it('runs the post-backup script after a failure of Borg', async () => {
  const repository = await repositoryWith('borg-fails', { postBackupScript: 'echo "$VINCULUM_JOB_STATUS"' })
  writeFileSync(place.at('borg-fails/config'), 'not a configuration')
  const id = await startBackup(server, repository)
  const job = await waitForJob(server, id)
  expect(job).toMatchObject({ status: 'FAILED', exitCode: 2 })
  expect((await logOf(id)).hooks).toEqual(['FAILED'])
})

it('ends a hook that takes too long, with everything that it started', async () => {
  const repository = await repositoryWith('slow', {
    preBackupScript: `${leaving('slow')}
sh -c 'trap "" TERM; while :; do sleep 600; done' & echo started; sleep 600`,
    preHookTimeoutSeconds: 1,
  })
  const id = await startBackup(server, repository)
  expect(await waitForJob(server, id)).toMatchObject({
    status: 'FAILED',
    failure: { code: 'HOOK_TIMED_OUT' },
  })
  const { hooks, server: notes } = await logOf(id)
  expect(hooks).toEqual(['started'])
  expect(notes).toContain('The pre-backup script took longer than 1 s and was ended.')
  expect(processesWith(place.at('slow'))).toEqual([])
  expect(await leftOf('slow')).toEqual([])
})

it('leaves alone what a script left running on purpose, also when a later script is ended', async () => {
  const repository = await repositoryWith('daemon', {
    preBackupScript: leaving('daemon'),
    postBackupScript: 'sleep 600',
    postHookTimeoutSeconds: 1,
  })
  const id = await startBackup(server, repository)
  expect(await waitForJob(server, id)).toMatchObject({ failure: { code: 'HOOK_TIMED_OUT' } })
  const left = await leftOf('daemon')
  expect(left).toHaveLength(hasGroups ? 2 : 1)
  for (const pid of left) process.kill(pid)
})

it('warns about a post-backup script that takes too long', async () => {
  const repository = await repositoryWith('slow-post', {
    postBackupScript: 'sleep 600',
    postHookTimeoutSeconds: 1,
  })
  const id = await startBackup(server, repository)
  expect(await waitForJob(server, id)).toMatchObject({
    status: 'COMPLETED_WITH_WARNINGS',
    failure: { code: 'HOOK_TIMED_OUT' },
    archive: {},
  })
  expect(processesWith(place.at('slow-post'))).toEqual([])
})

it('cancels in the pre-backup script: it and its children end, Borg never starts, the other script runs', async () => {
  const repository = await repositoryWith('cancel-pre', {
    preBackupScript: `${leaving('cancel-pre')}\nsh -c 'echo started; sleep 600'`,
    postBackupScript: 'echo "$VINCULUM_JOB_STATUS"',
  })
  const id = await startBackup(server, repository)
  await until(async () => (await logOf(id)).hooks.includes('started'), 'the hook runs')
  expect((await cancel(id)).data.cancelJob.job.status).toBe('CANCELLED')
  const { hooks, borg } = await logOf(id)
  // The shell of the script may have had time for a word of its own.
  expect([hooks[0], hooks.at(-1), borg]).toEqual(['started', 'CANCELLED', []])
  expect(processesWith(place.at('cancel-pre'))).toEqual([])
  expect(await leftOf('cancel-pre')).toEqual([])
})

it('runs the post-backup script after a cancel of Borg', async () => {
  const gate = makeGate(place.at('gate'))
  const repository = await repositoryWith('cancel-borg', {
    sourceDirectories: [place.at('source'), gate.path],
    customFlags: ['--read-special'],
    postBackupScript: 'echo "$VINCULUM_JOB_STATUS"',
  })
  const id = await startBackup(server, repository)
  await gate.reached()
  expect((await cancel(id)).data.cancelJob.job.status).toBe('CANCELLED')
  gate.close()
  expect((await logOf(id)).hooks).toEqual(['CANCELLED'])
})

it('removes the archive when it is cancelled as late as in the post-backup script', async () => {
  const repository = await repositoryWith('cancel-post', { postBackupScript: waiting('late') })
  const id = await startBackup(server, repository)
  await until(() => runsOf('late') === 1, 'the post-backup script runs')
  const cancelling = cancel(id)
  await waitForJob(server, id, job => job.cancellation !== null)
  letGo('late')
  expect((await cancelling).data.cancelJob.job.status).toBe('CANCELLED')
  expect(await getJob(server, id)).toMatchObject({ archive: null, cancellation: { outcome: 'GRACEFUL' } })
  expect(listArchives(place.at('cancel-post'), place)).toEqual([])
  const { repository: found } = expectData(
    await server.graphql(
      'query ($id: ID!) { repository(by: { id: $id }) { ... on ManagedRepository { archiveCount } } }',
      { id: repository },
    ),
  )
  expect(found.archiveCount).toBe(0)
})

it('says that none of the sources exists before it starts Borg, but after a script that may mount them', async () => {
  const later = place.at('later')
  const repository = await repositoryWith('mounts', {
    sourceDirectories: [later],
    preBackupScript: `mkdir -p '${later}'; echo data >'${later}/file'`,
    postBackupScript: `rm -r '${later}'`,
  })
  expect(await waitForJob(server, await startBackup(server, repository))).toMatchObject({
    status: 'COMPLETED',
  })
  const other = await repositoryWith('missing', { sourceDirectories: [later] })
  expect(await waitForJob(server, await startBackup(server, other))).toMatchObject({
    status: 'FAILED',
    failure: { code: 'ALL_SOURCES_MISSING' },
  })
})

it('runs each hook once, however often the server is killed meanwhile', async () => {
  let killed = await startTestServer()
  await using _ = { [Symbol.asyncDispose]: () => killed[Symbol.asyncDispose]() }
  const repository = await repositoryWith(
    'killed',
    { preBackupScript: waiting('pre'), postBackupScript: waiting('post') },
    killed,
  )
  const id = await startBackup(killed, repository)
  await until(() => runsOf('pre') === 1, 'the pre-backup script runs')
  await killed.kill()
  killed = await killed.restart()
  await waitForJob(killed, id, job => job.progress.phase === 'PRE_HOOK')
  await killed.kill()
  // It ends while nobody looks.
  letGo('pre')
  await until(() => processesWith(place.at('killed')).length === 0, 'the script has ended')
  killed = await killed.restart()

  await until(() => runsOf('post') === 1, 'the post-backup script runs')
  await killed.kill()
  killed = await killed.restart()
  letGo('post')
  expect(await waitForJob(killed, id)).toMatchObject({ status: 'COMPLETED', archive: {} })
  expect([runsOf('pre'), runsOf('post')]).toEqual([1, 1])
  const { hooks, borg } = await logOf(id, killed)
  expect(hooks).toEqual(['went', 'went'])
  expect(borg.filter(line => line.includes('terminating with success'))).toHaveLength(1)
}, 120_000)
