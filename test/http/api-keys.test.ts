import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectData } from '../support/api.ts'
import { dumpOf } from '../support/database.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { mutate } from './mutate.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const make = (input: object) =>
  mutate(
    server,
    'createApiKey',
    { name: 'nightly', permissions: ['READ'], ...input },
    'secret apiKey { id prefix permissions lastUsedAt expiresAt }',
  )

/** Every table, and every file of the server, also the journal of the database. */
const everythingKept = async () => (await dumpOf(server.dataDir)) + everythingOnDisk()
const everythingOnDisk = () =>
  readdirSync(server.dataDir, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => readFileSync(join(entry.parentPath, entry.name)).toString('latin1'))
    .join('\n')

it('shows a secret once, and keeps its hash only', async () => {
  const { secret, apiKey } = await make({})
  expect(secret).toMatch(/^vnc_[\w-]{43}$/)
  expect(apiKey.prefix).toBe(secret.slice(0, 12))
  const kept = await everythingKept()
  expect(kept).toContain(createHash('sha256').update(secret).digest('base64url'))
  expect(kept).not.toContain(secret)
  expect(kept).not.toContain(secret.slice(4))
  expect(server.output()).not.toContain(secret.slice(4))
  const listed = await server.graphql('{ viewer { apiKeys { edges { node { prefix name } } } } }')
  expect(JSON.stringify(listed)).not.toContain(secret)
  expect(expectData(listed).viewer.apiKeys.edges).toContainEqual({
    node: { prefix: apiKey.prefix, name: 'nightly' },
  })
})

it('records the last use', async () => {
  const { secret, apiKey } = await make({})
  expect(apiKey.lastUsedAt).toBeNull()
  const before = Date.now()
  await server.graphql('{ viewer { id } }', {}, secret)
  const { node } = expectData(
    await server.graphql('query ($id: ID!) { node(id: $id) { ... on ApiKey { lastUsedAt } } }', {
      id: apiKey.id,
    }),
  )
  expect(Date.parse(node.lastUsedAt)).toBeGreaterThanOrEqual(before)
  expect(Date.parse(node.lastUsedAt)).toBeLessThanOrEqual(Date.now())
})

it('refuses a key the moment it is revoked, expires, or loses its owner', async () => {
  const ask = (secret: string) => server.graphql('{ server { version } }', {}, secret)
  const good = await make({})
  expect(await ask(good.secret)).not.toHaveProperty('errors')
  await mutate(server, 'revokeApiKey', { apiKeyId: good.apiKey.id })
  expect(await ask(good.secret)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })

  const expiresAt = Date.now() + 1000
  const short = await make({ expiresAt: new Date(expiresAt).toISOString() })
  expect(await ask(short.secret)).not.toHaveProperty('errors')
  await expect.poll(() => ask(short.secret), { timeout: 5000 }).toHaveProperty('errors')
  expect(Date.now()).toBeGreaterThanOrEqual(expiresAt)

  const owner = { username: 'owner', password: 'for a short time' }
  const { user } = await mutate(server, 'createUser', owner, 'user { id }')
  const theirs = expectData(
    await server.graphql(
      'mutation { createApiKey(input: { name: "x", permissions: [READ] }) { secret } }',
      {},
      await server.token(owner.username, owner.password),
    ),
  ).createApiKey.secret
  expect(await ask(theirs)).not.toHaveProperty('errors')
  await mutate(server, 'updateUser', { userId: user.id, isActive: false })
  expect(await ask(theirs)).toHaveProperty('errors')
})

it.each([
  [{ name: '' }, 'name'],
  [{ name: 'x'.repeat(101) }, 'name'],
  [{ permissions: [] }, 'permissions'],
  [{ repositoryIds: [] }, 'repositoryIds'],
  [{ expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
])('refuses %j', async (input, field) => {
  const answer = await server.graphql(
    'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }',
    { input: { name: 'key', permissions: ['READ'], ...input } },
  )
  expect(answer.errors).toMatchObject([
    { extensions: { code: 'INVALID_INPUT', fields: { [field]: expect.any(String) } } },
  ])
})

it('never lets a restricted key become more than it is', async () => {
  const all = ['CREATE', 'READ', 'UPDATE', 'DELETE']
  for (const { secret } of [await make({}), await make({ permissions: all })])
    for (const attempt of [
      'mutation { refreshToken { accessToken } }',
      'mutation { createApiKey(input: { name: "more", kind: ACCOUNT }) { secret } }',
      'mutation { createUser(input: { username: "more", password: "12345678", role: ADMIN }) { user { id } } }',
      'mutation { changePassword(input: { currentPassword: "x", newPassword: "12345678" }) { user { id } } }',
      '{ viewer { apiKeys { edges { node { id } } } } }',
      '{ users { edges { node { id } } } }',
    ])
      expect(await server.graphql(attempt, {}, secret)).toMatchObject({
        errors: [{ extensions: { code: 'FORBIDDEN' } }],
      })
})

it('gives an account token everything of its owner', async () => {
  const { secret } = await make({ kind: 'ACCOUNT', permissions: null })
  expect(secret).toMatch(/^borgui_/)
  expect(await server.graphql('{ users { edges { node { username } } } }', {}, secret)).toEqual({
    data: { users: { edges: expect.arrayContaining([{ node: { username: 'admin' } }]) } },
  })
})
