import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../fixtures/processes.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'
import { freshPublicKey } from '../../support/ssh-keys.ts'
import { makeFolder, makeTree } from '../../support/trees.ts'
import { clientOf, makeKey, type Permission, type Send, sevenKeys, threeKeys } from './client.ts'

let server: TestServer
let folder: ReturnType<typeof makeFolder>
let send: Send
let readKey: string
beforeAll(async () => {
  folder = makeFolder()
  server = await startTestServer({ env: { HOSTED_REPOSITORIES_DIR: join(folder.path, 'repos') } })
  send = clientOf(server, await makeKey(server, 'CREATE', 'READ', 'UPDATE', 'DELETE'))
  readKey = await makeKey(server, 'READ')
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const base = '/api/v1/repositories'
const make = async (more: object = {}): Promise<{ id: number; slug: string }> => {
  const { status, json } = await send('POST', base, { json: threeKeys(more) })
  expect(status).toBe(200)
  return { id: json.id, slug: json.repositoryName }
}
const read = async (slug: string) => (await send('GET', `${base}/${slug}`)).json.repo
const said = (status: number, message: string | object) => ({
  status,
  text: JSON.stringify({ status, message }),
})

describe('a repository', () => {
  it('of three keys has the defaults of the old server', async () => {
    const json = threeKeys()
    const { id, repositoryName } = (await send('POST', base, { json })).json
    const reply = await send('GET', `${base}/${repositoryName}`)
    expect(reply.text).toBe(
      JSON.stringify({
        repo: {
          id,
          alias: 'r1',
          repositoryName,
          status: false,
          lastSave: 0,
          lastStatusAlertSend: reply.json.repo.lastStatusAlertSend,
          alert: 0,
          storageSize: 10,
          storageUsed: 0,
          sshPublicKey: json.sshPublicKey,
          comment: '',
          lanCommand: false,
          appendOnlyMode: false,
        },
      }),
    )
  })

  it('takes what is optional; null counts as absent, and unknown keys are ignored', async () => {
    const { slug } = await make({
      icon: 'IconServer',
      alert: -1.5,
      comment: null,
      unknown: 1,
      id: 99,
      storageTarget: '',
    })
    expect(await read(slug)).toMatchObject({ icon: 'IconServer', alert: -1.5, comment: '' })
  })

  it('that is changed or archived goes to the end of the list', async () => {
    const [first, second] = [await make(), await make()]
    const last = async () => (await send('GET', base)).json.repoList.at(-1).repositoryName
    expect(await last()).toBe(second.slug)
    expect(await send('PATCH', `${base}/${first.slug}`, { json: { alias: '' } })).toMatchObject(
      said(200, `Repository ${first.slug} has been edited`),
    )
    expect(await last()).toBe(first.slug)
    expect(await send('POST', `${base}/${second.slug}/archive`, { json: { archived: true } })).toMatchObject(
      said(200, `Repository ${second.slug} has been archived`),
    )
    expect(await last()).toBe(second.slug)
    expect(await read(second.slug)).toMatchObject({ archived: true })
    expect(await send('PATCH', `${base}/${second.slug}`, { json: { alias: 'x' } })).toMatchObject(
      said(403, 'Repository is archived (read-only). Unarchive it first.'),
    )
    expect(await send('POST', `${base}/${second.slug}/archive`, { json: { archived: false } })).toMatchObject(
      said(200, `Repository ${second.slug} has been unarchived`),
    )
    expect(await read(second.slug)).toMatchObject({ archived: false })
  })

  it('keeps what cannot be changed, and ignores keys that it does not know, as Terraform sends them', async () => {
    const { id, slug } = await make()
    const json = {
      ID: 5,
      Alias: 'capital',
      id: 77,
      repositoryName: 'deadbeef',
      status: true,
      lastSave: 5,
      storageTarget: '/x',
    }
    expect(await send('PATCH', `${base}/${slug}`, { json })).toMatchObject({ status: 200 })
    expect(await send('PATCH', `${base}/${slug}`)).toMatchObject({ status: 200 })
    expect(await read(slug)).toMatchObject({
      id,
      repositoryName: slug,
      status: false,
      lastSave: 0,
      alias: 'r1',
    })
  })

  it('is deleted, also when nobody ever made it', async () => {
    const { slug } = await make()
    expect(
      await send('DELETE', `${base}/${slug}`, { headers: { 'content-type': 'application/json' } }),
    ).toMatchObject(said(200, `Repository ${slug} deleted`))
    expect(await send('GET', `${base}/${slug}`)).toMatchObject(said(404, `No repository with name ${slug}`))
    expect(await send('DELETE', `${base}/${slug}`)).toMatchObject(
      said(404, `Repository with name ${slug} not found`),
    )
    expect(await send('PATCH', `${base}/${slug}`, { json: {} })).toMatchObject(
      said(404, 'Repository not found'),
    )
    for (const what of ['compact', 'break-lock', 'archive'])
      expect(await send('POST', `${base}/${slug}/${what}`, { json: { archived: true } })).toMatchObject(
        said(404, `Repository with name ${slug} not found`),
      )
  })
})

describe('checks come in the order of the old server', () => {
  it.each([
    ['GET', base],
    ['PUT', base],
    ['GET', `${base}/UPPERCAS`],
    ['POST', `${base}/deadbeef/archive`],
    ['POST', `${base}/deadbeef/compact`],
    ['GET', `${base}/deadbeef/break-lock`],
  ])('%s %s: credentials at all', async (method, path) => {
    expect(await send(method, path, { authorization: null })).toMatchObject(said(401, 'Unauthorized'))
  })

  it('then method and name, then the key, then its permission', async () => {
    const bad = { authorization: 'Bearer nonsense' }
    const slug = said(400, 'Slug must be a valid repository name (8-character hexadecimal string)')
    const method = said(405, 'Method Not Allowed')
    const key = said(401, 'Invalid API key')
    expect(await send('PUT', base, bad)).toMatchObject(method)
    expect(await send('PUT', `${base}/UPPERCAS`, bad)).toMatchObject(slug)
    expect(await send('PUT', `${base}/deadbeef`, bad)).toMatchObject(method)
    expect(await send('GET', `${base}/nope/archive`, bad)).toMatchObject(method)
    expect(await send('POST', `${base}/nope/archive`, bad)).toMatchObject(slug)
    expect(await send('POST', `${base}/deadbeef/archive`, { ...bad, json: { archived: 1 } })).toMatchObject(
      said(400, 'archived must be a boolean'),
    )
    expect(
      await send('POST', `${base}/deadbeef/archive`, { ...bad, json: { archived: true } }),
    ).toMatchObject(key)
    expect(await send('GET', `${base}/deadbeef`, bad)).toMatchObject(key)
    expect(await send('POST', `${base}/deadbeef/compact`, bad)).toMatchObject(key)
    expect(await send('HEAD', base)).toMatchObject({ status: 405 })
    expect(await send('OPTIONS', base)).toMatchObject(method)
    const weak = { authorization: `Bearer ${readKey}` }
    const lacking = said(403, 'Insufficient permissions')
    expect(await send('POST', base, { ...weak, json: {} })).toMatchObject(lacking)
    expect(await send('PATCH', `${base}/deadbeef`, { ...weak, json: { alias: 1 } })).toMatchObject(lacking)
    expect(await send('DELETE', `${base}/deadbeef`, weak)).toMatchObject(lacking)
    for (const what of ['archive', 'compact', 'break-lock'])
      expect(
        await send('POST', `${base}/deadbeef/${what}`, { ...weak, json: { archived: true } }),
      ).toMatchObject(lacking)
  })

  it.each([
    [{}, 'Alias must be a non-empty string'],
    [{ alias: 5 }, 'Alias must be a non-empty string'],
    [{ alias: 'a' }, 'SSH Public Key must be a non-empty string'],
    [{ alias: 'a', sshPublicKey: 'k' }, 'Storage Size must be a positive integer'],
    [threeKeys({ storageSize: 1.5 }), 'Storage Size must be a positive integer'],
    [threeKeys({ storageSize: 1e20 }), 'Storage Size must be a positive integer'],
    [threeKeys({ comment: 5 }), 'Comment must be a string'],
    [threeKeys({ alert: '5' }), 'Alert must be a number'],
    [threeKeys({ lanCommand: 'true' }), 'Lan Command must be a boolean'],
    [threeKeys({ appendOnlyMode: 0 }), 'Append Only Mode must be a boolean'],
    [threeKeys({ icon: 'IconNone' }), 'Icon must be a valid icon name'],
    [threeKeys({ storageTarget: 7 }), 'Storage Target must be a string'],
    [threeKeys({ storageTarget: '/etc' }), 'Storage Target must be one of the configured STORAGE_TARGETS'],
  ])('a new one: %j', async (json, message) => {
    expect(await send('POST', base, { json })).toMatchObject(said(400, message))
  })

  it.each([
    [{ alias: null }, 'Alias must be a string'],
    [{ sshPublicKey: 5 }, 'SSH Public Key must be a string'],
    [{ storageSize: '5' }, 'Storage Size must be a number'],
    [{ storageSize: 0 }, 'Storage Size must be a positive integer'],
    [{ storageSize: -3 }, 'Storage Size must be a positive integer'],
    [{ comment: null }, 'Comment must be a string'],
    [{ alert: null }, 'Alert must be a number'],
    [{ lanCommand: null }, 'Lan Command must be a boolean'],
    [{ appendOnlyMode: 'x' }, 'Append Only Mode must be a boolean'],
    [{ icon: null }, 'Icon must be a valid icon name'],
    [{ icon: 'x' }, 'Icon must be a valid icon name'],
  ])('a change: %j', async (json, message) => {
    const { slug } = await make()
    expect(await send('PATCH', `${base}/${slug}`, { json })).toMatchObject(said(400, message))
  })

  it('keys are refused with the words of the script, without paths', async () => {
    const script = {
      code: 2,
      cmd: 'createRepo.sh',
      stderr: 'Invalid public SSH KEY format. Provide a key in OpenSSH format (rsa, ed25519, ed25519-sk)',
      stdout: '',
    }
    expect(await send('POST', base, { json: threeKeys({ sshPublicKey: 'nonsense' }) })).toMatchObject(
      said(500, 'Invalid SSH key format'),
    )
    expect(await send('POST', base, { json: threeKeys({ sshPublicKey: 'ssh-ed25519 AAAA' }) })).toMatchObject(
      said(500, script),
    )
    const sshPublicKey = `${freshPublicKey()}\nssh-ed25519 AAAAC3Nz injected`
    expect(await send('POST', base, { json: threeKeys({ sshPublicKey }) })).toMatchObject({ status: 500 })
    const { slug } = await make()
    expect(await send('PATCH', `${base}/${slug}`, { json: { sshPublicKey: '' } })).toMatchObject(
      said(500, 'Invalid SSH key format'),
    )
    const taken = (await read(slug)).sshPublicKey
    expect(await send('POST', base, { json: threeKeys({ sshPublicKey: taken }) })).toMatchObject({
      status: 409,
    })
  })
})

describe('transport', () => {
  it('knows what a client has already, and sends slashes away', async () => {
    const first = await send('GET', '/api/v1/version')
    const etag = first.headers.get('etag')!
    expect(first).toMatchObject({ status: 200, text: '{"version":"3.6.0"}' })
    expect(await send('GET', '/api/v1/version', { headers: { 'if-none-match': etag } })).toMatchObject({
      status: 304,
      text: '',
    })
    const slash = await send('GET', '/api/v1/version/?x=1')
    expect([slash.status, slash.headers.get('location')]).toEqual([308, '/api/v1/version?x=1'])
    expect(await send('GET', '/api/v1/nothing')).toMatchObject({ status: 404 })
  })

  it('takes no body that nests without end', async () => {
    const brackets = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
    for (const body of [brackets, `{"alias":${brackets}}`])
      expect(await send('POST', base, { body })).toMatchObject({
        status: 400,
        text: expect.stringContaining('Invalid JSON'),
      })
  })

  it('takes a session from a cookie, but not from the page of another site', async () => {
    const cookie = `better-auth.session_token=${await server.token()}`
    const ask = (method: string, headers: Record<string, string>, authorization: string | null = null) =>
      send(method, base, {
        authorization,
        headers: { cookie, ...headers },
        ...(method === 'POST' ? { json: {} } : {}),
      })
    expect(await ask('GET', {})).toMatchObject({ status: 200 })
    // A good cookie makes a bad header irrelevant.
    expect(await ask('GET', {}, 'Bearer nonsense')).toMatchObject({ status: 200 })
    expect(await ask('POST', {})).toMatchObject({ status: 400 })
    expect(await ask('POST', { origin: server.url })).toMatchObject({ status: 400 })
    for (const headers of [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'null' },
    ])
      expect(await ask('POST', headers as unknown as Record<string, string>)).toMatchObject(
        said(401, 'Unauthorized'),
      )
  })
})

it('a key that opens something else already is refused, and nothing of the file is lost', async () => {
  const { slug } = await make()
  const file = join(server.dataDir, 'ssh/authorized_keys')
  const [used, fresh] = [freshPublicKey(), freshPublicKey()]
  const path = join(folder.path, 'repos', slug)
  const byHand = [
    `no-pty,command="true" ${used}`,
    `# was: command="cd ${join(folder.path, 'repos')};borg serve --restrict-to-repository ${path}",restrict ${fresh}`,
  ]
  writeFileSync(file, `${readFileSync(file, 'utf8')}${byHand.join('\n')}\n`)
  const keyInUse = { status: 409 }
  expect(await send('POST', base, { json: threeKeys({ sshPublicKey: used }) })).toMatchObject(keyInUse)
  expect(await send('PATCH', `${base}/${slug}`, { json: { sshPublicKey: used } })).toMatchObject(keyInUse)
  expect((await read(slug)).sshPublicKey).not.toContain(used)
  await make({ sshPublicKey: fresh })
  expect(readFileSync(file, 'utf8').split('\n')).toEqual(expect.arrayContaining(byHand))
})

it('one permission is enough for what it is for, on both families', async () => {
  const with_ = async (...permissions: Permission[]) =>
    clientOf(server, await makeKey(server, ...permissions))
  const [update, remove] = [await with_('UPDATE'), await with_('DELETE')]
  const [one, other] = [await make(), await make()]
  const path = `${base}/${one.slug}`
  const tried = [
    await update('PATCH', path, { json: { comment: 'changed' } }),
    await update('PATCH', `/api/repo/id/${one.id}/edit`, { json: sevenKeys({ comment: 'again' }) }),
    await update('POST', `${path}/archive`, { json: { archived: true } }),
    await update('POST', `${path}/archive`, { json: { archived: false } }),
    await remove('DELETE', `/api/repo/id/${other.id}/delete`),
  ]
  expect(tried.map(({ status }) => status)).toEqual(Array(5).fill(200))
  expect(await read(one.slug)).toMatchObject({ comment: 'again' })
  await promisify(execFile)('borg', ['init', '-e', 'none', join(folder.path, 'repos', one.slug)])
  await until(async () => (await read(one.slug)).lastSave > 0, 'the push is seen')
  expect(await update('POST', `${path}/compact`)).toMatchObject({ status: 200 })
  expect(await update('POST', `${path}/break-lock`)).toMatchObject({ status: 200 })
  expect(await update('GET', path)).toMatchObject({ status: 403 })
  expect(await remove('DELETE', path)).toMatchObject({ status: 200 })
})

describe('work on the files', () => {
  const env = {
    ...process.env,
    BORG_PASSPHRASE: 'x',
    BORG_BASE_DIR: '',
    BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
  }
  const borg = (...args: string[]) =>
    // Not `execFileSync`: nobody would notice meanwhile that the server has closed an idle connection.
    promisify(execFile)('borg', args, { env: { ...env, BORG_BASE_DIR: join(folder.path, 'client') } })

  it('waits for a compaction, and refuses it for append-only repositories', async () => {
    const { slug } = await make()
    const path = join(folder.path, 'repos', slug)
    expect(await send('POST', `${base}/${slug}/compact`)).toMatchObject(
      said(500, {
        code: 3,
        cmd: 'compactRepo.sh',
        stderr: `The repository ${slug} does not exist or has never been initialized.`,
        stdout: '',
      }),
    )
    await borg('init', '-e', 'none', path)
    await borg('create', `${path}::a`, makeTree(join(folder.path, slug), { files: 5, bytes: 10_000 }))
    await borg('delete', `${path}::a`)
    expect(await send('POST', `${base}/${slug}/compact`)).toMatchObject(
      said(200, `Repository ${slug} has been compacted`),
    )
    await send('PATCH', `${base}/${slug}`, { json: { appendOnlyMode: true } })
    const refused = await send('POST', `${base}/${slug}/compact`)
    expect(refused.status).toBe(403)
    expect(refused.json.message).toContain('BORGWAREHOUSE_COMPACT_APPEND_ONLY')
    expect(refused.json.message).not.toContain('web interface')
  })

  it('breaks a lock by what lies on the disk, not by what was seen of it', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { slug } = await make()
      const path = join(folder.path, 'repos', slug)
      expect(await send('POST', `${base}/${slug}/break-lock`)).toMatchObject(
        said(500, {
          code: 3,
          cmd: 'breakLockRepo.sh',
          stderr: `The repository ${slug} does not exist or has never been initialized.\n`,
          stdout: '',
        }),
      )
      await borg('init', '-e', 'none', path)
      expect(await send('POST', `${base}/${slug}/break-lock`)).toMatchObject(
        said(200, `Lock on repository ${slug} has been released`),
      )
    }
  })
})
