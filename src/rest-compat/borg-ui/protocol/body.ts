import express, { type Request, type Response } from 'express'
import multer from 'multer'
import { isNestedTooDeep, maxNesting } from '../../nesting.ts'
import { Problem } from './problem.ts'
import { invalidJson } from './validation.ts'

/** How a route takes its body. */
export type BodyKind = 'json' | 'form' | 'file'

const largestBody = 1024 * 1024

// Whatever the type says: a missing one is accepted, and a wrong one is answered as a mistake of the content.
const text = express.text({ type: () => true, limit: largestBody })
const fields = multer({ limits: { fieldSize: largestBody, fields: 20 } }).none()
const files = multer({ limits: { fileSize: largestBody, files: 5, fields: 20 } }).any()

type Parser = (request: Request, response: Response, next: (error?: unknown) => void) => void

/** @throws Problem for what the parser refuses */
async function parseWith(parser: Parser, request: Request, response: Response): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  parser(request, response, error => (error ? reject(error) : resolve()))
  await promise.catch((error: { status?: number; code?: string; message: string }) => {
    if (error.code === 'LIMIT_FILE_SIZE') throw new Problem(413, 'Request body is too large')
    // Multer's own mistakes carry no status: they are about malformed or unexpected parts.
    const status = error.status ?? (error instanceof multer.MulterError ? 400 : undefined)
    if (status !== undefined && status < 500) throw new Problem(status, error.message)
    if (/multipart|boundary|unexpected end of form/i.test(error.message))
      throw new Problem(400, error.message)
    throw error
  })
}

const isJson = (type: string) => /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type)
const isMultipart = (type: string) => /^multipart\/form-data\s*;/i.test(type)

/**
 * The body as a value to be checked; undefined when there is none.
 *
 * @throws Problem 422 for malformed JSON; 4xx for a body that cannot be read
 */
export async function readBody(
  kind: Exclude<BodyKind, 'file'>,
  request: Request,
  response: Response,
): Promise<unknown> {
  const type = request.headers['content-type'] ?? ''
  if (kind === 'form' && isMultipart(type)) {
    await parseWith(fields, request, response)
    return withoutEmpty(Object.entries((request.body ?? {}) as Record<string, unknown>))
  }
  await parseWith(text, request, response)
  const content = typeof request.body === 'string' ? request.body : ''
  if (kind === 'form' && !isJson(type)) return withoutEmpty([...new URLSearchParams(content)])
  if (content === '') return undefined
  // Other types are not looked into; the text is not an object, and that is what the answer will say.
  // `null` says as little as no body at all.
  return type === '' || isJson(type) ? (parseJson(content) ?? undefined) : content
}

/** The text of each uploaded file by its field. */
export async function readFileForm(request: Request, response: Response): Promise<unknown> {
  if (isMultipart(request.headers['content-type'] ?? '')) await parseWith(files, request, response)
  const uploaded = (request.files ?? []) as Express.Multer.File[]
  return Object.fromEntries(uploaded.map(({ fieldname, buffer }) => [fieldname, buffer.toString('utf8')]))
}

/** In forms an empty value counts as none. */
const withoutEmpty = (entries: readonly (readonly [string, unknown])[]) =>
  Object.fromEntries(entries.filter(([, value]) => value !== ''))

function parseJson(content: string): unknown {
  let body: unknown
  try {
    body = JSON.parse(content)
  } catch (error) {
    throw invalidJson(jsonErrorOffset(content), jsonErrorText((error as Error).message))
  }
  if (isNestedTooDeep(body)) throw invalidJson(0, `Nests deeper than ${maxNesting} levels`)
  return body
}

/** V8's message without the excerpt of the body and without the offset, which stands in `loc`. */
const jsonErrorText = (message: string) =>
  message.replace(/, (?:\.{3})?".*$/s, '').replace(/ in JSON at position \d+.*$/s, '')

/** Up to here the place of a mistake is looked for, in characters: finding it reads the text twenty times. */
const maxLocated = 65_536

/** V8 tells the offset of some mistakes only; the shortest prefix that is wrong in itself has it for all. 0 in a long text. */
function jsonErrorOffset(content: string): number {
  if (content.length > maxLocated) return 0
  let [fine, wrong] = [0, content.length + 1]
  while (wrong - fine > 1) {
    const middle = (fine + wrong) >> 1
    if (mayGoOn(content.slice(0, middle))) fine = middle
    else wrong = middle
  }
  return Math.min(fine, content.length)
}

/** Could this be the beginning of JSON? */
function mayGoOn(prefix: string): boolean {
  try {
    JSON.parse(prefix)
    return true
  } catch (error) {
    const { message } = error as Error
    const position = /at position (\d+)/.exec(message)
    return position ? Number(position[1]) >= prefix.length : /end of JSON input/.test(message)
  }
}
