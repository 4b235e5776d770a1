import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import bcrypt from 'bcryptjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../src/platform/database.ts'
import { makeOldWarehouse, type OldWarehouse, oldRepository, oldToken } from '../fixtures/old-warehouse.ts'
import { until } from '../fixtures/processes.ts'
import { mutate } from '../http/mutate.ts'
import { clientOf } from '../rest-compat/borgwarehouse/client.ts'
import { createDatabase, databaseKind, databaseUrlOf, itOn, openTables } from '../support/database.ts'
import { runProgram, type Said } from '../support/programs.ts'
import { startTestServer } from '../support/server.ts'
import { makeClient, type SshClient } from '../support/ssh-client.ts'
import { freshPublicKey } from '../support/ssh-keys.ts'
import { startSshd, type TestSshd } from '../support/sshd.ts'
import { makeFolder, makeTree } from '../support/trees.ts'

const itOnPostgresql = itOn('PostgreSQL', 'SQLite serves one process')

let folder: ReturnType<typeof makeFolder>
beforeAll(() => {
  folder = makeFolder()
})
afterAll(() => folder[Symbol.dispose]())

/** What the administrator types. */
async function importFrom(
  { configDir }: OldWarehouse,
  env: Record<string, string>,
  ...options: string[]
): Promise<Said> {
  const databaseUrl = env.DATABASE_URL ?? (await databaseUrlOf(env.DATA_DIR!))
  const places = databaseUrl ? { ...env, DATABASE_URL: databaseUrl } : env
  return runProgram('import-borgwarehouse', [configDir, ...options], places)
}

/** Every row that an import could touch. */
async function rowsOf({ db }: Database): Promise<object> {
  return {
    repository: await db.selectFrom('repository').selectAll().orderBy('id').execute(),
    hosted: await db.selectFrom('hosted_repository').selectAll().orderBy('repositoryId').execute(),
    health: await db.selectFrom('repository_health').selectAll().orderBy('repositoryId').execute(),
    users: await db.selectFrom('user_account').selectAll().orderBy('id').execute(),
    keys: await db.selectFrom('api_key').selectAll().orderBy('id').execute(),
    alerts: await db.selectFrom('alert_settings').selectAll().execute(),
  }
}

async function withDatabase<Result>(dataDir: string, read: (db: Database) => Promise<Result>) {
  await using tables = await openTables(dataDir)
  return await read(tables)
}

