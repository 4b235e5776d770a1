import { connect, createServer, type Socket } from 'node:net'

/** A network between a client and a server, which can come apart. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number
  /** Connections that stand. */
  readonly connections: number
  /**
   * From now on nothing passes any more on the connections that stand, in neither direction, and nobody is told: as when a firewall
   * forgets them. New ones work.
   */
  forget(): void
  /** New connections are taken and nothing passes on them either, until {@link mend}. */
  tear(): void
  /** New connections work again; the old ones stay as they are. */
  mend(): void
}

/** Passes everything on to a port of the loopback. */
export async function startTcpProxy(target: number): Promise<TcpProxy> {
  const pairs = new Set<[Socket, Socket]>()
  let isTorn = false
  const server = createServer(client => {
    const upstream = connect(target, '127.0.0.1')
    const pair: [Socket, Socket] = [client, upstream]
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      for (const socket of pair) socket.destroy()
    }
    for (const socket of pair) socket.on('error', end).on('close', end).setNoDelay(true)
    if (isTorn) return
    client.pipe(upstream)
    upstream.pipe(client)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const silence = () => {
    for (const [client, upstream] of pairs) {
      client.unpipe()
      upstream.unpipe()
      // Read and thrown away: the sender sees it acknowledged.
      client.resume()
      upstream.resume()
    }
  }
  return {
    port: (server.address() as { port: number }).port,
    get connections() {
      return pairs.size
    },
    forget: silence,
    tear() {
      isTorn = true
      silence()
    },
    mend() {
      isTorn = false
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise(resolve => server.close(resolve))
      for (const pair of pairs) for (const socket of pair) socket.destroy()
      await closed
    },
  }
}

/** The same address, by way of the proxy. */
export function throughProxy(address: string, { port }: TcpProxy): string {
  const url = new URL(address)
  url.port = String(port)
  return url.href
}
