import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRepositoryWorld, keyed, type RepositoryWorld, refusal } from './repository-world.ts'
import { dateText, mistakesOf } from './rest.ts'

let world: RepositoryWorld
const password = 'a password of theirs'
beforeAll(async () => {
  world = await createRepositoryWorld()
  await world.create('first')
})
afterAll(() => world[Symbol.asyncDispose]())

const add = async (json: object) =>
  (await world.rest('POST', '/api/settings/users', { json: { password, ...json } })).body.user
const find = async (id: number) =>
  (await world.rest('GET', '/api/settings/users')).body.users.find((user: { id: number }) => user.id === id)

describe('users', () => {
  test('are added, also without an e-mail address, and listed', async () => {
    const answer = await world.rest('POST', '/api/settings/users', {
      json: { username: 'ann', password, email: 'ann@example.org', full_name: 'Ann', role: 'operator' },
    })
    expect(answer.body).toEqual({
      success: true,
      message: 'backend.success.settings.userCreated',
      user: {
        id: expect.any(Number),
        username: 'ann',
        full_name: 'Ann',
        email: 'ann@example.org',
        is_active: true,
        role: 'operator',
        all_repositories_role: 'operator',
      },
    })
    expect(await add({ username: 'bob' })).toMatchObject({ role: 'viewer', all_repositories_role: 'viewer' })
    const carla = await add({ username: 'carla', role: 'admin' })
    expect(carla).toMatchObject({ email: null, role: 'admin', all_repositories_role: null })
    expect(await find(carla.id)).toEqual({
      ...carla,
      auth_source: 'local',
      oidc_subject: null,
      created_at: dateText,
      last_login: null,
    })
    // Who was added so sees the repositories that were there before.
    const token = await world.server.token('bob', password)
    expect(await world.list(token)).toHaveLength(1)
  })

  test('have names of their own, and roles that there are', async () => {
    const post = (json: object) => world.rest('POST', '/api/settings/users', { json: { password, ...json } })
    await add({ username: 'dora', email: 'dora@example.org' })
    expect(refusal(await post({ username: 'dora' }))).toEqual(keyed(400, 'settings.usernameAlreadyExists'))
    expect(refusal(await post({ username: 'dot', email: 'Dora@Example.org' }))).toEqual(
      keyed(400, 'settings.emailAlreadyExists'),
    )
    const roles = { roles: 'admin, operator, viewer' }
    expect(refusal(await post({ username: 'dot', role: 'Admin' }))).toEqual(
      keyed(422, 'permissions.invalidRole', roles),
    )
    expect(mistakesOf(await post({ username: ' ' }))).toEqual(['value_error body.username'])
    expect(mistakesOf(await post({ password: undefined }))).toEqual([
      'missing body.username',
      'missing body.password',
    ])
  })

  test('are changed in what is given', async () => {
    const { id } = await add({ username: 'emil', email: 'emil@example.org', role: 'operator' })
    const change = (json: object) => world.rest('PUT', `/api/settings/users/${id}`, { json })
    const done = { success: true, message: 'backend.success.settings.userUpdated' }
    expect((await change({ full_name: 'Emil E.', email: null })).body).toEqual(done)
    expect(await find(id)).toMatchObject({ full_name: 'Emil E.', email: 'emil@example.org' })
    await change({ email: '', auth_source: 'oidc', oidc_subject: 'https://id.example.org/ subject-1' })
    expect(await find(id)).toMatchObject({
      email: '',
      auth_source: 'oidc',
      oidc_subject: 'https://id.example.org/ subject-1',
    })
    await change({ oidc_subject: 'subject-2' })
    expect(await find(id)).toMatchObject({ oidc_subject: 'subject-2' })
    const other = await add({ username: 'twin' })
    const taken = await world.rest('PUT', `/api/settings/users/${other.id}`, {
      json: { oidc_subject: 'https://id.example.org/ subject-2' },
    })
    expect(refusal(taken)).toEqual(keyed(400, 'auth.oidcIdentityConflict'))
    // Who is no operator any more is none on all repositories either.
    await change({ role: 'viewer', oidc_subject: '' })
    expect(await find(id)).toMatchObject({
      role: 'viewer',
      all_repositories_role: 'viewer',
      oidc_subject: '',
    })
    expect(mistakesOf(await change({ oidc_subject: 'of no issuer' }))).toEqual([
      'value_error body.oidc_subject',
    ])
    expect(refusal(await change({ auth_source: 'ldap' }))).toEqual(keyed(422, 'settings.invalidAuthSource'))
    const nobody = await world.rest('PUT', '/api/settings/users/999', { json: {} })
    expect(refusal(nobody)).toEqual(keyed(404, 'settings.userNotFound'))
  })

  test('get a new password, which ends their sessions', async () => {
    const { id } = await add({ username: 'fritz' })
    const token = await world.server.token('fritz', password)
    const reset = (new_password: string) =>
      world.rest('POST', `/api/settings/users/${id}/reset-password`, { json: { new_password } })
    expect(mistakesOf(await reset('short'))).toEqual(['value_error body.new_password'])
    expect((await reset('a brand new one')).body).toEqual({
      success: true,
      message: 'backend.success.settings.passwordReset',
    })
    expect((await world.rest('GET', '/api/auth/me', { token })).status).toBe(401)
    await world.server.token('fritz', 'a brand new one')
  })

  test('are removed, but neither the last administrator nor oneself', async () => {
    await using own = await createRepositoryWorld()
    const remove = (id: number, path = 'settings') => own.rest('DELETE', `/api/${path}/users/${id}`)
    expect(refusal(await remove(1))).toEqual(keyed(400, 'settings.cannotDeleteLastAdmin'))
    expect(refusal(await remove(1, 'auth'))).toEqual(keyed(400, 'auth.cannotDeleteSelf'))
    const { body } = await own.rest('POST', '/api/settings/users', {
      json: { username: 'second', password, role: 'admin' },
    })
    expect(refusal(await remove(1))).toEqual(keyed(400, 'settings.cannotDeleteOwnAccount'))
    expect((await remove(body.user.id)).body).toEqual({
      success: true,
      message: 'backend.success.settings.userDeleted',
    })
    expect(refusal(await remove(body.user.id))).toEqual(keyed(404, 'settings.userNotFound'))
  })
})

