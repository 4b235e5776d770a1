import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lockOwners, makePlace, type Place, untilBorgRuns } from '../fixtures/journeys.ts'
import { isRunning, until } from '../fixtures/processes.ts'
import { mountSmallDisk } from '../fixtures/small-disk.ts'
import { mutate, refusal } from '../http/mutate.ts'
import { createRepository, expectData, getJob, readLog, startBackup, waitForJob } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeTree } from '../support/trees.ts'

let place: Place
let server: TestServer
let repositoryId: string
let repositoryPath: string
let source: string
/** The source as the archive names it. */
let stored: string
beforeAll(async () => {
  place = makePlace()
  server = await startTestServer()
  repositoryPath = place.at('repository')
  source = place.at('source')
  stored = source.slice(1)
  fillSource()
  repositoryId = await createRepository(server, {
    name: 'restore',
    path: repositoryPath,
    sourceDirectories: [source],
  })
  await waitForJob(server, await startBackup(server, repositoryId, { archiveName: 'first {now}' }))
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
})

const weirdNames = [
  'with blank',
  '-dash',
  'ünïcödé 中文',
  '*?[x]',
  're:x',
  'new\nline',
  '{now}',
  '"quo\'te\\',
]

function fillSource() {
  mkdirSync(join(source, 'deep/er'), { recursive: true })
  for (const name of weirdNames) writeFileSync(join(source, name), `content of ${name}`)
  writeFileSync(join(source, 'deep/a'), 'a')
  writeFileSync(join(source, 'deep/er/b'), Buffer.alloc(300_000, 'b'))
  chmodSync(join(source, 'deep/a'), 0o640)
  chmodSync(join(source, 'deep/er'), 0o750)
  utimesSync(join(source, 'deep/a'), 1_000_000_000, 1_234_567_890.5)
  symlinkSync('deep/a', join(source, 'link'))
  mkdirSync(join(source, 'linked'))
  writeFileSync(join(source, 'linked/one'), 'one of two')
  linkSync(join(source, 'linked/one'), join(source, 'linked/two'))
}

const wish = (more: object) => ({ repositoryId, archiveName: 'first {now}', ...more })

async function restore(input: object) {
  const { job } = await mutate(server, 'startRestore', wish(input), 'job { id }')
  const ended = await waitForJob(server, job.id)
  const { job: more } = expectData(
    await server.graphql(
      'query ($id: ID!) { job(id: $id) { __typename ... on RestoreJob { archiveName paths destination layout restoredFileCount } } }',
      { id: job.id },
    ),
  )
  return { ...ended, ...more }
}

/** Names, kinds, modes, times and contents. */
function look(folder: string): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()) {
    const path = join(folder, name)
    const { mode, mtimeMs } = lstatSync(path)
    const content = lstatSync(path).isSymbolicLink()
      ? readlinkSync(path)
      : lstatSync(path).isFile()
        ? readFileSync(path).toString('base64')
        : null
    found[name] = { mode: mode.toString(8), at: lstatSync(path).isSymbolicLink() ? 0 : mtimeMs, content }
  }
  return found
}

