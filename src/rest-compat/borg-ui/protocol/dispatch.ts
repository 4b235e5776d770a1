import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Request, Response } from 'express'
import {
  createFollow,
  createRun,
  failureOf,
  type Gateway,
  GraphqlFailure,
  Outage,
  type Run,
} from '../../execute.ts'
import { RoleDocument } from '../../generated/borg-ui/borg-ui.ts'
import { readBody, readFileForm } from './body.ts'
import { baseUrlOf, cookieOf } from './browser.ts'
import { authenticate, authenticateDownload, authenticateEvents } from './credentials.ts'
import { problemOf } from './error-table.ts'
import { EventStream, sendEvents } from './event-stream.ts'
import { type ErrorRule, type Facts, Problem, refuse } from './problem.ts'
import { ArchivedFile, Attachment, type Call, Redirect, type Route } from './route.ts'
import { check, type ItemLocation, unprocessable, type ValidationItem } from './validation.ts'

/** Said to everybody but administrators, before their body is looked at; routes may say something else. */
export const adminOnly: ErrorRule = { status: 403, key: 'repo.adminAccessRequired' }

/** The global roles that are enough, and what the others are told; null for routes that ask for none. */
export function rolesOf({ access, roleRefusal = adminOnly }: Route) {
  if (access === 'admin') return { enough: ['ADMIN'], refusal: roleRefusal }
  if (access === 'operator') return { enough: ['ADMIN', 'OPERATOR'], refusal: roleRefusal }
  return null
}

/**
 * Answers one request. The order of checks is the contract's (1.4): malformed JSON, credentials, role, form of
 * parameters and body, and then the operation itself.
 */
export async function dispatch(
  route: Route,
  gateway: Gateway,
  request: Request,
  response: Response,
): Promise<void> {
  let facts: Facts | null = null
  try {
    const query = new URLSearchParams(request.url.split('?', 2)[1] ?? '')
    const { body: takes } = route
    let body = takes && takes.kind !== 'file' ? await readBody(takes.kind, request, response) : undefined
    const session =
      route.access === 'public'
        ? null
        : route.access === 'download'
          ? await authenticateDownload(gateway, request, query)
          : route.access === 'events'
            ? await authenticateEvents(gateway, request, query)
            : await authenticate(gateway, request)
    const address = request.ip ?? ''
    gateway.identify(request, session, address)
    const run = createRun(gateway, session, address)
    await requireRole(route, run)
    if (takes?.kind === 'file') body = await readFileForm(request, response)
    const call: Call = {
      ...checkRequest(route, request, query, body),
      run,
      follow: createFollow(gateway, session, address),
      header: name => request.get(name),
      cookie: name => cookieOf(request, name),
      baseUrl: baseUrlOf(request),
      setCookie: line => void response.appendHeader('set-cookie', line),
    }
    facts = { ...call, body }
    const answer = await (route.isLarge ? gateway.large(() => route.handle(call)) : route.handle(call))
    if (answer instanceof EventStream) {
      using place = gateway.admitStream(request, session, address, () => response.destroy())
      if (!place) throw tooManyStreams()
      await sendEvents(response, route.success.status, answer)
    } else await send(gateway, response, route, answer)
  } catch (error) {
    if (response.headersSent) throw error
    if (error instanceof Problem) sendProblem(response, error)
    else if (error instanceof Outage) sendProblem(response, new Problem(503, error.message))
    else if (error instanceof GraphqlFailure)
      sendProblem(
        response,
        await problemOf(error, route.errors ?? {}, facts ?? noFacts(gateway), field => locate(route, field)),
      )
    else throw error
  }
}

async function requireRole(route: Route, run: Run): Promise<void> {
  const roles = rolesOf(route)
  if (!roles) return
  const { viewer } = await run(RoleDocument, {})
  if (!viewer || !roles.enough.includes(viewer.role)) throw refuse(roles.refusal)
}

const tooManyStreams = () =>
  new Problem(503, 'Too many streams are open. Try again later.', { 'retry-after': '5' })

/** @throws Problem 422 with every mistake in path, query and body */
function checkRequest(route: Route, request: Request, query: URLSearchParams, body: unknown) {
  const mistakes: ValidationItem[] = []
  const checked = {
    params: route.params && check(route.params, request.params, 'path', 'null', mistakes),
    query: route.query && check(route.query, Object.fromEntries(query), 'query', 'null', mistakes),
    body:
      route.body &&
      check(route.body.schema, body, 'body', route.body.kind === 'json' ? 'whole' : 'null', mistakes),
  }
  if (mistakes.length > 0) throw unprocessable(mistakes)
  return checked
}

/** `newPassword` of the schema is `["body", "new_password"]` here. */
const locate = (route: Route, field: string): ItemLocation =>
  route.locations?.[field] ?? ['body', field.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)]

const noFacts = (gateway: Gateway): Facts => ({ run: createRun(gateway, null, ''), params: null, body: null })

async function send(
  gateway: Gateway,
  response: Response,
  { success }: Route,
  answer: unknown,
): Promise<void> {
  if (answer instanceof Redirect) {
    response.writeHead(302, { location: answer.location }).end()
    return
  }
  if (answer instanceof ArchivedFile) return sendArchived(gateway, response, success, answer)
  if (answer instanceof Attachment) return sendAttachment(response, success.status, answer)
  if (success.status === 204) {
    response.writeHead(204).end()
    return
  }
  sendJson(response, success.status, answer, {})
}

const sendProblem = (response: Response, { status, detail, headers }: Problem) =>
  sendJson(response, status, { detail }, headers)

/** Without `; charset=utf-8`, which Express would add and the old server did not have. */
export function sendJson(
  response: Response,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>>,
): void {
  // A text, not a buffer: Node sends it in one piece with the head.
  const content = JSON.stringify(value)
  response
    .writeHead(status, {
      ...headers,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(content),
    })
    .end(content)
}

async function sendAttachment(
  response: Response,
  status: number,
  { filename, content }: Attachment,
): Promise<void> {
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'content-disposition': `attachment; filename="${filename}"`,
  }
  if (typeof content === 'string') {
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(content) }).end(content)
    return
  }
  response.writeHead(status, headers)
  // Pages are read as fast as the client takes them; when it goes away, no more are read.
  try {
    await pipeline(Readable.from(content, { objectMode: false, highWaterMark: 65_536 }), response)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
}

/** @throws GraphqlFailure or Outage when nothing was sent */
async function sendArchived(
  gateway: Gateway,
  response: Response,
  { contentType = 'application/octet-stream' }: Route['success'],
  { ticket }: ArchivedFile,
): Promise<void> {
  const failure = await gateway.sendDownload(ticket, response, { 'content-type': contentType })
  if (failure) throw failureOf(failure)
}
