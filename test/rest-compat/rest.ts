import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect } from 'vitest'
import { until as waitUntil } from '../fixtures/processes.ts'
import type { TestServer } from '../support/server.ts'

/** What is sent beside method and path. */
export interface RestRequest {
  /** Null: without credentials; absent: as the administrator. */
  token?: string | null
  json?: unknown
  form?: Record<string, string>
  body?: BodyInit
  headers?: Record<string, string>
  /** For requests that are not in the OpenAPI document on purpose. */
  undocumented?: boolean
}

export interface RestAnswer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  body: any
  text: string
}

/** Sends a request; fails when the answer's status, media type or shape is not what the OpenAPI document promises. */
export type Rest = (method: string, path: string, request?: RestRequest) => Promise<RestAnswer>

type Responses = Record<string, { content?: Record<string, { schema: object }> }>
export interface OpenApi {
  openapi: string
  paths: Record<string, Record<string, { operationId: string; responses: Responses }>>
}

export async function createRest(server: TestServer): Promise<Rest> {
  const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as OpenApi
  const validate = createValidator(document)
  let adminToken: string | undefined
  return async (method, path, { token, json, form, body, headers = {}, undocumented } = {}) => {
    if (token === undefined) {
      adminToken ??= await server.token()
      token = adminToken
    }
    const content = json !== undefined ? JSON.stringify(json) : form ? new URLSearchParams(form) : body
    const response = await fetch(server.url + path, {
      method,
      redirect: 'error',
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(content === undefined ? {} : { body: content }),
    })
    const type = response.headers.get('content-type')
    const text = type?.startsWith('text/event-stream') ? await firstOf(response) : await response.text()
    const answer = {
      status: response.status,
      headers: response.headers,
      text,
      body: type === 'application/json' && text !== '' ? JSON.parse(text) : text,
    }
    if (!undocumented) validate(method, path.split('?')[0]!, answer)
    return answer
  }
}

/** What a stream says first; it is left then. */
async function firstOf(response: Response): Promise<string> {
  const reader = response.body!.getReader()
  const { value } = await reader.read()
  await reader.cancel()
  return new TextDecoder().decode(value)
}

function createValidator({ paths }: OpenApi) {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  const compiled = new Map<object, ValidateFunction>()
  const patterns = Object.keys(paths)
    // A fixed name is meant before a parameter.
    .sort((one, other) => Number(one.includes('{')) - Number(other.includes('{')))
    .map(path => ({
      path,
      pattern: new RegExp(`^${path.replace(/\/$/, '').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
    }))
  return (method: string, path: string, answer: RestAnswer) => {
    const operation = patterns
      .filter(({ pattern }) => pattern.test(path))
      .map(({ path: known }) => paths[known]![method.toLowerCase()])
      .find(found => found !== undefined)
    const said = `${method} ${path} ⇒ ${answer.status} ${answer.text.slice(0, 500)}`
    expect(operation, `not in the document: ${said}`).toBeDefined()
    const promised = operation!.responses[answer.status]
    expect(promised, `status is not in the document: ${said}`).toBeDefined()
    const type = answer.headers.get('content-type')
    expect(Object.keys(promised!.content ?? {}), said).toEqual(type === null ? [] : [type])
    if (type === null) return
    const { schema } = promised!.content![type]!
    const check = compiled.get(schema) ?? ajv.compile(schema)
    compiled.set(schema, check)
    expect(check(answer.body) ? [] : check.errors, said).toEqual([])
  }
}

/** Asks again until the answer is neither nothing nor false. @throws Error after a minute */
export const until = <Result>(ask: () => Promise<Result>): Promise<NonNullable<Result>> =>
  waitUntil(ask, 'it happened', 60_000)

const over = new Set(['completed', 'completed_with_warnings', 'failed', 'cancelled'])

/** Polls the status of a job until it is over, as scripts do. */
export const untilOver = (rest: Rest, jobId: number, token?: string): Promise<RestAnswer['body']> =>
  until(async () => {
    const { body } = await rest('GET', `/api/backup/status/${jobId}`, token === undefined ? {} : { token })
    return over.has(body.status) ? body : undefined
  })

/** The key of an error. */
export const keyOf = ({ body }: RestAnswer): string => body.detail?.key?.replace('backend.errors.', '')

/** A date as this dialect writes it. */
export const dateText = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?\+00:00$/)

/** The `error_message` of a job: JSON in a text, as Python spaces it. `params`: its own text. */
export const errorText = (key: string, params?: string): string =>
  params ? `{"key": "backend.errors.${key}", "params": ${params}}` : `{"key": "backend.errors.${key}"}`

/** The mistakes of a request, as `type` and dotted location. */
export const mistakesOf = ({ status, body }: RestAnswer): string[] => {
  expect(status).toBe(422)
  return body.detail.map((item: { type: string; loc: unknown[] }) => `${item.type} ${item.loc.join('.')}`)
}

/** Makes a user and returns an access token of theirs. */
export async function addUser(
  server: TestServer,
  username: string,
  role: 'VIEWER' | 'OPERATOR' | 'ADMIN',
  grant?: { repositoryId: number; role: 'VIEWER' | 'OPERATOR' },
): Promise<string> {
  const password = `password of ${username}`
  const made = await server.graphql(
    'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }',
    { input: { username, password, role } },
  )
  if (grant) {
    const repositoryId = Buffer.from(`ManagedRepository:${grant.repositoryId}`).toString('base64')
    await server.graphql(
      'mutation ($input: GrantRepositoryAccessInput!) { grantRepositoryAccess(input: $input) { user { id } } }',
      {
        input: { userId: made.data.createUser.user.id, repositoryId, role: grant.role },
      },
    )
  }
  return server.token(username, password)
}
