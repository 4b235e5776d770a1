import { setTimeout as sleep } from 'node:timers/promises'
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  getOperationAST,
  type ValidatedSubscriptionArgs,
  validateSubscriptionArgs,
} from 'graphql'
import type { LogReader } from '../domain/jobs/log-reader.ts'
import type { Viewer } from '../domain/kernel/access.ts'
import { whenBack } from '../domain/kernel/outages.ts'
import type { Turns } from '../domain/kernel/turns.ts'
import type { Context } from '../schema/context.ts'
import type { Engine, OperationRequest } from './engine.ts'
import { type Result, SharedResults } from './shared-results.ts'

/** What one operation streams: results as JSON, ready for the wire. Each stays in memory until the next is asked for. */
export type ResultStream = AsyncGenerator<Result, void, void>

/**
 * Runs operations of every kind as streams of JSON results. Events of a subscription are executed and stringified
 * **once** per document, variables and rights, however many subscribers follow: the domain hands the same event object
 * to all of them.
 */
export class ResultStreams {
  readonly #engine: Engine
  readonly #results: SharedResults
  readonly #turns: Turns

  constructor(engine: Engine, reader: LogReader, turns: Turns) {
    this.#engine = engine
    this.#results = new SharedResults(reader)
    this.#turns = turns
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
      for await (const event of { [Symbol.asyncIterator]: () => events }) {
        using shared = await this.#results.take(event as object, key, () =>
          // Loaders of an earlier event would answer from their memory.
          whenBack(fresh, sleep).then(async now =>
            JSON.stringify(await this.#engine.execute(document, request, now, event)),
          ),
        )
        // Handing a large one to a thousand sockets takes a while, and others want to be answered meanwhile.
        if (typeof shared.result !== 'string') await this.#turns.next()
        yield shared.result
      }
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
}

/** Two subscribers share results when nothing that the results depend on differs. */
function keyOf({ query, operationName, variables }: OperationRequest, viewer: Viewer | null): string {
  const who = viewer ? `${viewer.userId} ${viewer.credential.kind} ${viewer.credential.id}` : ''
  return JSON.stringify([query, operationName ?? null, variables ?? null, who])
}
