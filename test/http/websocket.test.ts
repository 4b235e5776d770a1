import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { startTestServer, type TestServer } from '../support/server.ts'
import { collect, createSocket } from '../support/subscribe.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server[Symbol.asyncDispose]())

it('lets anybody connect, and answers operations without a credential with UNAUTHENTICATED', async () => {
  const client = createSocket(server, null)
  expect(await collect(client, '{ viewer { id } }', {})).toEqual([{ data: { viewer: null } }])
  for (const query of ['{ server { version } }', 'subscription { jobChanged { id } }'])
    expect(await collect(client, query, {})).toMatchObject([
      { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
    ])
  await client.dispose()
})

it.each(['nonsense', 'vnc_nonsense', 'a.b.c'])('closes a connection with the bad token %s', async token => {
  const client = createSocket(server, token)
  await expect(collect(client, '{ viewer { id } }', {})).rejects.toMatchObject({ code: 4403 })
})

it('takes the credential from headers, too, and runs queries and mutations', async () => {
  const authorization = `Bearer ${await server.token()}`
  class WithHeader extends WebSocket {
    constructor(address: string, protocols: string[]) {
      super(address, protocols, { headers: { authorization } })
    }
  }
  const client = createSocket(server, null, { webSocketImpl: WithHeader })
  expect(await collect(client, '{ viewer { username } }', {})).toEqual([
    { data: { viewer: { username: 'admin' } } },
  ])
  expect(await collect(client, 'mutation { keepPassword { user { username } } }', {})).toEqual([
    { data: { keepPassword: { user: { username: 'admin' } } } },
  ])
  await expect(collect(client, '{ nothing }', {})).rejects.toMatchObject([
    { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
  ])
  await client.dispose()
})

it('speaks graphql-transport-ws and nothing else', async () => {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`)
  const [code] = await once(socket, 'close')
  expect(code).toBe(4406)
})

it('takes a thousand operations at once on one connection, and refuses more by name', async () => {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  await once(socket, 'open')
  const authorization = `Bearer ${await server.token()}`
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }))
  await once(socket, 'message')
  const payload = { query: 'subscription { jobChanged { id } }' }
  for (let id = 1; id <= 1001; id += 1)
    socket.send(JSON.stringify({ type: 'subscribe', id: `${id}`, payload }))
  const [answer] = await once(socket, 'message')
  expect(JSON.parse(answer)).toMatchObject({
    id: '1001',
    type: 'error',
    payload: [{ message: expect.stringContaining('1000'), extensions: { code: 'UNAVAILABLE' } }],
  })
  socket.close()
  await once(socket, 'close')
})