describe('files come back', () => {
  it('below the destination as they were, byte for byte, with modes and times', async () => {
    const destination = place.at('all')
    const job = await restore({ paths: [source], destination })
    expect(job).toMatchObject({
      __typename: 'RestoreJob',
      status: 'COMPLETED',
      exitCode: 0,
      failure: null,
      archiveName: 'first {now}',
      paths: [stored],
      destination,
      layout: 'PRESERVE_PATH',
      restoredFileCount: weirdNames.length + 3,
      progress: { percent: 100, phase: 'DONE' },
    })
    expect(job.progress.originalSize).toBe(job.progress.totalExpectedSize)
    expect(job.progress.originalSize).toBeGreaterThan(300_000)
    expect(look(join(destination, stored))).toEqual(look(source))
    const [one, two] = ['one', 'two'].map(name => statSync(join(destination, stored, 'linked', name)).ino)
    expect(one).toBe(two)
    expect((statSync(destination).mode & 0o777).toString(8)).toBe('700')
    expect(lockOwners(repositoryPath)).toEqual([])
    const texts = (await readLog(server, job.id)).map(line => line.text)
    expect(texts).toContain(`${stored}/deep/a`)
  })

  it('each with a weird name alone', async () => {
    const destination = place.at('weird')
    const paths = weirdNames.map(name => `${stored}/${name}`)
    expect(await restore({ paths, destination, layout: 'CONTENTS_ONLY' })).toMatchObject({
      status: 'COMPLETED',
      restoredFileCount: weirdNames.length,
    })
    expect(readdirSync(destination).toSorted()).toEqual(weirdNames.toSorted())
    for (const name of weirdNames)
      expect(readFileSync(join(destination, name), 'utf8')).toBe(`content of ${name}`)
  })

  it('by their last names alone, from several depths', async () => {
    const destination = place.at('flat')
    const paths = [`/${stored}/deep/er/`, `${stored}/deep/a`, `${stored}/link`]
    const job = await restore({ paths, destination, layout: 'CONTENTS_ONLY' })
    expect(job).toMatchObject({ status: 'COMPLETED', restoredFileCount: 2, layout: 'CONTENTS_ONLY' })
    expect(readdirSync(destination, { recursive: true }).toSorted()).toEqual(['a', 'er', 'er/b', 'link'])
    expect(look(join(destination, 'er'))).toEqual(look(join(source, 'deep/er')))
    expect(job.progress).toMatchObject({ originalSize: 300_001, totalExpectedSize: 300_001 })
  })

  it('but for paths that are not there: a warning, or a failure when none is', async () => {
    const missing = `${stored}/never there`
    const some = await restore({ paths: [`${stored}/deep/a`, missing], destination: place.at('some') })
    expect(some).toMatchObject({
      status: 'COMPLETED_WITH_WARNINGS',
      failure: { code: 'PATTERN_NEVER_MATCHED' },
    })
    expect((await readLog(server, some.id)).map(line => line.text)).toContain(
      `Not in the archive: ${missing}`,
    )
    const none = await restore({ paths: [missing], destination: place.at('none') })
    expect(none).toMatchObject({ status: 'FAILED', failure: { code: 'PATTERN_NEVER_MATCHED' } })
    expect(existsSync(place.at('none'))).toBe(false)
    const archive = await restore({ archiveName: 'never made', destination: place.at('none') })
    expect(archive).toMatchObject({ status: 'FAILED', failure: { code: 'ARCHIVE_NOT_FOUND' } })
  })
})

it('a full disk at the destination is a failure of its own, and the repository is left alone', async context => {
  const disk = mountSmallDisk(place.at('disk'), 1)
  if (typeof disk === 'string') return context.skip(disk)
  using _disk = disk
  const tree = makeTree(place.at('large-source'), { files: 4, bytes: 1_000_000 })
  const id = await createRepository(server, {
    name: 'large',
    path: place.at('large'),
    sourceDirectories: [tree],
  })
  await waitForJob(server, await startBackup(server, id, { archiveName: 'large' }))
  const input = { repositoryId: id, archiveName: 'large', destination: place.at('disk/full') }
  const { job } = await mutate(server, 'startRestore', input, 'job { id }')
  expect(await waitForJob(server, job.id)).toMatchObject({
    status: 'FAILED',
    failure: { code: 'DESTINATION_FULL' },
  })
  expect(lockOwners(place.at('large'))).toEqual([])
})

