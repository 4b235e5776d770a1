import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lockOwners, makePlace, type Place } from '../fixtures/journeys.ts'
import { processesWith, until } from '../fixtures/processes.ts'
import { mountSmallDisk } from '../fixtures/small-disk.ts'
import { mutate, refusal } from '../http/mutate.ts'
import { createRest } from '../rest-compat/rest.ts'
import { createRepository, expectData, readLog, startBackup, waitForJob } from '../support/api.ts'
import { freePort } from '../support/free-port.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { startSshd, type TestSshd } from '../support/sshd.ts'

let place: Place
let sshd: TestSshd
let server: TestServer
let connectionId: string
let sshKeyId: string
let repositoryId: string
let source: string
/** The source as the archive names it. */
let stored: string
/** A file: as long as it is there, the other machine takes a megabyte and then no more. */
let hold: string
/** A file: as long as it is there, the tar of the other machine fails in the end. */
let broken: string

const notUtf8 = Buffer.from([0x6e, 0xff, 0x6d])

beforeAll(async () => {
  place = makePlace()
  hold = place.at('hold')
  broken = place.at('broken')
  mkdirSync(place.at('bin'))
  const fakeTar = `#!/bin/sh
{ head -c 1000000; while [ -e ${hold} ]; do sleep 0.05; done; cat; } | /bin/tar "$@"
code=$?; [ ! -e ${broken} ] || exit 2; exit $code
`
  writeFileSync(place.at('bin/tar'), fakeTar, { mode: 0o755 })
  mkdirSync(place.at('machine'))
  sshd = await startSshd(place.at('machine'), {
    configuration: `SetEnv PATH=${place.at('bin')}:/usr/bin:/bin`,
  })
  server = await startTestServer({ env: { CANCEL_GRACE_SECONDS: '2' } })
  const { sshKey } = await mutate(server, 'generateSshKey', { name: 'sender' }, 'sshKey { id publicKey }')
  sshKeyId = sshKey.id
  sshd.authorize(sshKey.publicKey)
  connectionId = await connect(sshd.port)
  await mutate(server, 'trustSshHostKeys', { connectionId })
  source = place.at('source')
  stored = source.slice(1)
  fillSource()
  repositoryId = await createRepository(server, {
    name: 'sent',
    path: place.at('repository'),
    sourceDirectories: [source],
  })
  await waitForJob(server, await startBackup(server, repositoryId, { archiveName: 'all {now}' }))
})
afterAll(async () => {
  for (const file of [hold, broken]) rmSync(file, { force: true })
  await server?.[Symbol.asyncDispose]()
  await sshd?.[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
})

async function connect(port: number): Promise<string> {
  const machine = { host: '127.0.0.1', port, username: sshd.username, sshKeyId }
  return (await mutate(server, 'createSshConnection', machine, 'connection { id }')).connection.id
}

const weirdNames = ['with blank', '-dash', 'ünïcödé 中文', '*?[x]', 'new\nline', '"quo\'te\\', '$(id) `id`;']

function fillSource() {
  mkdirSync(join(source, 'deep/er'), { recursive: true })
  for (const name of weirdNames) writeFileSync(join(source, name), `content of ${name}`)
  writeFileSync(Buffer.concat([Buffer.from(`${source}/`), notUtf8]), 'strange')
  writeFileSync(join(source, 'deep/er/large'), Buffer.alloc(8_000_000, 'large '))
  writeFileSync(join(source, '.bashrc'), 'start-up')
  linkSync(join(source, 'with blank'), join(source, 'deep/one more name'))
  symlinkSync('deep/er', join(source, 'link'))
  symlinkSync('/etc/hostname', join(source, 'absolute'))
  chmodSync(join(source, 'deep/er/large'), 0o640)
  chmodSync(join(source, 'deep/er'), 0o750)
  // A tar keeps whole seconds.
  for (const name of ['deep/er/large', ...weirdNames]) utimesSync(join(source, name), 1e9, 1_234_567_890)
  for (const name of ['deep/er', 'deep', '']) utimesSync(join(source, name), 1e9, 1_134_567_890)
}

/** Names, kinds, modes, times in seconds, links and contents of all that is in a folder. */
const digestOf = (folder: string): string =>
  execFileSync('sh', ['-c', 'tar -C "$1" --sort=name --format=gnu -cf - . | sha256sum', 'sh', folder], {
    encoding: 'utf8',
  })

const wish = (more: object) => ({
  repositoryId,
  connectionId,
  archiveName: 'all {now}',
  allowSensitivePaths: true,
  ...more,
})

const start = async (more: object): Promise<string> =>
  (await mutate(server, 'startRestore', wish(more), 'job { id }')).job.id

const restore = async (more: object) => waitForJob(server, await start(more))

/** Starts a restore and waits until it stands still in the middle. */
async function startAndHold(destination: string): Promise<string> {
  writeFileSync(hold, '')
  const job = await start({ destination })
  await until(() => existsSync(join(destination, stored, 'deep')), 'the other machine has begun to write')
  return job
}

const textsOf = async (job: string) => (await readLog(server, job)).map(line => line.text).join('\n')

/** Neither a process nor a key of a restore to this place is left. */
async function expectNothingLeft(destination: string) {
  await until(() => processesWith(destination).length === 0, 'nothing of the restore runs any more')
  const left = readdirSync(join(server.dataDir, 'spool'), { recursive: true, encoding: 'utf8' })
  expect(left.filter(name => name.endsWith('.ssh'))).toEqual([])
  expect(lockOwners(place.at('repository'))).toEqual([])
}

describe('files come to the other machine', () => {
  it('as they were, with modes, times and links, whatever their names', async () => {
    const destination = place.at('all')
    const job = await restore({ destination })
    expect(job).toMatchObject({ status: 'COMPLETED', exitCode: 0, failure: null })
    expect(job.progress).toMatchObject({ percent: 100, phase: 'DONE' })
    expect(job.progress.originalSize).toBe(job.progress.totalExpectedSize)
    expect(digestOf(join(destination, stored))).toBe(digestOf(source))
    expect((statSync(destination).mode & 0o777).toString(8)).toBe('700')
    const [one, two] = ['with blank', 'deep/one more name'].map(name =>
      statSync(join(destination, stored, name)),
    )
    expect(one!.ino).toBe(two!.ino)
    const texts = await textsOf(job.id)
    expect(texts).toContain(`Restoring all {now} to ${sshd.username}@127.0.0.1:${destination}`)
    expect(texts).toContain(`${stored}/deep/er/large`)
    await expectNothingLeft(destination)

    const { job: asked } = expectData(
      await server.graphql(
        'query ($id: ID!) { job(id: $id) { ... on RestoreJob { destination restoredFileCount connection { id host } } } }',
        { id: job.id },
      ),
    )
    expect(asked).toEqual({
      destination,
      restoredFileCount: weirdNames.length + 3,
      connection: { id: connectionId, host: '127.0.0.1' },
    })
  })

  it('some of them alone, by their last names, into a folder with a hostile name', async () => {
    const destination = place.at(`-C "a" 'b' $(touch ${place.at('touched')}) \`id\`; {now} %h ${'é'} \\`)
    const chosen = ['*?[x]', '"quo\'te\\', '$(id) `id`;', 'deep/er', 'n\ufffdm']
    const paths = chosen.map(name => `${stored}/${name}`)
    expect(await restore({ paths, destination, layout: 'CONTENTS_ONLY' })).toMatchObject({
      status: 'COMPLETED',
      failure: null,
    })
    const names = readdirSync(Buffer.from(destination), { encoding: 'buffer' }).map(name =>
      name.toString('latin1'),
    )
    const expected = ['*?[x]', '"quo\'te\\', '$(id) `id`;', 'er', notUtf8.toString('latin1')]
    expect(names.toSorted()).toEqual(expected.toSorted())
    expect(digestOf(join(destination, 'er'))).toBe(digestOf(join(source, 'deep/er')))
    expect(existsSync(place.at('touched'))).toBe(false)
  })

  it('from a repository that is on another machine itself', async () => {
    const input = { name: 'far', path: place.at('far'), encryption: 'NONE', sourceDirectories: [source] }
    const { repository } = await mutate(
      server,
      'createRepository',
      { ...input, connectionId },
      'repository { id }',
    )
    await waitForJob(server, await startBackup(server, repository.id, { archiveName: 'far' }))
    const destination = place.at('from far')
    const far = { repositoryId: repository.id, archiveName: 'far', destination, paths: [`${stored}/deep`] }
    expect(await restore(far)).toMatchObject({ status: 'COMPLETED', failure: null })
    expect(digestOf(join(destination, stored, 'deep'))).toBe(digestOf(join(source, 'deep')))
    await expectNothingLeft(destination)
  })

  it('as a script of Borg UI asks for it', async () => {
    const rest = await createRest(server)
    const connection = Number(Buffer.from(connectionId, 'base64').toString().split(':')[1])
    const destination = place.at('by script')
    const { status, body } = await rest('POST', '/api/restore/start', {
      json: {
        repository: place.at('repository'),
        archive: 'all {now}',
        paths: [`${stored}/deep`],
        destination,
        repository_id: 1,
        destination_type: 'ssh',
        destination_connection_id: connection,
        restore_layout: 'contents_only',
      },
    })
    expect([status, body.status]).toEqual([200, 'pending'])
    const job = await until(async () => {
      const answer = await rest('GET', `/api/restore/status/${body.job_id}`)
      return ['pending', 'running'].includes(answer.body.status) ? null : answer.body
    }, 'the restore is over')
    expect(job).toMatchObject({ status: 'completed', destination, progress: 100, error_message: null })
    expect(digestOf(join(destination, 'deep'))).toBe(digestOf(join(source, 'deep')))
  })
})

describe('who may restore there, and where to', () => {
  const verdictOn = async (more: object, token?: string) => {
    const query =
      'query ($input: RestorePreviewInput!) { restorePreview(input: $input) { entryCount overwriteCount refusal } }'
    const { data, errors } = await server.graphql(query, { input: wish(more) }, token)
    return errors ? [errors[0]!.extensions.code, errors[0]!.message].join(' ') : data.restorePreview
  }
  const cautious = { allowSensitivePaths: false }
  /** A restore of the administrator's that failed. */
  let refusedJob: string

  it('names what would be written, and does not know what is there', async () => {
    expect(await verdictOn({ destination: place.at('all'), paths: [`${stored}/deep`] })).toEqual({
      entryCount: 4,
      overwriteCount: null,
      refusal: null,
    })
  })

  it('lets an administrator write to sensitive places only when asked to', async () => {
    for (const destination of ['/etc/x', '/home/somebody-else', '/', '/srv/x/.ssh'])
      expect(
        await refusal(server, 'startRestore', wish({ destination, ...cautious })),
        destination,
      ).toMatchObject({
        code: 'INVALID_INPUT',
        fields: { destination: expect.stringMatching(/^Must not .* allowSensitivePaths\.$/) },
      })
    const startUp = { destination: place.at('no home'), paths: [`${stored}/.bashrc`], ...cautious }
    expect((await verdictOn(startUp)).refusal).toMatch(/sensitive places: .*\.bashrc \(decides what runs/)
    const job = await restore(startUp)
    expect(job).toMatchObject({ status: 'FAILED', failure: { code: 'RESTORE_SENSITIVE' } })
    refusedJob = job.id
    symlinkSync('/etc', place.at('to etc'))
    const behindLink = await restore({ ...startUp, destination: place.at('to etc/x') })
    expect(behindLink).toMatchObject({ status: 'FAILED', failure: { code: 'DESTINATION_REFUSED' } })
    expect(await textsOf(behindLink.id)).toContain('Must not be in the configuration of the machine: /etc/x.')
    expect(existsSync(place.at('no home'))).toBe(false)
  })

  it('refuses everybody else, until the switch says otherwise', async () => {
    const user = { username: 'operator', password: 'for this test', role: 'OPERATOR' }
    const all = { allRepositoriesRole: 'OPERATOR' }
    await mutate(server, 'createUser', { ...user, ...all })
    const { secret } = await mutate(
      server,
      'createApiKey',
      { name: 'narrow', permissions: ['CREATE', 'READ'] },
      'secret',
    )
    const some = { destination: place.at('by operator'), paths: [`${stored}/-dash`], ...cautious }
    for (const token of [await server.token('operator', 'for this test'), secret])
      expect(await verdictOn(some, token)).toMatch(/^FORBIDDEN Only administrators restore to other machines/)
    const retry = 'mutation ($jobId: ID!) { retryJob(input: { jobId: $jobId }) { job { id } } }'
    const byOperator = await server.token('operator', 'for this test')
    const { errors } = await server.graphql(retry, { jobId: refusedJob }, byOperator)
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])

    server = await server.restart({ RESTORES_FOR_NON_ADMINS: 'anywhere' })
    const token = await server.token('operator', 'for this test')
    const restoreAs = async (more: object) => {
      const query = 'mutation ($input: StartRestoreInput!) { startRestore(input: $input) { job { id } } }'
      const answer = await server.graphql(query, { input: wish(more) }, token)
      return waitForJob(server, expectData(answer).startRestore.job.id)
    }
    expect(await restoreAs(some)).toMatchObject({ status: 'COMPLETED' })
    expect(readFileSync(place.at(`by operator/${stored}/-dash`), 'utf8')).toBe('content of -dash')
    expect(await verdictOn({ ...some, destination: '/etc/x' }, token)).toMatch(/^INVALID_INPUT/)
    const startUp = await verdictOn({ ...some, paths: [`${stored}/.bashrc`] }, token)
    expect(startUp.refusal).toMatch(/^Would write to sensitive places/)

    // A link that another restore may have left there.
    mkdirSync(place.at(`linked${dirname(source)}`), { recursive: true })
    symlinkSync('/root/.ssh', place.at(`linked${source}`))
    const job = await restoreAs({ ...some, destination: place.at('linked') })
    expect(job).toMatchObject({ status: 'FAILED', failure: { code: 'RESTORE_UNSAFE' } })
    expect(await textsOf(job.id)).toContain(`There is a symbolic link at the destination: ${stored}`)
  })

  it('knows no connection that is not there', async () => {
    const unknown = Buffer.from('SshConnectionProfile:987654').toString('base64')
    expect(
      await refusal(server, 'startRestore', wish({ destination: place.at('x'), connectionId: unknown })),
    ).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('a restore that stands still in the middle', () => {
  it('shows its key to nobody, and is cancelled without a trace of it', async () => {
    const destination = place.at('cancelled')
    const job = await startAndHold(destination)
    const spool = join(server.dataDir, 'spool')
    const keys = readdirSync(spool, { recursive: true, encoding: 'utf8' }).filter(name =>
      name.endsWith('.ssh'),
    )
    expect(keys).toEqual([expect.stringMatching(/\/borg\.\d+\/destination\.ssh$/)])
    expect((statSync(join(spool, keys[0]!)).mode & 0o777).toString(8)).toBe('600')
    // The middle of the key: no line of it may be in a command line or in an environment.
    const line = readFileSync(join(spool, keys[0]!), 'latin1').split('\n')[2]!
    expect(processesWith(line)).toEqual([])
    expect(processesWith(keys[0]!)).not.toEqual([])

    await mutate(server, 'cancelJob', { jobId: job })
    expect(await waitForJob(server, job)).toMatchObject({ status: 'CANCELLED', failure: null })
    rmSync(hold)
    await expectNothingLeft(destination)
  })

  it('outlives a killed server, and ends with everything', async () => {
    const destination = place.at('adopted')
    const job = await startAndHold(destination)
    await server.kill()
    rmSync(hold)
    server = await server.restart()
    expect(await waitForJob(server, job)).toMatchObject({ status: 'COMPLETED', failure: null })
    expect(digestOf(join(destination, stored))).toBe(digestOf(source))
    await expectNothingLeft(destination)
  })

  it('fails when the connection drops; one that waits behind it fails when its connection is gone', async () => {
    const destination = place.at('dropped')
    const job = await startAndHold(destination)
    const doomed = await connect(await freePort())
    const waiting = await start({ destination, connectionId: doomed })
    await mutate(server, 'deleteSshConnection', { connectionId: doomed })
    sshd.dropConnections()
    expect(await waitForJob(server, job)).toMatchObject({
      status: 'FAILED',
      failure: { code: 'DESTINATION_CONNECTION_LOST' },
    })
    rmSync(hold)
    expect(await waitForJob(server, waiting)).toMatchObject({ failure: { code: 'DESTINATION_REFUSED' } })
    expect(await textsOf(waiting)).toMatch(/SSH connection: this one is gone/)
    await expectNothingLeft(destination)
  })
})

describe('a restore fails in clear words', () => {
  const expectFailure = async (more: object, code: string, words: RegExp) => {
    const job = await restore({ paths: [`${stored}/deep`], ...more })
    expect(job).toMatchObject({ status: 'FAILED', failure: { code } })
    expect(await textsOf(job.id)).toMatch(words)
  }

  it('when the destination is a file', () =>
    expectFailure({ destination: join(source, '-dash') }, 'DESTINATION_REFUSED', /is no folder/))

  it('when tar fails there', async () => {
    writeFileSync(broken, '')
    await expectFailure({ destination: place.at('broken tar') }, 'DESTINATION_ERROR', /failed, rc=2/)
    rmSync(broken)
  })

  it('when the disk there is full', async context => {
    const disk = mountSmallDisk(place.at('disk'), 1)
    if (typeof disk === 'string') return context.skip(disk)
    using _disk = disk
    await expectFailure(
      { destination: place.at('disk/x') },
      'DESTINATION_FULL',
      /tar: .*(No space left|Wrote only)/,
    )
  })

  it('when nobody answers there', async () =>
    expectFailure(
      { destination: place.at('nobody'), connectionId: await connect(await freePort()) },
      'SSH_CONNECTION_REFUSED',
      /does not accept SSH connections/,
    ))

  it('when the key may only do something else there', async () => {
    const { sshKey } = await mutate(server, 'generateSshKey', { name: 'narrow' }, 'sshKey { id publicKey }')
    sshd.authorize(sshKey.publicKey, 'true')
    const machine = { host: '127.0.0.1', port: sshd.port, username: sshd.username, sshKeyId: sshKey.id }
    const { connection } = await mutate(server, 'createSshConnection', machine, 'connection { id }')
    await mutate(server, 'trustSshHostKeys', { connectionId: connection.id })
    await expectFailure(
      { destination: place.at('narrow'), connectionId: connection.id },
      'DESTINATION_REFUSED',
      /may not run commands/,
    )
  })

  it('when it is another machine than before', async () => {
    await sshd.changeHostKey()
    await expectFailure({ destination: place.at('changed') }, 'SSH_HOST_KEY_CHANGED', /host key/)
  })
})
