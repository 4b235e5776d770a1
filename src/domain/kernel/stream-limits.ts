/** What clients may hold of the server's memory and connections. Sizes in bytes, times in milliseconds. */
export interface StreamLimits {
  /** Subscriptions and other streams at once. */
  readonly maxStreams: number
  readonly maxStreamsPerAddress: number
  readonly maxStreamsPerCredential: number
  /** TCP connections at once. */
  readonly maxConnections: number
  readonly maxConnectionsPerAddress: number
  /** Bytes that wait for one connection, beyond which nothing more is read for it. */
  readonly maxUnsentBytesPerConnection: number
  /** Bytes that wait for clients, beyond which those that do not read are cut and new requests refused. */
  readonly maxUnsentBytes: number
  readonly maxUnsentBytesPerAddress: number
  readonly maxUnsentBytesPerCredential: number
  /** Log batches and results for followers that are in memory at once. */
  readonly maxLogMemoryBytes: number
  /** A stream whose client takes no byte for this long, while some wait, is cut. */
  readonly stallTimeoutMs: number
  /** A connection on which nothing is said for this long after it was opened is closed. */
  readonly firstByteTimeoutMs: number
}

/** How long the server waits for clients, in milliseconds. */
export interface HttpTimeouts {
  /** From the first byte of a request to the end of its headers. */
  readonly headersTimeoutMs: number
  /** From the first byte of a request to the last of its body. */
  readonly requestTimeoutMs: number
  /** Between two requests of one connection. */
  readonly keepAliveTimeoutMs: number
  /** Between two signs of life of a quiet WebSocket. */
  readonly websocketPingMs: number
  /** Until a WebSocket client has said who it is. */
  readonly websocketInitTimeoutMs: number
}