test('the older twin speaks of users as /me does', async () => {
  const post = (json: object) => world.rest('POST', '/api/auth/users', { json: { password, ...json } })
  const { body } = await post({ username: 'gina', is_admin: true })
  expect(body).toMatchObject({
    username: 'gina',
    role: 'admin',
    is_active: true,
    totp_enabled: false,
    global_permissions: [],
  })
  const path = `/api/auth/users/${body.id}`
  const put = async (json: object) => (await world.rest('PUT', path, { json })).body
  expect(await put({ is_admin: false })).toMatchObject({ role: 'viewer' })
  expect(await put({ role: 'operator' })).toMatchObject({ role: 'operator' })
  expect(await put({ is_admin: false, full_name: 'Gina' })).toMatchObject({
    role: 'operator',
    full_name: 'Gina',
  })
  expect((await world.rest('GET', '/api/auth/users')).body.at(-1)).toMatchObject({ username: 'gina' })
  expect(refusal(await post({ username: 'gina' }))).toEqual(keyed(400, 'auth.usernameAlreadyRegistered'))
  await put({ email: 'gina@example.org' })
  expect(refusal(await post({ username: 'gin', email: 'gina@example.org' }))).toEqual(
    keyed(400, 'auth.emailAlreadyRegistered'),
  )
  expect((await world.rest('DELETE', path)).body).toEqual({ message: 'backend.success.auth.userDeleted' })
  expect(refusal(await world.rest('DELETE', path))).toEqual(keyed(404, 'auth.userNotFound'))
})

test('a user has a profile and preferences', async () => {
  const { id } = await add({ username: 'hans', role: 'operator' })
  const token = await world.server.token('hans', password)
  const ask = (method: string, path: string, json?: object) =>
    world.rest(method, `/api/settings/${path}`, { token, ...(json ? { json } : {}) })
  expect((await ask('PUT', 'profile', { full_name: 'Hans', username: 'jean' })).body).toEqual({
    success: true,
    message: 'backend.success.settings.profileUpdated',
  })
  expect((await ask('GET', 'profile')).body).toEqual({
    success: true,
    profile: {
      id,
      username: 'jean',
      full_name: 'Hans',
      email: null,
      is_active: true,
      is_admin: false,
      role: 'operator',
      must_change_password: false,
      created_at: dateText,
      last_login: dateText,
      deployment_type: 'individual',
      enterprise_name: null,
    },
  })
  expect(refusal(await ask('PUT', 'profile', { username: 'admin' }))).toEqual(
    keyed(400, 'settings.usernameAlreadyExists'),
  )
  expect((await ask('GET', 'preferences')).body.preferences).toEqual({
    analytics_enabled: false,
    analytics_consent_given: false,
  })
  expect((await ask('PUT', 'preferences', { analytics_consent_given: 'yes' })).body).toEqual({
    success: true,
    message: 'backend.success.settings.preferencesUpdated',
  })
  expect((await ask('GET', 'preferences')).body.preferences).toEqual({
    analytics_enabled: false,
    analytics_consent_given: true,
  })
})

