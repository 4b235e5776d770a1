/** The floor of every stream: `ws` alone, sending one ready text to all sockets. Sends a burst on `POST /`. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

const followers: WebSocket[] = []
const message = `{"id":"1","type":"next","payload":${JSON.stringify({ data: 'x'.repeat(170) })}}`

const server = createServer((request, response) => {
  const send = (left: number) => {
    for (const socket of followers) socket.send(message)
    if (left > 1) setImmediate(send, left - 1)
  }
  send(Number(request.headers['x-events']))
  response.end()
})
new WebSocketServer({ server, perMessageDeflate: false }).on('connection', socket => {
  socket.on('message', data => {
    if (String(data).includes('"connection_init"')) return socket.send('{"type":"connection_ack"}')
    followers.push(socket)
    socket.send(message)
  })
})
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
