import { setTimeout as sleep } from 'node:timers/promises'
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  getOperationAST,
  type ValidatedSubscriptionArgs,
  validateSubscriptionArgs,
} from 'graphql'
import type { Viewer } from '../domain/access.ts'
import { whenBack } from '../domain/outages.ts'
import type { Context } from '../schema/context.ts'
import type { Engine, OperationRequest } from './engine.ts'

/** What one operation streams: results as JSON text, ready for the wire. */
export type ResultStream = AsyncGenerator<string, void, void>

/** The results of one event: by document, variables and rights. The event goes, the results go. */
type Results = Map<string, Promise<string>>

/**
 * Runs operations of every kind as streams of JSON results. Events of a subscription are executed and stringified
 * **once** per document, variables and rights, however many subscribers follow: the domain hands the same event object
 * to all of them.
 */
export class ResultStreams {
  readonly #engine: Engine
  readonly #results = new WeakMap<object, Results>()

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /**
   * The results of one operation; a query or mutation has one. Ends after an error that ends the operation, and when
   * `signal` aborts.
   *
   * @param fresh makes a context with today's rights and empty loaders
   */
  async *run(
    document: DocumentNode,
    request: OperationRequest,
    context: Context,
    fresh: () => Promise<Context>,
    signal: AbortSignal,
  ): ResultStream {
    const operation = getOperationAST(document, request.operationName)
    if (operation?.operation !== 'subscription') {
      yield JSON.stringify(await this.#engine.execute(document, request, context))
      return
    }
    const source = await this.#subscribe(document, request, context)
    if (!(Symbol.asyncIterator in source)) {
      yield JSON.stringify(source)
      return
    }
    const key = keyOf(request, context.scope.viewer)
    const events = source[Symbol.asyncIterator]()
    // `return()` of this generator would wait for the next event, which may never come.
    const stop = () => void events.return?.()
    signal.addEventListener('abort', stop, { once: true })
    try {
      for await (const event of { [Symbol.asyncIterator]: () => events })
        yield await this.#resultOf(event as object, key, document, request, fresh)
    } catch (error) {
      // Thrown by the source: the right to look was withdrawn, or a bug. Either way this is the last result.
      yield JSON.stringify({ errors: [this.#engine.present(error)] })
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  async #subscribe(
    document: DocumentNode,
    request: OperationRequest,
    contextValue: Context,
  ): Promise<AsyncIterable<unknown> | ExecutionResult> {
    try {
      const args = validateSubscriptionArgs({
        schema: this.#engine.schema,
        document,
        variableValues: request.variables ?? {},
        operationName: request.operationName ?? undefined,
        contextValue,
      })
      if (Array.isArray(args)) return { errors: args.map(error => this.#engine.present(error)) }
      const source = await createSourceEventStream(args as ValidatedSubscriptionArgs)
      if (Symbol.asyncIterator in source) return source
      return { errors: (source.errors ?? []).map(error => this.#engine.present(error)) }
    } catch (error) {
      return { errors: [this.#engine.present(error)] }
    }
  }

  #resultOf(
    event: object,
    key: string,
    document: DocumentNode,
    request: OperationRequest,
    fresh: () => Promise<Context>,
  ): Promise<string> {
    let results = this.#results.get(event)
    if (!results) {
      results = new Map()
      this.#results.set(event, results)
    }
    let result = results.get(key)
    if (!result) {
      // Loaders of an earlier event would answer from their memory.
      result = whenBack(fresh, sleep).then(async context =>
        JSON.stringify(await this.#engine.execute(document, request, context, event)),
      )
      results.set(key, result)
    }
    return result
  }
}

/** Two subscribers share results when nothing that the results depend on differs. */
function keyOf({ query, operationName, variables }: OperationRequest, viewer: Viewer | null): string {
  const who = viewer ? `${viewer.userId} ${viewer.credential.kind} ${viewer.credential.id}` : ''
  return JSON.stringify([query, operationName ?? null, variables ?? null, who])
}
