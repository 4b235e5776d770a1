/** Many followers of one log that ask for all of it and read nothing, half over WebSocket and half over server-sent events. */
import { connect, type Socket } from 'node:net'
import type { CrowdOrder } from '../support/crowd.ts'

const seen = { following: 0, closed: 0 }

/** A client's text frame; its mask is all zeros, which is allowed and changes nothing. */
function frameOf(message: object): Buffer {
  const payload = Buffer.from(JSON.stringify(message))
  return Buffer.concat([
    Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 255, 0, 0, 0, 0]),
    payload,
  ])
}

function open({ url }: CrowdOrder): Socket {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  socket.on('error', () => {})
  socket.on('close', () => {
    seen.closed += 1
  })
  return socket
}

/** From now on nothing is read, and what came is in the kernel. */
function stopReading(socket: Socket): void {
  socket.removeAllListeners('data')
  socket.pause()
  seen.following += 1
}

function overSse(order: CrowdOrder): void {
  const socket = open(order)
  const body = JSON.stringify({ query: order.query, variables: order.variables })
  socket.write(
    `POST /graphql HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\n` +
      `Authorization: Bearer ${order.token}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
  socket.once('connect', () => stopReading(socket))
}

function overWebSocket(order: CrowdOrder): void {
  const socket = open(order)
  socket.write(
    'GET /graphql HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
  )
  let text = ''
  socket.on('data', chunk => {
    const before = text
    text += chunk.toString('latin1')
    if (!before.includes('\r\n\r\n') && text.includes('\r\n\r\n'))
      socket.write(frameOf({ type: 'connection_init', payload: { authorization: `Bearer ${order.token}` } }))
    if (!text.includes('connection_ack')) return
    const { query, variables } = order
    socket.write(frameOf({ id: '1', type: 'subscribe', payload: { query, variables } }))
    stopReading(socket)
  })
}

process.on('message', (order: CrowdOrder | 'report') => {
  if (order === 'report') process.send!(seen)
  else
    for (let number = 0; number < order.count; number += 1) number % 2 ? overSse(order) : overWebSocket(order)
})