describe('a preview', () => {
  const preview = async (input: object) => {
    const { restorePreview } = expectData(
      await server.graphql(
        `query ($input: RestorePreviewInput!) { restorePreview(input: $input) {
          entryCount fileCount totalSize targets overwriteCount overwrites missingPaths refusal } }`,
        { input: wish(input) },
      ),
    )
    return restorePreview
  }

  it('tells what would be written and overwritten, and writes nothing', async () => {
    const destination = place.at('preview')
    mkdirSync(join(destination, 'er'), { recursive: true })
    writeFileSync(join(destination, 'er/b'), 'mine')
    const before = look(destination)
    const paths = [`${stored}/deep/er`, `${stored}/deep/a`, 'no/such']
    expect(await preview({ paths, destination, layout: 'CONTENTS_ONLY' })).toEqual({
      entryCount: 3,
      fileCount: 2,
      totalSize: 300_001,
      targets: expect.arrayContaining(['er', 'er/b', 'a']),
      overwriteCount: 1,
      overwrites: ['er/b'],
      missingPaths: ['no/such'],
      refusal: null,
    })
    expect(look(destination)).toEqual(before)
    await preview({ paths, destination: place.at('not made') })
    expect(existsSync(place.at('not made'))).toBe(false)
  })

  it('says beforehand that a link at the destination would lead out of it', async () => {
    const destination = place.at('preview-link')
    mkdirSync(destination)
    symlinkSync(place.at('elsewhere'), join(destination, 'er'))
    const paths = [`${stored}/deep/er`]
    expect(await preview({ paths, destination, layout: 'CONTENTS_ONLY' })).toMatchObject({
      refusal: 'There is a symbolic link at the destination: er',
    })
  })
})

describe('unsafe destinations are refused', () => {
  it.each([
    ['relative', 'somewhere/else'],
    ['above', '/srv/../etc'],
    ['the root', '/'],
    ['the root, dotted', '/./'],
    ['configuration', '/etc'],
    ['below configuration', '/etc/cron.d/x'],
    ['programs', '/usr/local/bin'],
    ['above data of programs', '/var'],
    ['devices', '/dev/shm/x'],
    ['the kernel', '/proc/self/root/tmp/x'],
    ['home of root', '/root'],
    ['keys', '/root/.ssh'],
    ['control character', '/tmp/a\nb'],
  ])('%s: %s', async (_what, destination) => {
    const fields = { destination: expect.stringMatching(/^Must (not )?/) }
    expect(await refusal(server, 'startRestore', wish({ destination }))).toMatchObject({
      code: 'INVALID_INPUT',
      fields,
    })
  })

  it('the server’s data, repositories, and whatever leads there', async () => {
    const link = place.at('innocent')
    symlinkSync('/etc', link)
    const dangling = place.at('dangling')
    symlinkSync(place.at('nothing there'), dangling)
    const toRepository = place.at('to-repository')
    symlinkSync(repositoryPath, toRepository)
    const file = place.at('a file')
    writeFileSync(file, '')
    const destinations = [
      server.dataDir,
      join(server.dataDir, 'spool/x'),
      repositoryPath,
      join(repositoryPath, 'data'),
      place.path,
      link,
      join(link, 'x/y'),
      dangling,
      join(dangling, 'x'),
      join(toRepository, 'x'),
      file,
      join(file, 'x'),
    ]
    for (const destination of destinations)
      expect(await refusal(server, 'startRestore', wish({ destination })), destination).toMatchObject({
        code: 'INVALID_INPUT',
        fields: { destination: expect.stringMatching(/^Must /) },
      })
  })

  it('and once more right before the start', async () => {
    const root = place.at('root')
    const destination = join(root, 'changes')
    mkdirSync(destination, { recursive: true })
    await using other = await startTestServer()
    const id = await createRepository(other, {
      name: 'roots',
      path: place.at('roots'),
      sourceDirectories: [place.at('source')],
    })
    await waitForJob(other, await startBackup(other, id, { archiveName: 'x' }))
    const input = { repositoryId: id, archiveName: 'x' }
    // The folder becomes a link while the job waits behind a backup that waits for its script.
    await mutate(other, 'updateRepository', {
      repositoryId: id,
      preBackupScript: `while [ ! -e '${place.at('go')}' ]; do sleep 0.05; done`,
    })
    const backup = await startBackup(other, id)
    await waitForJob(other, backup, job => job.status === 'RUNNING')
    const { job } = await mutate(other, 'startRestore', { ...input, destination }, 'job { id }')
    rmSync(destination, { recursive: true })
    const inside = place.at('roots/data')
    const before = readdirSync(inside)
    symlinkSync(inside, destination)
    writeFileSync(place.at('go'), '')
    expect(await waitForJob(other, job.id)).toMatchObject({
      status: 'FAILED',
      failure: { code: 'DESTINATION_REFUSED' },
    })
    expect(readdirSync(inside)).toEqual(before)
  })
})