describe('an installation of 2.4', () => {
  const [used, unused] = ['69e3aeec', '0badcafe']
  const token = '0b8e7f51-3f52-4d8c-9a35-5b6f2f1c7d11'
  let old: OldWarehouse
  let sshd: TestSshd
  let client: SshClient
  let source: string
  let env: Record<string, string>
  let dataDir: string
  beforeAll(async () => {
    const home = join(folder.path, 'two')
    mkdirSync(home)
    source = makeTree(join(folder.path, 'source'), { files: 5, bytes: 1000 })
    old = makeOldWarehouse(join(home, 'borgwarehouse'), '2.4')
    sshd = await startSshd(home, { authorizedKeysFile: old.authorizedKeys })
    client = makeClient(home, sshd)
    const other = freshPublicKey()
    old.write({
      repositories: [
        oldRepository(1, unused, other, { alias: 'Später', alert: 0, storageSize: 250, lanCommand: true }),
        oldRepository(0, used, client.publicKey, { comment: 'the laptop' }),
      ],
      users: [
        {
          id: 0,
          email: 'admin@example.com',
          username: 'admin',
          roles: ['admin'],
          password: await bcrypt.hash('old but gold', 10),
          tokens: [oldToken('ansible', token, 'read create')],
        },
      ],
      lines: [
        '# kept by hand',
        old.line(unused, other, { quota: 250 }),
        old.line(used, client.publicKey),
        `command="cd /elsewhere;true",restrict ${freshPublicKey('mine')}`,
      ],
    })
    // The old installation at work.
    expect(await client.borg(used, 'init', '-e', 'repokey-blake2', 'REPO')).toMatchObject({ code: 0 })
    expect(await client.borg(used, 'create', 'REPO::before', source)).toMatchObject({ code: 0 })
    dataDir = join(folder.path, 'data-two')
    env = { DATA_DIR: dataDir, HOSTED_REPOSITORIES_DIR: old.pool, AUTHORIZED_KEYS_FILE: old.authorizedKeys }
  })
  afterAll(() => sshd?.[Symbol.asyncDispose]())

  it('is taken over once, and nothing of it is touched', async () => {
    const before = old.snapshot()
    const dry = await importFrom(old, env, '--dry-run')
    expect(dry.output).toContain(`${used} "Alias of ${used}", ${old.pool}/${used}: id 0, 1G, SHA256:`)
    expect(dry.output).toContain('"admin": new administrator, API keys "ansible"')
    expect(dry.output).not.toContain('Mistakes')
    expect(dry.code).toBe(0)
    expect(existsSync(dataDir)).toBe(false)

    const done = await importFrom(old, env)
    expect(done).toEqual({ code: 0, output: expect.stringMatching(/Done\.\n$/) })
    expect(done.output).not.toContain('AUTHORIZED_KEYS_FILE=')
    const rows = await withDatabase(dataDir, rowsOf)
    const again = await importFrom(old, env)
    expect(again).toEqual({ code: 0, output: expect.stringContaining('Nothing to do.') })
    expect(await withDatabase(dataDir, rowsOf)).toEqual(rows)
    expect(old.snapshot()).toEqual(before)
    for (const { output } of [dry, done, again]) expect(output).not.toMatch(new RegExp(`${token}|\\$2b`))
  })

  it('goes on with its keys, tokens, passwords and lines', async () => {
    const keys = readFileSync(old.authorizedKeys)
    await using server = await startTestServer({ env, dataDir })
    // Beside a server that lives elsewhere nobody can tell.
    if (databaseKind === 'SQLite')
      expect((await importFrom(old, env)).output).toContain('The server is running. Stop it')
    expect(readFileSync(old.authorizedKeys)).toEqual(keys)

    const send = clientOf(server, token)
    const { json } = await send('GET', '/api/repo')
    const shape = JSON.parse(readFileSync(join(old.configDir, 'repo.json'), 'utf8'))
    expect(json.repoList).toEqual([
      shape[0],
      { ...shape[1], status: true, lastSave: expect.any(Number), storageUsed: expect.any(Number) },
    ])
    expect((await send('GET', '/api/repo/id/0')).json.repo.repositoryName).toBe(used)
    expect((await send('GET', `/api/v1/repositories/${used}`)).json.repo.comment).toBe('the laptop')
    // The key may not delete: it never could.
    expect((await send('DELETE', `/api/v1/repositories/${unused}`)).status).toBe(403)

    expect(await client.borg(used, 'create', 'REPO::after', source)).toMatchObject({ code: 0 })
    expect((await client.borg(used, 'list', '--short', 'REPO')).stdout).toBe('before\nafter\n')

    await expect(server.token('admin', 'old but cold')).rejects.toThrow('UNAUTHENTICATED')
    const session = await server.token('admin', 'old but gold')
    const { data } = await server.graphql('{ viewer { username email role } }', {}, session)
    expect(data.viewer).toEqual({ username: 'admin', email: 'admin@example.com', role: 'ADMIN' })
    await server.token('admin', 'old but gold')
    await server.stop()
    const { passwordHash } = await withDatabase(dataDir, ({ db }) =>
      db.selectFrom('user_account').select('passwordHash').executeTakeFirstOrThrow(),
    )
    expect(passwordHash).toMatch(/^\$argon2id\$/)
  })

  it('never overwrites what has changed here since', async () => {
    const rows = await withDatabase(dataDir, rowsOf)
    const [first, second] = JSON.parse(readFileSync(join(old.configDir, 'repo.json'), 'utf8'))
    old.write({ repositories: [{ ...first, alias: 'Sooner', lastSave: 1_795_200_000 }, second] })
    const { code, output } = await importFrom(old, env)
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('Nothing to do.') })
    expect(output).toContain('is here already and stays as it is here; different: alias, lastModifiedAt.')
    expect(await withDatabase(dataDir, rowsOf)).toEqual(rows)
  })
})

