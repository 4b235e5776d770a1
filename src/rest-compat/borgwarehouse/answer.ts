import { createHash } from 'node:crypto'
import type { Request, Response } from 'express'

/** What is said instead of going on: a status, and a JSON body, or a plain text without a type, or nothing at all. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly status: number
  readonly body: object | string | null

  constructor(status: number, body: object | string | null) {
    super(`Refused with ${status}.`)
    this.status = status
    this.body = body
  }
}

/** The envelope of `/api/v1` (contract borgwarehouse, section 1). */
export const enveloped = (status: number, message: string | object) =>
  new Refusal(status, { status, message })
/** What most older routes say. */
export const messaged = (status: number, message: string) => new Refusal(status, { message })

/** Sends JSON as BorgWarehouse does, with an `ETag`; 304 when the client has it already. */
export function sendJson(request: Request, response: Response, status: number, value: object): void {
  const content = JSON.stringify(value)
  const etag = `"${createHash('sha1').update(content).digest('base64url')}"`
  const known = status === 200 && request.method === 'GET' ? request.headers['if-none-match'] : undefined
  if (known?.split(',').some(each => each.trim().replace(/^W\//, '') === etag)) {
    response.writeHead(304, { etag }).end()
    return
  }
  response
    .writeHead(status, {
      etag,
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(content),
    })
    .end(content)
}

/** Sends a refusal. */
export function sendRefusal(request: Request, response: Response, { status, body }: Refusal): void {
  if (body !== null && typeof body === 'object') sendJson(request, response, status, body)
  else response.writeHead(status, { 'content-length': Buffer.byteLength(body ?? '') }).end(body ?? '')
}
