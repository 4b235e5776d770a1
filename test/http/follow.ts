import type { Client } from 'graphql-ws'
import type { Answer, TestServer } from '../support/server.ts'
import { createSocket, events } from '../support/subscribe.ts'

export type Transport = 'graphql-ws' | 'server-sent events'
export const transports = ['graphql-ws', 'server-sent events'] as const

/** A subscription that a test looks at while it runs. */
export interface Follower extends AsyncDisposable {
  /** What came so far. */
  readonly results: Answer[]
  /** Resolves when that many results are there. @throws Error when it ended before, or after 10 s */
  atLeast(count: number): Promise<void>
  /** How it ended: `complete`, the code of an error, the close code of a socket, or `broken`. */
  readonly end: Promise<string>
}

/** Follows one subscription over one of the transports. */
export function follow(
  server: TestServer,
  transport: Transport,
  secret: string | null,
  query: string,
  variables: Record<string, unknown>,
  socket?: Client,
): Follower {
  const results: Answer[] = []
  const gone = new AbortController()
  const client = transport === 'graphql-ws' ? (socket ?? createSocket(server, secret)) : null
  const stream = client
    ? (client.iterate({ query, variables }) as AsyncIterableIterator<unknown>)
    : events(server, secret, query, variables, gone.signal)
  let news = Promise.withResolvers<void>()
  const run = async () => {
    try {
      for await (const result of stream as AsyncIterable<Answer>) {
        results.push(result)
        news.resolve()
        news = Promise.withResolvers()
      }
      return results.at(-1)?.errors?.[0]?.extensions.code ?? 'complete'
    } catch (error) {
      return String((error as { code?: unknown }).code ?? 'broken')
    }
  }
  let ended = false
  const end = run().finally(() => {
    ended = true
    news.resolve()
  })
  return {
    results,
    end,
    async atLeast(count) {
      const timeout = AbortSignal.timeout(10_000)
      while (results.length < count) {
        if (ended || timeout.aborted) throw new Error(`Only ${JSON.stringify(results)}`)
        await Promise.race([news.promise, new Promise(resolve => timeout.addEventListener('abort', resolve))])
      }
    },
    async [Symbol.asyncDispose]() {
      gone.abort()
      await stream.return?.(undefined as never)
      if (!socket) await client?.dispose()
      await end
    },
  }
}