describe('an installation of 3.6', () => {
  const names = ['ae83cd44', 'c1ddd097', 'feedf00d'] as const
  const secret = 'hush'
  let old: OldWarehouse
  let disk: string
  const keys = names.map(name => freshPublicKey(name))
  beforeAll(() => {
    old = makeOldWarehouse(join(folder.path, 'three'), '3.6')
    disk = join(folder.path, 'disk')
    mkdirSync(join(disk, names[1]), { recursive: true })
    symlinkSync(join(disk, names[1]), join(old.pool, names[1]))
    const late = Math.floor(Date.now() / 1000) - 1_000_000
    const repository = (index: number, more: object) => {
      const { displayDetails: _, ...rest } = oldRepository(index, names[index]!, keys[index]!, more)
      return rest
    }
    old.write({
      repositories: [
        repository(0, { lastSave: late, alert: 3600, lastStatusAlertSend: late + 90_000, storageUsed: 36 }),
        repository(1, { storageTarget: disk, appendOnlyMode: true, icon: 'IconServer' }),
        repository(2, { archived: true }),
      ],
      users: [
        { id: 0, username: 'root.admin', roles: ['admin'], email: '', dateFormat: 'yyyy-MM-dd HH:mm' },
        {
          id: 1,
          username: 'admin',
          roles: ['admin'],
          email: 'second@example.com',
          password: bcrypt.hashSync('never used here', 4),
          emailAlert: true,
          appriseAlert: true,
          appriseMode: 'stateless',
          appriseStatelessURL: 'http://apprise.example:8000',
          appriseServices: [`gotify://example.com/${secret}`],
          webhookAlert: true,
          webhookURL: 'https://hooks.example.com/x',
          webhookSecret: secret,
          tokens: [oldToken('terraform', '7d0d3c1e-3f52-4d8c-9a35-5b6f2f1c7d22')],
        },
      ],
      lines: [
        old.line(names[0], keys[0]!),
        old.line(names[1], keys[1]!, { appendOnly: true }),
        old.line(names[2], keys[2]!, { archived: true }),
      ],
    })
  })

  itOnPostgresql('joins what is there already, beside a running server', async () => {
    const env = {
      DATABASE_URL: await createDatabase(),
      HOSTED_REPOSITORIES_DIR: join(folder.path, 'own-pool'),
    }
    await using server = await startTestServer({ env })
    const mine = { alias: 'mine', sshPublicKey: freshPublicKey(), quota: 1e9 }
    await mutate(server, 'createHostedRepository', mine)
    const before = old.snapshot()
    const { code, output } = await importFrom(old, { ...env, DATA_DIR: server.dataDir })
    expect(code).toBe(0)
    expect(output).toContain('1 is taken here, so it gets another one')
    expect(output).toContain('"admin"), username: is a user here already, who keeps password and role.')
    expect(output).toContain('password: is not here')
    expect(output).toContain(`STORAGE_TARGETS: does not name ${disk}, which is used.`)
    expect(output).toContain(`Start it with AUTHORIZED_KEYS_FILE=${old.authorizedKeys}`)
    expect(output).toContain(`HOSTED_REPOSITORIES_DIR=${old.pool}`)
    expect(output).toContain('Restart every server')
    expect(output).not.toContain(secret)
    expect(old.snapshot()).toEqual(before)

    await using next = await server.restart({
      HOSTED_REPOSITORIES_DIR: old.pool,
      AUTHORIZED_KEYS_FILE: old.authorizedKeys,
      STORAGE_TARGETS: disk,
    })
    await until(() => next.output().includes('Serving'), 'the server serves')
    expect(readFileSync(old.authorizedKeys, 'utf8')).toMatch(
      new RegExp(`^${[...names.keys()].map(() => '.*\\n').join('')}command=.*\\n$`),
    )
    const { data } = await next.graphql(`{
      hostedRepositories { edges { node {
        databaseId name path alias appendOnly archived wasArchived icon storageTarget displayDetails
        sizeOnDisk health { status freshnessSeconds }
      } } }
      viewer { alertSettings {
        emailEnabled appriseEnabled appriseMode appriseStatelessUrl appriseServices webhookEnabled webhookUrl hasWebhookSecret
      } }
      users { edges { node { username role } } }
    }`)
    const nodes = data.hostedRepositories.edges.map((edge: { node: { name: string } }) => edge.node)
    const byName = Object.fromEntries(nodes.map((node: { name: string }) => [node.name, node]))
    expect(byName[names[0]]).toMatchObject({
      databaseId: 0,
      path: join(old.pool, names[0]),
      displayDetails: null,
      wasArchived: false,
      sizeOnDisk: 36_864,
      health: { status: 'STALE', freshnessSeconds: 3600 },
    })
    expect(byName[names[1]]).toMatchObject({ appendOnly: true, storageTarget: disk, icon: 'IconServer' })
    expect(byName[names[1]].databaseId).toBeGreaterThan(2)
    expect(byName[names[2]]).toMatchObject({ databaseId: 2, archived: true, wasArchived: true })
    expect(data.viewer.alertSettings).toEqual({
      emailEnabled: true,
      appriseEnabled: true,
      appriseMode: 'STATELESS',
      appriseStatelessUrl: 'http://apprise.example:8000',
      appriseServices: [`gotify://example.com/${secret}`],
      webhookEnabled: true,
      webhookUrl: 'https://hooks.example.com/x',
      hasWebhookSecret: true,
    })
    expect(data.users.edges.map((edge: { node: object }) => edge.node)).toContainEqual({
      username: 'root.admin',
      role: 'ADMIN',
    })
    // The next id is a free one.
    const { repository } = await mutate(
      next,
      'createHostedRepository',
      { alias: 'next', sshPublicKey: freshPublicKey(), quota: 1e9 },
      'repository { databaseId }',
    )
    expect(repository.databaseId).toBeGreaterThan(byName[names[1]].databaseId)
  })
})

