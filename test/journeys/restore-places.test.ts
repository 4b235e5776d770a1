import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makePlace, type Place } from '../fixtures/journeys.ts'
import { mutate } from '../http/mutate.ts'
import { createRepository, expectData, readLog, waitForJob } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let place: Place
let server: TestServer
let repositoryId: string
const tokens: Record<string, string | undefined> = {}

/** What an archive of a machine may hold; as an attacker with access to the repository could have made it, too. */
const entries = [
  `file('docs/plain')`,
  `file('home/bob/.ssh/authorized_keys')`,
  `file('home/bob/.bashrc')`,
  `file('home/bob/.config/fish/config.fish')`,
  `file('home/bob/notes')`,
  `file('tricks/.SSH/authorized_keys')`,
  `file('etc/cron.d/job')`,
  `file('tools/plain-tool')`,
  `file('tools/as-owner', mode=0o4755)`,
  `add('devices/zero', type=tarfile.CHRTYPE, devmajor=1, devminor=5)`,
  `add('folders/er', type=tarfile.DIRTYPE)`,
]

beforeAll(async () => {
  place = makePlace()
  server = await startTestServer()
  const path = place.at('repository')
  repositoryId = await createRepository(server, {
    name: 'places',
    path,
    sourceDirectories: ['/etc/hostname'],
  })
  const script = `import tarfile,io,sys
t=tarfile.open(sys.argv[1],'w')
def add(name, content=None, **more):
  i=tarfile.TarInfo(name); i.mode=0o644
  for k,v in more.items(): setattr(i,k,v)
  if content: i.size=len(content)
  t.addfile(i, io.BytesIO(content) if content else None)
def file(name, **more): add(name, b'evil', **more)
${entries.join('\n')}
t.close()`
  execFileSync('python3', ['-c', script, place.at('tar')])
  execFileSync('borg', ['import-tar', `${path}::machine`, place.at('tar')], {
    env: {
      PATH: '/usr/bin:/bin',
      BORG_BASE_DIR: place.at('independent'),
      BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
    },
    stdio: 'pipe',
  })
  for (const role of ['VIEWER', 'OPERATOR']) {
    const user = { username: role, password: 'for this test', role, allRepositoriesRole: role }
    await mutate(server, 'createUser', user)
    tokens[role] = await server.token(role, 'for this test')
  }
  const key = { name: 'narrow', permissions: ['CREATE', 'READ'] }
  tokens.KEY = (await mutate(server, 'createApiKey', key, 'secret')).secret
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
})

type Wish = { paths: string[]; destination: string; layout?: string; allowSensitivePaths?: boolean }

const ask = (wish: Wish, role: string, on = server) =>
  on.graphql(
    `query ($input: RestorePreviewInput!) { restorePreview(input: $input) { fileCount refusal sensitivePaths } }`,
    { input: { repositoryId, archiveName: 'machine', ...wish } },
    tokens[role],
  )

/** What a preview says: `fine`, or why not. */
async function verdictOn(wish: Wish, role: string, on = server): Promise<string> {
  const { data, errors } = await ask(wish, role, on)
  if (errors) return Object.values(errors[0]!.extensions.fields ?? { code: errors[0]!.message }).join()
  return data.restorePreview.refusal ?? 'fine'
}

const roots = () => join(server.dataDir, 'restores')
const elsewhere = () => place.at('elsewhere')

