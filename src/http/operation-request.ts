import type { IncomingMessage } from 'node:http'
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express'
import { GraphQLError } from 'graphql'
import { z } from 'zod'
import type { OperationRequest } from './engine.ts'
import { isNestedTooDeep, maxNesting } from './nesting.ts'

const bodyLimit = '1mb'
/** The same in bytes. */
export const bodyLimitBytes = 1024 * 1024

/** Reads a body of JSON, whatever it calls itself: who may send what, the handlers have decided before. */
export const parseBody: RequestHandler = express.json({ limit: bodyLimit, strict: false, type: () => true })

/** A request that is not a GraphQL request at all. */
export const badRequest = (message: string) =>
  new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } })

/** Handles what {@link parseBody} could not read by answering through `refuse`. */
export const refuseBody =
  (
    refuse: (request: Request, response: Response, status: number, error: GraphQLError) => unknown,
  ): ErrorRequestHandler =>
  (error, request, response, next) => {
    const { status = 500 } = error as { status?: number }
    if (status >= 500) return next(error)
    const message =
      status === 413 ? `The body is larger than ${bodyLimit}.` : 'The body is not JSON in UTF-8.'
    refuse(request, response, status, badRequest(message))
  }

const Operation = z.object({
  query: z.string('Must provide query string.'),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
  extensions: z.record(z.string(), z.unknown()).nullish(),
})

/** The operation in a body of JSON, or what is wrong with it. */
export function readOperation(body: unknown): OperationRequest | GraphQLError {
  const read = Operation.safeParse(body)
  if (read.success) return nestingProblem(read.data) ?? read.data
  const { path, message } = read.error.issues[0]!
  return badRequest(path.length > 0 ? `${path.join('.')}: ${message}` : 'The body must be a JSON object.')
}

/** What is said of variables that nest too deeply; null for others. */
export const nestingProblem = ({ variables, extensions }: { variables?: unknown; extensions?: unknown }) =>
  isNestedTooDeep(variables) || isNestedTooDeep(extensions)
    ? badRequest(`Variables and extensions may nest ${maxNesting} levels deep.`)
    : null

/** The operation in the parameters of a `GET`, of which `variables` and `extensions` are JSON. */
export function readParameters(parameters: Request['query']): OperationRequest | GraphQLError {
  const { query, operationName, variables, extensions } = parameters
  try {
    return readOperation({
      query,
      operationName,
      variables: parseParameter(variables),
      extensions: parseParameter(extensions),
    })
  } catch {
    return badRequest('The parameters `variables` and `extensions` must be JSON.')
  }
}

const parseParameter = (text: unknown) => (typeof text === 'string' ? JSON.parse(text) : text)

/** The media types that a client takes, in the order in which it names them; weights are not looked at. */
export function acceptedTypes({ headers }: IncomingMessage): string[] {
  return (headers.accept ?? '*/*').split(',').map(part => part.split(';')[0]!.trim().toLowerCase())
}

export const eventStream = 'text/event-stream'