it('does nothing at all when something is wrong, and says everything', async () => {
  const old = makeOldWarehouse(join(folder.path, 'broken'), '3.6')
  const key = freshPublicKey()
  old.write({
    repositories: [
      oldRepository(0, 'ae83cd44', key),
      oldRepository(0, 'NOTAHEX!', `${key}\nssh-ed25519 AAAA`, { alert: 'soon', storageSize: 0 }),
    ],
    lines: [old.line('ae83cd44', key).replace(',restrict', ',from="10.0.0.0/8",restrict')],
  })
  writeFileSync(join(old.configDir, 'users.json'), '')
  const dataDir = join(folder.path, 'data-broken')
  const before = old.snapshot()
  const { code, output } = await importFrom(old, { DATA_DIR: dataDir })
  expect(code).toBe(1)
  const [first, second] = ['1 ("ae83cd44")', '2 ("NOTAHEX!")'].map(
    entry => `  - ${join(old.configDir, 'repo.json')}, entry ${entry}`,
  )
  expect(output.slice(output.indexOf('Mistakes')).split('\n')).toEqual([
    'Mistakes (7)',
    `  - ${old.authorizedKeys}, line 1: is for a repository, but has more or other options than BorgWarehouse writes; they would be lost.`,
    `${second}, repositoryName: must be 8 lowercase hexadecimal digits.`,
    `${second}, alert: must be a number.`,
    `${second}, id: is that of ${first!.slice(4)}, too.`,
    `${second}, storageSize: Must be between 10000000 and 9007199000000000 bytes.`,
    expect.stringContaining(`${second}, sshPublicKey: Must be one public key in OpenSSH’s format`),
    `  - ${join(old.configDir, 'users.json')}: is empty.`,
    '',
    'Nothing was written.',
    '',
  ])
  expect(old.snapshot()).toEqual(before)
  const counts = await withDatabase(dataDir, ({ db }) => db.selectFrom('repository').select('id').execute())
  expect(counts).toEqual([])
})

it('gives no advice that it refuses itself: a moved pool goes with a key file of its own', async () => {
  const old = makeOldWarehouse(join(folder.path, 'moved'), '3.6')
  const key = freshPublicKey()
  const pool = join(folder.path, 'moved-repos')
  mkdirSync(pool)
  old.write({
    repositories: [oldRepository(0, 'ae83cd44', key)],
    users: [{ username: 'admin', password: `$2b$10$${'a'.repeat(53)}` }],
    lines: [old.line('ae83cd44', key)],
  })
  const ask = (env: Record<string, string>, ...more: string[]) =>
    runProgram('import-borgwarehouse', [old.configDir, '--dry-run', ...more], {
      DATA_DIR: join(folder.path, 'data-moved'),
      ...env,
    })
  const advice = `AUTHORIZED_KEYS_FILE=${old.authorizedKeys}`
  const moved = await ask({}, '--pool', pool)
  expect(moved.code).toBe(0)
  expect(moved.output).not.toContain(advice)
  expect(moved.output).toContain(`whose lines lead to another pool than ${pool}.`)
  // What it would have advised.
  expect(await ask({ AUTHORIZED_KEYS_FILE: old.authorizedKeys }, '--pool', pool)).toMatchObject({ code: 1 })
  const asItWas = await ask({})
  expect(asItWas.output).toContain(advice)
  expect(await ask({ AUTHORIZED_KEYS_FILE: old.authorizedKeys })).toMatchObject({ code: 0 })
})