describe('nothing escapes the destination', () => {
  /** Puts a tar file with whatever names into the repository, as an attacker with access to it could. */
  function plant(name: string, script: string): void {
    const tar = place.at(`${name}.tar`)
    execFileSync('python3', [
      '-c',
      `import tarfile,io,sys\nt=tarfile.open(sys.argv[1],'w')\n${script}\nt.close()`,
      tar,
    ])
    execFileSync('borg', ['import-tar', `${repositoryPath}::${name}`, tar], {
      env: {
        PATH: '/usr/bin:/bin',
        BORG_BASE_DIR: place.at('independent'),
        BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
      },
      stdio: 'pipe',
    })
  }

  const hardLink = (name: string, to: string) =>
    `i=tarfile.TarInfo(${JSON.stringify(name)}); i.type=tarfile.LNKTYPE; i.linkname=${JSON.stringify(to)}; t.addfile(i)`
  const file = (name: string) =>
    `i=tarfile.TarInfo(${JSON.stringify(name)}); i.size=4; t.addfile(i,io.BytesIO(b'evil'))`

  it.each([
    [
      'below-a-link',
      (outside: string) => [
        `i=tarfile.TarInfo('x'); i.type=tarfile.SYMTYPE; i.linkname=${JSON.stringify(outside)}; t.addfile(i)`,
        file('x/evil'),
      ],
    ],
    [
      'below-a-further-name-of-a-link',
      (outside: string) => [
        `i=tarfile.TarInfo('x'); i.type=tarfile.SYMTYPE; i.linkname=${JSON.stringify(outside)}; t.addfile(i)`,
        hardLink('y', 'x'),
        file('y/evil'),
      ],
    ],
    ['with-a-hard-link-out', () => [file('ok/fine'), hardLink('ok/stolen', 'ok/../../../a file')]],
    ['with-dots', () => [file('ok/fine'), file('ok/../../evil')]],
  ])('an archive %s', async (name, entries) => {
    const outside = place.at(`outside-${name}`)
    mkdirSync(outside)
    plant(name, entries(outside).join('\n'))
    const destination = place.at(`in-${name}`)
    expect(await restore({ archiveName: name, destination })).toMatchObject({
      status: 'FAILED',
      failure: { code: 'RESTORE_UNSAFE' },
    })
    expect(readdirSync(outside)).toEqual([])
    expect(existsSync(join(destination, 'ok'))).toBe(false)
    expect(existsSync(place.at('evil'))).toBe(false)
  })

  it('a link that is at the destination already', async () => {
    const destination = place.at('linked')
    const outside = place.at('outside-linked')
    mkdirSync(outside)
    mkdirSync(destination)
    symlinkSync(outside, join(destination, stored.split('/')[0]!))
    expect(await restore({ paths: [`${stored}/deep/a`], destination })).toMatchObject({
      status: 'FAILED',
      failure: { code: 'RESTORE_UNSAFE' },
    })
    expect(readdirSync(outside)).toEqual([])
    // One that stands where a file comes back is replaced, and not followed.
    const replaced = place.at('replaced')
    mkdirSync(replaced)
    writeFileSync(join(outside, 'a'), 'untouched')
    symlinkSync(join(outside, 'a'), join(replaced, 'a'))
    const paths = [`${stored}/deep/a`]
    await restore({ paths, destination: replaced, layout: 'CONTENTS_ONLY' })
    expect(readFileSync(join(replaced, 'a'), 'utf8')).toBe('a')
    expect(readFileSync(join(outside, 'a'), 'utf8')).toBe('untouched')
  })
})

