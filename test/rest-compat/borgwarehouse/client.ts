import { mutate } from '../../http/mutate.ts'
import type { TestServer } from '../../support/server.ts'
import { freshPublicKey } from '../../support/ssh-keys.ts'

/** What came back, byte for byte. */
export interface Reply {
  status: number
  type: string | null
  text: string
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  json: any
}

export interface Sent {
  /** The whole `Authorization` header; null: none. Absent: the client's own key. */
  authorization?: string | null
  json?: unknown
  body?: string
  headers?: Record<string, string>
}

/** Sends requests as curl would. */
export type Send = (method: string, path: string, sent?: Sent) => Promise<Reply>

export type Permission = 'CREATE' | 'READ' | 'UPDATE' | 'DELETE'

/** A new API key of the administrator. */
export async function makeKey(server: TestServer, ...permissions: Permission[]): Promise<string> {
  const name = `k${crypto.randomUUID().slice(0, 8)}`
  return (await mutate(server, 'createApiKey', { name, permissions }, 'secret')).secret
}

/** A client with this key. */
export const clientOf =
  (server: TestServer, key: string): Send =>
  async (method, path, { authorization = `Bearer ${key}`, json, body, headers = {} } = {}) => {
    const content = json === undefined ? body : JSON.stringify(json)
    const response = await fetch(server.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(authorization === null ? {} : { authorization }),
        ...(content === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(content === undefined ? {} : { body: content }),
    })
    const text = await response.text()
    const type = response.headers.get('content-type')
    const isJson = type?.startsWith('application/json') && text !== ''
    return {
      status: response.status,
      type,
      text,
      headers: response.headers,
      json: isJson ? JSON.parse(text) : null,
    }
  }

/** The seven keys of the older family. */
export const sevenKeys = (more: object = {}) => ({
  alias: 'MyRepo',
  sshPublicKey: freshPublicKey(),
  storageSize: 100,
  comment: 'This is my new repo',
  alert: 3600,
  lanCommand: true,
  appendOnlyMode: false,
  ...more,
})

/** The three required keys of `/api/v1`. */
export const threeKeys = (more: object = {}) => ({
  alias: 'r1',
  sshPublicKey: freshPublicKey(),
  storageSize: 10,
  ...more,
})
