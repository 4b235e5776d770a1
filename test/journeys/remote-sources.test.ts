import { execFileSync } from 'node:child_process'
import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRunning, processesWith, until } from '../fixtures/processes.ts'
import { mutate } from '../http/mutate.ts'
import { readLog, startBackup, waitForJob } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { startSshd, type TestSshd } from '../support/sshd.ts'
import { makeFolder, makeTree } from '../support/trees.ts'

/** Without FUSE nothing can be mounted here; then these tests are skipped, and shown as such. */
const hasFuse = (() => {
  try {
    accessSync('/dev/fuse', constants.R_OK | constants.W_OK)
    return true
  } catch {
    return false
  }
})()

describe.skipIf(!hasFuse)('sources of another machine', () => {
  let folder: ReturnType<typeof makeFolder>
  let sshd: TestSshd
  let server: TestServer
  let connectionId: string
  beforeAll(async () => {
    folder = makeFolder()
    sshd = await startSshd(folder.path)
    server = await startTestServer()
    const { sshKey } = await mutate(server, 'generateSshKey', { name: 'puller' }, 'sshKey { id publicKey }')
    sshd.authorize(sshKey.publicKey)
    const place = { host: '127.0.0.1', port: sshd.port, username: sshd.username, sshKeyId: sshKey.id }
    ;({
      connection: { id: connectionId },
    } = await mutate(server, 'createSshConnection', place, 'connection { id }'))
    await mutate(server, 'trustSshHostKeys', { connectionId })
  })
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]()
    await sshd?.[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  const create = async (name: string, sourceDirectories: string[], more: object = {}) => {
    const path = join(folder.path, `${name}.borg`)
    const input = { name, path, encryption: 'NONE', sourceDirectories, sourceConnectionId: connectionId }
    const { repository } = await mutate(
      server,
      'createRepository',
      { ...input, ...more },
      'repository { id path }',
    )
    return repository as { id: string; path: string }
  }
  const run = async (repositoryId: string) => waitForJob(server, await startBackup(server, repositoryId))
  const mounts = () =>
    readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .filter(line => line.includes(server.dataDir))
  const expectNothingLeft = () => {
    expect(mounts()).toEqual([])
    expect(processesWith(join(server.dataDir, 'sources'))).toEqual([])
    expect(readdirSync(join(server.dataDir, 'sources'))).toEqual([])
  }
  const borg = (...args: string[]) =>
    execFileSync('borg', args, {
      encoding: 'utf8',
      env: { ...process.env, BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes' },
    })
  const pathsIn = (repository: string, archive: string) =>
    borg('list', '--format', '{type} {path}{NL}', `${repository}::${archive}`).trim().split('\n').sort()

  /** A source that takes long enough to do something meanwhile. */
  const slow = (name: string) => makeTree(join(folder.path, name), { files: 150, bytes: 100_000 })
  /** lzma is slow, and Borg is asked for progress on the way. */
  const slowly = { compression: 'lzma,9' }
  const untilReading = (job: string) =>
    waitForJob(server, job, ({ status, progress }) => status === 'RUNNING' && progress.originalSize > 0)

  it('are in the archive under their own paths, with their links, and without what is excluded', async () => {
    const one = join(folder.path, 'machine/one')
    mkdirSync(join(one, 'cache'), { recursive: true })
    mkdirSync(join(folder.path, 'machine/two'))
    writeFileSync(join(one, 'file'), 'content')
    writeFileSync(join(one, 'cache/junk'), 'junk')
    writeFileSync(join(folder.path, 'machine/two/, and $spaces'), '')
    symlinkSync('/etc/hostname', join(one, 'link'))
    utimesSync(join(one, 'file'), 1e9, 1e9)
    const sources = [one, join(folder.path, 'machine/two/')]
    const repository = await create('paths', sources, { excludePatterns: [`${one}/cache/*`] })
    const job = await run(repository.id)
    expect(job).toMatchObject({ status: 'COMPLETED', failure: null })
    const base = join(folder.path, 'machine').slice(1)
    expect(pathsIn(repository.path, job.archiveName)).toEqual(
      [
        `- ${base}/one/file`,
        `- ${base}/two/, and $spaces`,
        `d ${base}/one`,
        `d ${base}/one/cache`,
        `d ${base}/two`,
        `l ${base}/one/link`,
      ].sort(),
    )
    expectNothingLeft()
    const left = readdirSync(join(server.dataDir, 'spool'), { recursive: true, encoding: 'utf8' })
    expect(left.filter(name => name.endsWith('.ssh'))).toEqual([])

    // An unchanged file is known by path, size and time, and not read twice; Borg is never sure of the newest.
    const again = await run(repository.id)
    expect(again.status).toBe('COMPLETED')
    const log = await readLog(server, again.id)
    expect(log.filter(line => line.text.endsWith('one/file'))).toEqual([])
    expect(log.filter(line => line.text.endsWith('$spaces'))).toHaveLength(1)
  })

  it('lead nowhere else: a link on the way to a source is refused', async () => {
    const machine = join(folder.path, 'linked')
    mkdirSync(join(machine, 'real'), { recursive: true })
    symlinkSync('/etc', join(machine, 'sly'))
    const sources = [join(machine, 'real'), join(machine, 'sly/hostname')]
    expect(await run((await create('linked', sources)).id)).toMatchObject({
      status: 'FAILED',
      failure: { code: 'SOURCE_BEHIND_LINK' },
    })
    expectNothingLeft()
  })

  it('that are missing, or behind a machine that is not trusted, fail the job with the reason', async () => {
    const missing = join(folder.path, 'nothing/here')
    expect(await run((await create('missing', [missing])).id)).toMatchObject({
      status: 'FAILED',
      failure: { code: 'ALL_SOURCES_MISSING' },
    })
    const repository = await create('changed', [folder.path])
    await sshd.changeHostKey()
    expect(await run(repository.id)).toMatchObject({
      status: 'FAILED',
      failure: { code: 'SSH_HOST_KEY_CHANGED' },
    })
    await mutate(server, 'trustSshHostKeys', { connectionId })
    expectNothingLeft()
  })

  it('are unmounted after a cancel', async () => {
    const repository = await create('cancelled', [slow('cancelled')], slowly)
    const job = await startBackup(server, repository.id)
    await untilReading(job)
    expect(mounts()).toHaveLength(1)
    expect(mounts()[0]).toMatch(/ ro[, ].* fuse\.sshfs /)
    await mutate(server, 'cancelJob', { jobId: job })
    expect(await waitForJob(server, job)).toMatchObject({ status: 'CANCELLED' })
    expectNothingLeft()
  })

  it('fail the job when the connection drops, and leave no archive that lacks files', async () => {
    const repository = await create('dropped', [slow('dropped')], slowly)
    const job = await startBackup(server, repository.id)
    await untilReading(job)
    sshd.dropConnections()
    expect(await waitForJob(server, job)).toMatchObject({
      status: 'FAILED',
      failure: { code: 'SOURCE_CONNECTION_LOST' },
    })
    expectNothingLeft()
    expect(borg('list', '--short', repository.path)).toBe('')
  })

  it('stay mounted while Borg outlives a killed server, and not longer', async () => {
    const repository = await create('adopted', [slow('adopted')], slowly)
    const job = await startBackup(server, repository.id)
    await untilReading(job)
    server = await server.restart()
    expect(await waitForJob(server, job)).toMatchObject({ status: 'COMPLETED' })
    expectNothingLeft()
  })

  it('are unmounted at the start when server, Borg and sshfs were killed', async () => {
    const repository = await create('lost', [slow('lost')], slowly)
    const job = await startBackup(server, repository.id)
    await untilReading(job)
    await server.kill()
    const doomed = processesWith(server.dataDir)
    for (const { pid } of doomed) process.kill(pid, 'SIGKILL')
    await until(() => doomed.every(({ pid }) => !isRunning(pid)), 'all are dead')
    expect(mounts()).toHaveLength(1)
    server = await server.restart()
    expect(await waitForJob(server, job)).toMatchObject({
      status: 'FAILED',
      failure: { code: expect.stringMatching(/PROCESS_LOST|BORG_KILLED|SOURCE_CONNECTION_LOST/) },
    })
    expectNothingLeft()
  })
})