describe('bad wishes name their field', () => {
  it.each([
    [{ paths: ['a/../b'] }, 'paths'],
    [{ paths: [''] }, 'paths'],
    [{ paths: ['a/x', 'b/x'], layout: 'CONTENTS_ONLY' }, 'paths'],
    [{ archiveName: ' ' }, 'archiveName'],
    [{ archiveName: 'a/b' }, 'archiveName'],
  ])('%j', async (input, field) => {
    const destination = place.at('never made')
    expect(await refusal(server, 'startRestore', wish({ destination, ...input }))).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { [field]: expect.any(String) },
    })
    expect(existsSync(destination)).toBe(false)
  })
})

describe('a restore under way', () => {
  let many: string
  beforeAll(async () => {
    const tree = makeTree(place.at('many-source'), { files: 5000, bytes: 200 })
    many = await createRepository(server, { name: 'many', path: place.at('many'), sourceDirectories: [tree] })
    await waitForJob(server, await startBackup(server, many, { archiveName: 'many' }))
  })

  /** Starts it and stops Borg in the middle of its work. */
  async function startAndStop(destination: string) {
    const input = { repositoryId: many, archiveName: 'many', destination }
    const { job } = await mutate(server, 'startRestore', input, 'job { id }')
    const { pid } = await untilBorgRuns(server, job.id)
    await until(() => existsSync(destination) && readdirSync(destination).length > 0, 'files are coming')
    process.kill(pid, 'SIGSTOP')
    const files = readdirSync(destination, { recursive: true }).length
    expect(files).toBeLessThan(5000)
    return { id: job.id as string, pid, files }
  }

  it('is cancelled; what was restored stays, no lock does', async () => {
    const destination = place.at('cancelled')
    const { id, pid, files } = await startAndStop(destination)
    const answer = mutate(server, 'cancelJob', { jobId: id }, 'processTerminated job { status }')
    await until(async () => (await getJob(server, id)).cancellation, 'the cancel is known')
    process.kill(pid, 'SIGCONT')
    expect(await answer).toEqual({ processTerminated: true, job: { status: 'CANCELLED' } })
    expect(await getJob(server, id)).toMatchObject({ cancellation: { outcome: 'GRACEFUL' }, failure: null })
    expect(isRunning(pid)).toBe(false)
    expect(lockOwners(place.at('many'))).toEqual([])
    expect(readdirSync(destination, { recursive: true }).length).toBeGreaterThanOrEqual(files)
    const texts = (await readLog(server, id)).map(line => line.text)
    expect(texts).toContain(`What was restored until then stays in ${destination}.`)
  })

  it('is followed to its end by the next server after `kill -9`', async () => {
    const destination = place.at('adopted')
    const { id, pid } = await startAndStop(destination)
    await server.kill()
    server = await server.restart()
    expect(await getJob(server, id)).toMatchObject({ status: 'RUNNING', progress: { phase: 'RESTORING' } })
    expect(isRunning(pid)).toBe(true)
    process.kill(pid, 'SIGCONT')
    expect(await waitForJob(server, id)).toMatchObject({
      status: 'COMPLETED',
      exitCode: 0,
      progress: { originalSize: 1_000_000, percent: 100 },
    })
    const tree = place.at('many-source')
    expect(look(join(destination, relative('/', tree)))).toEqual(look(tree))
  })
})
