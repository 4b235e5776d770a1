import { expect } from 'vitest'
import type { Answer, TestServer } from '../support/server.ts'

/** What `fetch` takes, and a path. */
export type Request = Omit<RequestInit, 'headers'> & { path?: string; headers?: Record<string, string> }

/** An answer with everything that tests look at. */
export interface Reply {
  status: number
  type: string | null
  text: string
  /** Null when it is not JSON. */
  body: Answer
}

/** Sends one request, as it is: by default a `POST` of JSON to `/graphql`. */
export async function sendTo(server: TestServer, token: string, request: Request): Promise<Reply> {
  const response = await fetch(`${server.url}${request.path ?? '/graphql'}`, {
    method: 'POST',
    ...request,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...request.headers },
  })
  const text = await response.text()
  const type = response.headers.get('content-type')
  return { status: response.status, type, text, body: type?.includes('json') ? JSON.parse(text) : null }
}

/** Fails on stack traces, paths of the server's own files, and words of its inside. */
export function expectNoInside({ dataDir }: TestServer, text: string): void {
  expect(text).not.toMatch(/\bat .*\(.*:\d+:\d+\)|node_modules|\/src\/|\.ts\b|stack|better-sqlite3|SQLITE_/)
  expect(text).not.toContain(dataDir)
}
