import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../support/server.ts'
import { addUser, createRest, keyOf, mistakesOf, type Rest } from './rest.ts'

let server: TestServer
let rest: Rest

beforeAll(async () => {
  server = await startTestServer()
  rest = await createRest(server)
})
afterAll(() => server[Symbol.asyncDispose]())

const anonymous = { token: null }
const json = { 'content-type': 'application/json' }

describe('mistakes in a request', () => {
  const start = (body: string, headers: Record<string, string> = json) =>
    rest('POST', '/api/backup/start', { body, headers })

  test('are listed as the old server lists them', async () => {
    expect((await start('{"repository": null}')).body).toEqual({
      detail: [
        {
          type: 'string_type',
          loc: ['body', 'repository'],
          msg: 'Input should be a valid string',
          input: null,
        },
      ],
    })
    expect((await start('"text"')).body.detail).toEqual([
      {
        type: 'model_attributes_type',
        loc: ['body'],
        msg: 'Input should be a valid dictionary or object to extract fields from',
        input: 'text',
      },
    ])
    for (const body of ['', 'null'])
      expect((await start(body)).body.detail).toEqual([
        { type: 'missing', loc: ['body'], msg: 'Field required', input: null },
      ])
  })

  test('of JSON tell where', async () => {
    const offsets: Record<string, number> = {
      '{': 1,
      '{"a":}': 5,
      '{"a": nul}': 9,
      '{"a" 1}': 5,
      '[1,]': 3,
      '{}x': 2,
      garbage: 0,
      '"open': 5,
    }
    for (const [body, offset] of Object.entries(offsets)) {
      const { detail } = (await start(body)).body
      expect(detail, body).toEqual([
        {
          type: 'json_invalid',
          loc: ['body', offset],
          msg: 'JSON decode error',
          input: {},
          ctx: { error: expect.any(String) },
        },
      ])
    }
  })

  test('of JSON that is long are not looked for', async () => {
    const { detail } = (await start(`{"a": "${'x'.repeat(100_000)}`)).body
    expect(detail).toMatchObject([{ type: 'json_invalid', loc: ['body', 0] }])
  })

  test('may be brackets without end, in any place', async () => {
    const brackets = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
    for (const body of [
      brackets,
      `{"repository":${brackets}}`,
      `{"repository":"/x","more":{"a":${brackets}}}`,
    ])
      expect((await start(body)).body.detail).toMatchObject([
        { type: 'json_invalid', ctx: { error: expect.stringContaining('deeper') } },
      ])
    const refused = await rest('POST', '/api/schedule/', {
      json: {
        name: 'nested',
        cron_expression: '0 2 * * *',
        pre_backup_script_parameters: JSON.parse(`${'{"a":'.repeat(99)}1${'}'.repeat(99)}`),
      },
    })
    expect([400, 422]).toContain(refused.status)
    expect(server.output()).not.toContain('"level":50')
  })

  test('of values are told when they are entered', async () => {
    const path = join(server.dataDir, 'refused')
    const refuse = async (json: object) =>
      await rest('POST', '/api/repositories/', {
        json: { name: 'refused', path, encryption: 'none', ...json },
      })
    for (const json of [
      { exclude_patterns: ['--'] },
      { exclude_patterns: ['re:('] },
      { compression: 'obfuscate,999,lz4' },
      { custom_flags: '--chunker-params=99,99,99,4095' },
      { remote_path: '-Fconfig' },
      { source_directories: [`/${'x'.repeat(300)}`] },
    ]) {
      const { status, text } = await refuse(json)
      expect([status, text], JSON.stringify(json)).toEqual([
        422,
        expect.stringContaining(Object.keys(json)[0]!),
      ])
    }
    expect(server.output()).not.toContain('"level":50')
  })

  test('are about the type of the content, unless it has none', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded'])
      expect(mistakesOf(await start('{}', { 'content-type': type }))).toEqual(['model_attributes_type body'])
    for (const type of ['application/json; charset=utf-8', 'application/merge-patch+json'])
      expect((await start('{"repository":"/nowhere"}', { 'content-type': type })).status).toBe(200)
    // fetch always adds a type to a text; a raw request can leave it out.
    expect(await postWithoutType('/api/backup/start', '{"repository":"/nowhere"}')).toContain(
      'Backup job started',
    )
  })

  test('never repeat a secret', async () => {
    const answer = await rest('POST', '/api/repositories/', {
      json: { passphrase: 'hush hush', path: 1, keyfile_content: ['hush hush'] },
    })
    expect(mistakesOf(answer)).toEqual(['missing body.name', 'string_type body.path'])
    const imported = await rest('POST', '/api/repositories/import', {
      json: { keyfile_content: ['hush hush'] },
    })
    expect(mistakesOf(imported)).toContain('string_type body.keyfile_content')
    expect(answer.text + imported.text).not.toContain('hush')
  })

  test('that are too large are refused', async () => {
    expect((await start(JSON.stringify({ repository: 'x'.repeat(1_100_000) }))).status).toBe(413)
    expect((await start('{}', { 'content-type': 'application/json; charset=klingon' })).status).toBe(415)
    const broken = { 'content-type': 'multipart/form-data; boundary=b' }
    const login = await rest('POST', '/api/auth/login', {
      ...anonymous,
      headers: broken,
      body: '--b\r\nContent-Disp',
    })
    expect(login.status).toBe(400)
  })

  test('in numbers and booleans of the address', async () => {
    expect(mistakesOf(await rest('GET', '/api/backup/jobs?limit=ten&manual_only=maybe'))).toEqual([
      'int_parsing query.limit',
      'bool_parsing query.manual_only',
    ])
    expect(
      (await rest('GET', '/api/backup/jobs?limit=05.0&scheduled_only=OFF&manual_only=Yes&unknown=1')).status,
    ).toBe(200)
    expect((await rest('GET', '/api/backup/status/abc')).body.detail).toEqual([
      {
        type: 'int_parsing',
        loc: ['path', 'job_id'],
        msg: 'Input should be a valid integer, unable to parse string as an integer',
        input: 'abc',
      },
    ])
    expect(mistakesOf(await rest('GET', '/api/backup/logs/1.5/stream?offset=x'))).toEqual([
      'int_parsing path.job_id',
      'int_parsing query.offset',
    ])
    for (const id of ['0', '-1', '007', '5.0', '99999999999', '9'.repeat(40)]) {
      const answer = await rest('GET', `/api/backup/status/${id}`)
      expect([answer.status, keyOf(answer)], id).toEqual([404, 'backup.backupJobNotFound'])
    }
  })
})

test('checks go by malformed JSON, credentials, role, fields', async () => {
  const viewer = await addUser(server, 'vera', 'VIEWER')
  const create = (token: string | null, body: string) =>
    rest('POST', '/api/repositories/', { token, body, headers: json })
  expect(mistakesOf(await create(null, '{'))).toEqual(['json_invalid body.1'])
  expect((await create(null, '[]')).status).toBe(401)
  expect(keyOf(await create(viewer, '[]'))).toBe('repo.adminAccessRequired')
  expect(mistakesOf(await create(await server.token(), '[]'))).toEqual(['model_attributes_type body'])
})

async function postWithoutType(path: string, body: string): Promise<string> {
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nAuthorization: Bearer ${await server.token()}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
  return (await socket.setEncoding('utf8').toArray()).join('')
}
