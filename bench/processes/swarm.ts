/**
 * Many followers of one log, each on a WebSocket of its own, in a process of its own. Speaks just enough of WebSocket and
 * of graphql-transport-ws to count messages, so that it can take more than any server can send.
 */
import { connect, type Socket } from 'node:net'
import type { SwarmOrder } from '../support/swarm.ts'

const [text, ping, pong] = [1, 9, 10]
const now = () => Number(process.hrtime.bigint()) / 1e6
const seen = { messages: 0, first: 0, last: 0, bytes: 0, started: 0, completed: 0, closed: 0 }
let latencies: number[] = []
/** One buffer for all sockets: it is empty again when the next one is read. */
const shared = Buffer.allocUnsafe(256 * 1024)

/** A client's frame; its mask is all zeros, which is allowed and changes nothing. */
function frameOf(opcode: number, payload: Buffer): Buffer {
  const head =
    payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 255]
  return Buffer.concat([Buffer.from([0x80 | opcode, ...head, 0, 0, 0, 0]), payload])
}
const textOf = (message: object) => frameOf(text, Buffer.from(JSON.stringify(message)))

/** One follower: a connection and its state. */
class Follower {
  readonly #order: SwarmOrder
  readonly #socket: Socket
  #rest: Buffer | null = null
  #isUpgraded = false
  #isStarted = false

  constructor(order: SwarmOrder) {
    this.#order = order
    const { hostname, port } = new URL(order.url)
    const callback = (length: number) => {
      this.#read(shared.subarray(0, length))
      return true
    }
    this.#socket = connect({ host: hostname, port: Number(port), onread: { buffer: shared, callback } })
    this.#socket.setNoDelay(true)
    this.#socket.on('close', () => {
      seen.closed += 1
    })
    this.#socket.write(
      `GET /graphql HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n' +
        'Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
    )
  }

  #read(chunk: Buffer): void {
    let data: Buffer = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk
    if (!this.#isUpgraded) {
      const end = data.indexOf('\r\n\r\n')
      if (end < 0 || !data.toString('latin1', 0, 12).endsWith(' 101')) throw new Error(data.toString())
      this.#isUpgraded = true
      data = data.subarray(end + 4)
      const payload = { authorization: `Bearer ${this.#order.token}` }
      this.#socket.write(textOf({ type: 'connection_init', payload }))
    }
    while (data.length >= 2) {
      const short = data[1]! & 127
      const head = short < 126 ? 2 : short === 126 ? 4 : 10
      if (data.length < head) break
      const length = short < 126 ? short : short === 126 ? data.readUInt16BE(2) : data.readUInt32BE(6)
      if (data.length < head + length) break
      this.#take(data[0]! & 15, data.subarray(head, head + length))
      data = data.subarray(head + length)
    }
    this.#rest = data.length > 0 ? Buffer.from(data) : null
  }

  #take(opcode: number, payload: Buffer): void {
    if (opcode === ping) this.#socket.write(frameOf(pong, payload))
    if (opcode !== text) return
    const type = payload.toString('latin1', 0, 40)
    if (type.includes('"next"')) this.#count(payload)
    else if (type.includes('"complete"')) seen.completed += 1
    else if (type.includes('"connection_ack"')) {
      const { query, variables } = this.#order
      this.#socket.write(textOf({ id: '1', type: 'subscribe', payload: { query, variables } }))
    } else throw new Error(`Not expected: ${payload}`)
  }

  #count(payload: Buffer): void {
    if (!this.#isStarted) seen.started += 1
    this.#isStarted = true
    seen.messages += 1
    seen.bytes += payload.length
    seen.last = now()
    seen.first ||= seen.last
    const begin = this.#order.timed ? payload.indexOf('@') + 1 : 0
    if (begin > 0)
      latencies.push(seen.last - Number(payload.toString('latin1', begin, payload.indexOf('@', begin))))
  }
}

process.on('message', (order: SwarmOrder | 'reset' | 'report' | 'latencies') => {
  if (order === 'report') process.send!(seen)
  else if (order === 'latencies') process.send!(latencies)
  else if (order === 'reset') {
    latencies = []
    Object.assign(seen, { messages: 0, first: 0, last: 0, bytes: 0 })
  } else for (let number = 0; number < order.count; number += 1) new Follower(order)
})