describe('permissions', () => {
  test('are granted, changed and taken away', async () => {
    const { id } = await add({ username: 'ida' })
    const token = await world.server.token('ida', password)
    const path = `/api/settings/users/${id}/permissions`
    const scope = (all_repositories_role: unknown) =>
      world.rest('PUT', `${path}/scope`, { json: { all_repositories_role } })
    expect((await scope(null)).body).toEqual({ all_repositories_role: null })
    expect(await world.list(token)).toEqual([])

    const post = (json: object) => world.rest('POST', path, { json })
    const granted = await post({ repository_id: 1, role: 'viewer' })
    const permission = {
      id: expect.any(Number),
      user_id: id,
      repository_id: 1,
      repository_name: 'first',
      role: 'viewer',
      created_at: dateText,
    }
    expect([granted.status, granted.body]).toEqual([201, permission])
    expect(refusal(await post({ repository_id: 1, role: 'viewer' }))).toEqual(
      keyed(409, 'permissions.alreadyExists'),
    )
    expect(await world.list(token)).toHaveLength(1)
    expect((await world.rest('GET', path)).body).toEqual([permission])
    expect((await world.rest('GET', '/api/settings/permissions/me', { token })).body).toEqual([permission])
    expect((await world.rest('GET', '/api/settings/permissions/me/scope', { token })).body).toEqual({
      all_repositories_role: null,
    })

    const put = await world.rest('PUT', `${path}/1`, { json: { role: 'operator' } })
    expect([put.status, put.body]).toEqual([200, { ...permission, role: 'operator' }])
    const gone = await world.rest('DELETE', `${path}/1`)
    expect([gone.status, gone.text]).toEqual([204, ''])
    expect(refusal(await world.rest('DELETE', `${path}/1`))).toEqual(keyed(404, 'permissions.notFound'))
    expect(refusal(await world.rest('PUT', `${path}/1`, { json: { role: 'viewer' } }))).toEqual(
      keyed(404, 'permissions.notFound'),
    )
    expect(await world.list(token)).toEqual([])
  })

  test('are shown to a key as far as it may see the repositories', async () => {
    const { id } = await add({ username: 'kim' })
    const second = (await world.create('second')).body.repository.id
    for (const repository_id of [1, second])
      await world.rest('POST', `/api/settings/users/${id}/permissions`, {
        json: { repository_id, role: 'viewer' },
      })
    const session = await world.server.token('kim', password)
    const { data } = await world.server.graphql(
      'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }',
      {
        input: {
          name: 'one only',
          permissions: ['READ'],
          repositoryIds: [Buffer.from(`ManagedRepository:${second}`).toString('base64')],
        },
      },
      session,
    )
    const own = async (token: string) =>
      (await world.rest('GET', '/api/settings/permissions/me', { token })).body.map(
        (permission: { repository_name: string }) => permission.repository_name,
      )
    expect(await own(session)).toEqual(['first', 'second'])
    expect(await own(data.createApiKey.secret)).toEqual(['second'])
  })

  test('are for users, repositories and roles that there are', async () => {
    const { id } = await add({ username: 'jan' })
    const path = `/api/settings/users/${id}/permissions`
    const post = (json: object) => world.rest('POST', path, { json })
    const invalid = keyed(422, 'permissions.invalidRole', { roles: 'operator, viewer' })
    expect(refusal(await post({ repository_id: 1, role: 'admin' }))).toEqual(invalid)
    expect(refusal(await post({ repository_id: 999, role: 'viewer' }))).toEqual(
      keyed(404, 'repo.repositoryNotFound'),
    )
    const scope = (all_repositories_role: unknown, user = id) =>
      world.rest('PUT', `/api/settings/users/${user}/permissions/scope`, { json: { all_repositories_role } })
    expect(refusal(await scope('owner'))).toEqual(invalid)
    // Above the global role.
    expect(refusal(await scope('operator'))).toEqual(invalid)
    expect(refusal(await scope('viewer', 999))).toEqual(keyed(404, 'settings.userNotFound'))
    const nobody = '/api/settings/users/999/permissions'
    expect(refusal(await world.rest('GET', nobody))).toEqual(keyed(404, 'settings.userNotFound'))
    expect(refusal(await world.rest('GET', `${nobody}/scope`))).toEqual(keyed(404, 'settings.userNotFound'))
    expect(refusal(await world.rest('POST', nobody, { json: { repository_id: 1, role: 'viewer' } }))).toEqual(
      keyed(404, 'settings.userNotFound'),
    )
  })
})

test('who has an account is told of ten names an hour, but to administrators of all', async () => {
  await add({ username: 'taken', email: 'taken@example.org' })
  await add({ username: 'prober', email: 'prober@example.org' })
  const token = await world.server.token('prober', password)
  const ask = (json: object, as: object = { token }) =>
    world.rest('PUT', '/api/settings/profile', { json, ...as })
  // What is the caller's already asks for nothing.
  for (let time = 0; time < 12; time += 1)
    expect(
      (await ask({ username: 'prober', email: 'prober@example.org', full_name: `${time}` })).status,
    ).toBe(200)
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_nothing, time) =>
      ask(time % 2 ? { email: 'TAKEN@example.org' } : { username: 'taken' }),
    ),
  )
  const statuses = answers.map(({ status }) => status).toSorted()
  expect(statuses).toEqual([...Array(10).fill(400), 429, 429])
  // From here on a free one looks like a taken one.
  const [free, taken] = [await ask({ username: 'free' }), await ask({ username: 'taken' })]
  expect([free.status, taken.status]).toEqual([429, 429])
  expect(Number(free.headers.get('retry-after'))).toBeGreaterThan(3000)
  expect((await ask({ full_name: 'Still' })).status).toBe(200)
  const admin = Array.from({ length: 12 }, () => ask({ email: 'taken@example.org' }, {}))
  expect(new Set((await Promise.all(admin)).map(({ status }) => status))).toEqual(new Set([400]))
})
