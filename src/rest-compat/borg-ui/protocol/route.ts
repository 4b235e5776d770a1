import type { z } from 'zod'
import type { Follow, Run } from '../../execute.ts'
import type { BodyKind } from './body.ts'
import type { ErrorTable } from './error-table.ts'
import type { EventStream } from './event-stream.ts'
import type { ErrorRule } from './problem.ts'
import type { ItemLocation } from './validation.ts'

/** Who may call a route, as far as this is decided before its body is looked at. */
export type Access = 'public' | 'signed-in' | 'download' | 'events' | 'operator' | 'admin'

/** One request, checked. */
export interface Call<Params = unknown, Query = unknown, Body = unknown> {
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly run: Run
  readonly follow: Follow
  /** A header in lower case; undefined when it is absent. */
  header(name: string): string | undefined
  /** A cookie; undefined when it is absent. */
  cookie(name: string): string | undefined
  /** Where this request reached the server: scheme and host, without a path. */
  readonly baseUrl: string
  /** Sends a line `set-cookie` with the answer. */
  setCookie(line: string): void
}

/** A text file as an answer; pages of it are made as the client takes them. */
export class Attachment {
  readonly filename: string
  readonly content: string | AsyncIterable<string>

  constructor(filename: string, content: string | AsyncIterable<string>) {
    this.filename = filename
    this.content = content
  }
}

/** Sends a browser elsewhere, as 302. */
export class Redirect {
  readonly location: string

  constructor(location: string) {
    this.location = location
  }
}

/** A file of an archive as an answer: the transport sends it. */
export class ArchivedFile {
  /** Of `createDownload`. */
  readonly ticket: string

  constructor(ticket: string) {
    this.ticket = ticket
  }
}

/** A route as data: the router serves it, and the OpenAPI document describes it, from the same lines. */
export interface RouteDefinition<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** As Borg UI documents it; it also answers with, and without, a slash at the end. */
  path: `/api/${string}`
  tag: string
  summary: string
  access: Access
  /** What is said to whoever has not the role of `access`, when it is not `repo.adminAccessRequired`. */
  roleRefusal?: ErrorRule
  params?: Params
  query?: Query
  body?: { kind: BodyKind; schema: Body }
  success: {
    status: number
    description: string
    answer?: Answer
    contentType?:
      | 'text/plain; charset=utf-8'
      | 'text/event-stream; charset=utf-8'
      | 'application/octet-stream'
  }
  /** How errors of the schema are worded. */
  errors?: ErrorTable
  /** What the route refuses by itself. */
  refusals?: readonly ErrorRule[]
  /** May it fail with status 500 and a plain text (contract borg-ui, 6.1)? */
  plainFailures?: boolean
  /** Where an input field of the schema stands in the request, when it is not the same name in snake case. */
  locations?: Readonly<Record<string, ItemLocation>>
  /** May the answer be several megabytes? Then few are made at once. */
  isLarge?: true
  handle(
    call: Call<z.output<Params>, z.output<Query>, z.output<Body>>,
  ): Promise<z.output<Answer> | Attachment | EventStream | Redirect | ArchivedFile>
}

/** A route of any shape. */
// biome-ignore lint/suspicious/noExplicitAny: the shapes meet again inside each route
export type Route = RouteDefinition<any, any, any, any>

/** Ties the types of a route's parts together. */
export const route = <
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
>(
  definition: RouteDefinition<Params, Query, Body, Answer>,
): Route => definition
