import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import type { DocumentNode } from 'graphql'
import type { ClientErrorCode } from '../schema/errors.ts'

/** Opaque: who asks. */
export type Session = object

/** An error as a GraphQL client would read it. */
export interface PresentedError {
  readonly message: string
  readonly extensions?: Readonly<Record<string, unknown>> | undefined
}

/** Somebody for whom a proxy vouches, or why nobody is. */
export type Vouched =
  | { viewer: Session; refusal?: never }
  | { viewer?: never; refusal: 'NO_HEADER' | 'OTHER_SITE' | 'INACTIVE'; header: string }

/** What the REST dialects need of the server; the transport provides it. */
export interface Gateway {
  /** Whose credential is this (access token, API key or account token)? Null when it is not good. */
  authenticate(secret: string): Promise<Session | null>
  /** Is this the key of the cron routes? Then somebody who may do what they do; null when it is not, or there is none. */
  authenticateCron(secret: string): Session | null
  /** Who does a trusted reverse proxy say that it is? Null on servers where no proxy vouches for anybody. */
  vouched(request: IncomingMessage): Promise<Vouched> | null
  /** Runs a document in process against the schema. Errors are presented already. */
  execute(
    document: DocumentNode,
    variables: object,
    session: Session | null,
    address: string,
  ): Promise<{ data?: unknown; errors?: readonly PresentedError[] | undefined }>
  /** The results of a subscription, until it completes, the server stops, or `signal` aborts. */
  subscribe(
    document: DocumentNode,
    variables: object,
    session: Session | null,
    address: string,
    signal: AbortSignal,
  ): AsyncIterable<{ data?: unknown; errors?: readonly PresentedError[] | undefined }>
  /** A place for a response that becomes a stream, to be disposed of at its end; null when there are too many. `cut` ends a slow one. */
  admitStream(
    request: IncomingMessage,
    session: Session | null,
    address: string,
    cut: () => void,
  ): Disposable | null
  /** Says whose a connection is: what waits for its client counts for that one. */
  identify(request: IncomingMessage, session: Session | null, address: string): void
  /** Makes an answer of several megabytes when not too many others are being made. */
  large<Answer>(work: () => Promise<Answer>): Promise<Answer>
  /** Sends what a ticket of `createDownload` is good for. Null when it was sent; else nothing was, because of this. */
  sendDownload(
    ticket: string,
    response: ServerResponse,
    headers: Readonly<Record<string, string>>,
  ): Promise<PresentedError | null>
}

/** The first error of an operation: what a dialect translates into a status and a body. */
export class GraphqlFailure extends Error {
  override name = 'GraphqlFailure'
  readonly code: ClientErrorCode
  readonly reason: string | null
  /** With `TOTP_REQUIRED`: what to answer. */
  readonly challenge: string | null
  /** Message by input field. */
  readonly fields: Readonly<Record<string, string>>
  readonly params: Readonly<Record<string, unknown>>

  constructor({ message, extensions = {} }: PresentedError) {
    super(message)
    this.code = (extensions.code ?? 'INTERNAL') as ClientErrorCode
    this.reason = (extensions.reason ?? null) as string | null
    this.challenge = (extensions.challenge ?? null) as string | null
    this.fields = (extensions.fields ?? {}) as Record<string, string>
    this.params = (extensions.params ?? {}) as Record<string, unknown>
  }
}

/** The database or the disk keeps the server from its work: 503 in every dialect, whatever a route has words for. */
export class Outage extends Error {
  override name = 'Outage'
}

/** The reasons of `UNAVAILABLE` that are about no operation in particular. */
const outageReasons = /^(DISK_FULL|DATABASE_\w+)$/

/** What a presented error is to a dialect. */
export function failureOf(error: PresentedError): GraphqlFailure | Outage {
  const failure = new GraphqlFailure(error)
  const isOutage = failure.code === 'UNAVAILABLE' && outageReasons.test(failure.reason ?? '')
  return isOutage ? new Outage(error.message) : failure
}

/**
 * Runs a typed document for one caller.
 *
 * @throws GraphqlFailure of the first error: a dialect knows no partial answers; Outage
 */
export type Run = <Result, Variables extends object>(
  document: TypedDocumentNode<Result, Variables>,
  variables: Variables,
) => Promise<Result>

/** Binds {@link Run} to whoever sent a request. */
export function createRun(gateway: Gateway, session: Session | null, address: string): Run {
  return async <Result, Variables extends object>(
    document: TypedDocumentNode<Result, Variables>,
    variables: Variables,
  ) => {
    const { data, errors } = await gateway.execute(document, variables, session, address)
    const [first] = errors ?? []
    if (first) throw failureOf(first)
    return data as Result
  }
}

/**
 * Follows a subscription for one caller, until it completes or `signal` aborts.
 *
 * @throws GraphqlFailure or Outage of the first error
 */
export type Follow = <Result, Variables extends object>(
  document: TypedDocumentNode<Result, Variables>,
  variables: Variables,
  signal: AbortSignal,
) => AsyncGenerator<Result>

/** Binds {@link Follow} to whoever sent a request. */
export function createFollow(gateway: Gateway, session: Session | null, address: string): Follow {
  return async function* <Result, Variables extends object>(
    document: TypedDocumentNode<Result, Variables>,
    variables: Variables,
    signal: AbortSignal,
  ) {
    for await (const { data, errors } of gateway.subscribe(document, variables, session, address, signal)) {
      const [first] = errors ?? []
      if (first) throw failureOf(first)
      yield data as Result
    }
  }
}

/** `null` instead of an error for what does not exist, or not for this caller. */
export async function unlessNotFound<Result>(answer: Promise<Result>): Promise<Result | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof GraphqlFailure && error.code === 'NOT_FOUND') return null
    throw error
  }
}
