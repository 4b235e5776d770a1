import { type Client, createClient } from 'graphql-ws'
import { WebSocket } from 'ws'
import type { Answer, TestServer } from './server.ts'

/** A graphql-ws client that does not reconnect by itself, so that tests see every close. */
export function createSocket(server: { url: string }, token: string | null, options: object = {}): Client {
  return createClient({
    url: `${server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: token === null ? {} : { authorization: `Bearer ${token}` },
    retryAttempts: 0,
    lazy: true,
    ...options,
  })
}

/** All results of one subscription until it completes. */
export async function collect(
  client: Client,
  query: string,
  variables: Record<string, unknown>,
): Promise<Answer[]> {
  const results: Answer[] = []
  for await (const result of client.iterate({ query, variables })) results.push(result as unknown as Answer)
  return results
}

/** Server-sent events of one operation, as they come. Ends with `complete`; throws when the connection breaks before it. */
export async function* events(
  server: TestServer,
  token: string | null,
  query: string,
  variables: object,
  signal?: AbortSignal,
): AsyncGenerator<Answer> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify({ query, variables }),
    ...(signal ? { signal } : {}),
  })
  let text = ''
  for await (const chunk of response.body!.pipeThrough(
    new TextDecoderStream() as never,
  ) as unknown as AsyncIterable<string>) {
    text += chunk
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const event = text.slice(0, end)
      text = text.slice(end + 2)
      if (event.startsWith('event: complete')) return
      const data = /^data: (.*)$/m.exec(event)
      if (data) yield JSON.parse(data[1]!)
    }
  }
  throw new Error('The connection ended before the operation was complete.')
}