describe('who restores what to where', () => {
  const everybody = ['ADMIN', 'VIEWER', 'OPERATOR', 'KEY']
  const others = ['VIEWER', 'OPERATOR', 'KEY']
  const all = ['docs', 'home', 'tricks', 'etc', 'tools/plain-tool', 'folders']

  it.each<[string, string[], () => Wish, RegExp]>([
    [
      'everything, below the root',
      everybody,
      () => ({ paths: all, destination: join(roots(), 'x') }),
      /^fine$/,
    ],
    ['the root itself', others, () => ({ paths: ['docs'], destination: roots() }), /^fine$/],
    ['elsewhere', ['ADMIN'], () => ({ paths: ['docs'], destination: elsewhere() }), /^fine$/],
    [
      'elsewhere',
      others,
      () => ({ paths: ['docs'], destination: elsewhere() }),
      /^Must be in one of the folders that are configured for restores: .*restores\.$/,
    ],
    [
      'a link out of the root',
      others,
      () => {
        const destination = join(roots(), 'link')
        if (!existsSync(destination)) symlinkSync(place.path, destination)
        return { paths: ['docs'], destination: join(destination, 'x') }
      },
      /configured for restores/,
    ],
    [
      'sensitive places without saying so',
      others,
      () => ({ paths: ['docs'], destination: elsewhere(), allowSensitivePaths: true }),
      /^Only administrators restore to sensitive places/,
    ],
    [
      'keys into a home',
      ['ADMIN'],
      () => ({ paths: ['home/bob/.ssh'], destination: elsewhere(), layout: 'CONTENTS_ONLY' }),
      /^Would write to sensitive places: .*elsewhere\/\.ssh\/authorized_keys \(decides who may sign in\).* allowSensitivePaths\.$/,
    ],
    [
      'keys, deep in a tree',
      ['ADMIN'],
      () => ({ paths: ['home'], destination: elsewhere() }),
      /authorized_keys.*\.bashrc.*config\.fish/,
    ],
    [
      'one start-up file by its last name',
      ['ADMIN'],
      () => ({ paths: ['home/bob/.bashrc'], destination: elsewhere(), layout: 'CONTENTS_ONLY' }),
      /elsewhere\/\.bashrc \(decides what runs/,
    ],
    [
      'keys whose name is spelt otherwise',
      ['ADMIN'],
      () => ({ paths: ['tricks'], destination: elsewhere() }),
      /\.SSH\/authorized_keys/,
    ],
    [
      'a home, confirmed',
      ['ADMIN'],
      () => ({ paths: ['home'], destination: elsewhere(), allowSensitivePaths: true }),
      /^fine$/,
    ],
    [
      'the home of another account',
      ['ADMIN'],
      () => ({ paths: ['docs'], destination: '/home/vinculum-test-nobody' }),
      /^Must not be in the home of another account/,
    ],
    [
      'the home of another account, confirmed',
      ['ADMIN'],
      () => ({ paths: ['home'], destination: '/home/vinculum-test-nobody', allowSensitivePaths: true }),
      /^fine$/,
    ],
    ['the whole machine', ['ADMIN'], () => ({ paths: ['docs'], destination: '/' }), /^Must not hold \/bin/],
    [
      'the whole machine, confirmed',
      ['ADMIN'],
      () => ({ paths: all, destination: '/', allowSensitivePaths: true }),
      /^fine$/,
    ],
    [
      'the data of the server, confirmed',
      ['ADMIN'],
      () => ({ paths: ['docs'], destination: join(server.dataDir, 'spool/x'), allowSensitivePaths: true }),
      /^Must not be in the data directory/,
    ],
    [
      'a repository, confirmed',
      ['ADMIN'],
      () => ({ paths: ['docs'], destination: place.at('repository/data'), allowSensitivePaths: true }),
      /^Must not be in a repository/,
    ],
    [
      'a device',
      others,
      () => ({ paths: ['devices'], destination: join(roots(), 'x') }),
      /^The archive holds a device/,
    ],
    ['a device', ['ADMIN'], () => ({ paths: ['devices'], destination: elsewhere() }), /^fine$/],
    [
      'a program with the rights of its owner',
      others,
      () => ({ paths: ['tools'], destination: join(roots(), 'x') }),
      /rights of its owner.*as-owner$/,
    ],
    ['such a program', ['ADMIN'], () => ({ paths: ['tools'], destination: elsewhere() }), /^fine$/],
    [
      'a folder over a link at the destination',
      ['ADMIN'],
      () => {
        mkdirSync(place.at('linked/folders'), { recursive: true })
        if (!existsSync(place.at('linked/folders/er'))) symlinkSync('/etc', place.at('linked/folders/er'))
        return { paths: ['folders/er'], destination: place.at('linked') }
      },
      /^There is a symbolic link at the destination: folders\/er$/,
    ],
  ])('%s (%j)', async (_what, roles, makeWish, expected) => {
    const wish = makeWish()
    const verdicts = await Promise.all(roles.map(role => verdictOn(wish, role)))
    for (const verdict of verdicts) expect(verdict).toMatch(expected)
    expect(existsSync(elsewhere())).toBe(false)
  })
})

/** Restores as the administrator or somebody else. @returns the ended job */
async function restore(wish: Wish, role: string) {
  const answer = await server.graphql(
    'mutation ($input: StartRestoreInput!) { startRestore(input: $input) { job { id } } }',
    { input: { repositoryId, archiveName: 'machine', ...wish } },
    tokens[role],
  )
  return waitForJob(server, expectData(answer).startRestore.job.id)
}

it('refuses the job as the preview said, names the paths in its log, and writes nothing', async () => {
  const job = await restore({ paths: ['home', 'docs'], destination: place.at('refused') }, 'ADMIN')
  expect(job).toMatchObject({ status: 'FAILED', failure: { code: 'RESTORE_SENSITIVE' } })
  const texts = (await readLog(server, job.id)).map(line => line.text)
  expect(texts.join('\n')).toContain(`${place.at('refused/home/bob/.ssh/authorized_keys')} (`)
  expect(existsSync(place.at('refused'))).toBe(false)

  // Who repeats it asks for it with rights of their own.
  const retry = 'mutation ($jobId: ID!) { retryJob(input: { jobId: $jobId }) { job { id } } }'
  const again = expectData(await server.graphql(retry, { jobId: job.id }, tokens.VIEWER)).retryJob.job.id
  expect(await waitForJob(server, again)).toMatchObject({ failure: { code: 'DESTINATION_REFUSED' } })
})

it('restores for a viewer below the root, homes and all', async () => {
  const destination = join(roots(), 'by-viewer')
  const job = await restore({ paths: ['home'], destination }, 'VIEWER')
  expect(job).toMatchObject({ status: 'COMPLETED' })
  expect(readFileSync(join(destination, 'home/bob/.ssh/authorized_keys'), 'utf8')).toBe('evil')
})

it('restores a home for an administrator who says so', async context => {
  if (process.getuid!() !== 0) return context.skip('only root writes to the homes of others')
  const home = mkdtempSync('/home/vinculum-test-')
  try {
    const wish: Wish = { paths: ['home/bob/.bashrc'], destination: home, layout: 'CONTENTS_ONLY' }
    const answer = await ask(wish, 'ADMIN')
    expect(answer.errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT' } }])
    const job = await restore({ ...wish, allowSensitivePaths: true }, 'ADMIN')
    expect(job).toMatchObject({ status: 'COMPLETED' })
    expect(readFileSync(join(home, '.bashrc'), 'utf8')).toBe('evil')
  } finally {
    rmSync(home, { recursive: true })
  }
})

it('refuses a root that others could lead astray, when the server is root', async context => {
  if (process.getuid!() !== 0) return context.skip('the server is not root')
  const destination = join(roots(), 'shared')
  mkdirSync(destination, { mode: 0o700 })
  // The root itself lets nobody through, so that what is below it is safe, whoever it belongs to.
  execFileSync('chown', ['1000', destination])
  expect(await verdictOn({ paths: ['docs'], destination }, 'VIEWER')).toBe('fine')
  execFileSync('chmod', ['755', roots()])
  try {
    expect(await verdictOn({ paths: ['docs'], destination }, 'VIEWER')).toMatch(/only the server's user can/)
  } finally {
    execFileSync('chmod', ['700', roots()])
  }
})

it('has one switch for how much others may: nothing, or as much as Borg UI let them', async () => {
  const wish = { paths: ['docs'], destination: elsewhere() }
  server = await server.restart({ RESTORES_FOR_NON_ADMINS: 'never' })
  expect(await verdictOn({ ...wish, destination: join(roots(), 'x') }, 'OPERATOR')).toMatch(
    /^Only administrators restore on this server/,
  )
  expect(await verdictOn(wish, 'ADMIN')).toBe('fine')
  server = await server.restart({ RESTORES_FOR_NON_ADMINS: 'anywhere' })
  expect(await verdictOn(wish, 'VIEWER')).toBe('fine')
  const sensitive = { paths: ['home'], destination: elsewhere() }
  expect(await verdictOn(sensitive, 'VIEWER')).toMatch(/^Would write to sensitive places.*\)\.$/)
  expect(await restore(wish, 'VIEWER')).toMatchObject({ status: 'COMPLETED' })
  expect(readFileSync(join(elsewhere(), 'docs/plain'), 'utf8')).toBe('evil')
})
