import express, { type Request, type Response } from 'express'
import { isNestedTooDeep } from '../nesting.ts'
import { Refusal } from './answer.ts'

const text = express.text({ type: () => true, limit: 1024 * 1024 })

/**
 * The body as BorgWarehouse sees it, before anything else is looked at (contract borgwarehouse, section 1): empty JSON is `{}`, forms
 * are objects of strings, and other types are a text, in which every field is missing.
 *
 * @param malformed what is said of malformed JSON
 * @throws Refusal 400 or 413
 */
export async function readBody(request: Request, response: Response, malformed: Refusal): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  text(request, response, (error?: unknown) => (error ? reject(error) : resolve()))
  await promise.catch((error: { status?: number }) => {
    if (error.status === 413) throw new Refusal(413, 'Body exceeded 1mb limit')
    if (error.status !== undefined && error.status < 500) throw new Refusal(error.status, 'Invalid body')
    throw error
  })
  const content = typeof request.body === 'string' ? request.body : ''
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase()
  if (type === 'application/x-www-form-urlencoded') return Object.fromEntries(new URLSearchParams(content))
  if (!/^application\/(?:[\w.-]+\+)?json$/.test(type)) return content
  if (content === '') return {}
  let body: unknown
  try {
    body = JSON.parse(content)
  } catch {
    throw malformed
  }
  if (isNestedTooDeep(body)) throw malformed
  return body
}

/** What most routes say of malformed JSON. */
export const invalidJson = () => new Refusal(400, 'Invalid JSON')

/** The fields of a body; none of what is no object. */
export const fieldsOf = (body: unknown): Readonly<Record<string, unknown>> =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {}
