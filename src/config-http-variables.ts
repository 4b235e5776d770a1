import { whole } from './config-formats.ts'
import { withDefault } from './config-variable.ts'

/** How many clients the server serves at once, how long it waits for them, and how much memory they may hold. */
export const httpVariables = [
  withDefault({
    name: 'MAX_CONNECTIONS',
    field: 'maxConnections',
    default: '10000',
    ...whole(10, 1_000_000),
    description: 'Open connections at once; more are told to come back (503).',
  }),
  withDefault({
    name: 'MAX_CONNECTIONS_PER_ADDRESS',
    field: 'maxConnectionsPerAddress',
    default: '5000',
    ...whole(10, 1_000_000),
    description: 'Open connections of one IP address; those of `TRUSTED_PROXIES` are not counted.',
  }),
  withDefault({
    name: 'MAX_STREAMS',
    field: 'maxStreams',
    default: '10000',
    ...whole(1, 1_000_000),
    description: 'Subscriptions and event streams at once, over all transports. Each takes some 40 KB.',
  }),
  withDefault({
    name: 'MAX_STREAMS_PER_ADDRESS',
    field: 'maxStreamsPerAddress',
    default: '6000',
    ...whole(1, 1_000_000),
    description: 'The same for one IP address.',
  }),
  withDefault({
    name: 'MAX_STREAMS_PER_CREDENTIAL',
    field: 'maxStreamsPerCredential',
    default: '5000',
    ...whole(1, 1_000_000),
    description: 'The same for one session or API key.',
  }),
  withDefault({
    name: 'STREAM_BUFFER_KB',
    field: 'streamBufferKb',
    default: '128',
    ...whole(1, 1_000_000),
    description: 'Unsent bytes of one connection, beyond which nothing more is read for its streams.',
  }),
  withDefault({
    name: 'UNSENT_MB_PER_CREDENTIAL',
    field: 'unsentMbPerCredential',
    default: '64',
    ...whole(1, 1_000_000),
    description:
      'Unsent bytes of all connections of one session or API key, beyond which those are cut that do not read, and new streams refused.',
  }),
  withDefault({
    name: 'UNSENT_MB_PER_ADDRESS',
    field: 'unsentMbPerAddress',
    default: '128',
    ...whole(1, 1_000_000),
    description: 'The same for one IP address.',
  }),
  withDefault({
    name: 'UNSENT_MB',
    field: 'unsentMb',
    default: '256',
    ...whole(1, 1_000_000),
    description: 'The same for all clients together.',
  }),
  withDefault({
    name: 'LOG_MEMORY_MB',
    field: 'logMemoryMb',
    default: '32',
    ...whole(1, 1_000_000),
    description:
      'Memory for the parts of logs that are on their way to followers; who waits for the same part shares it.',
  }),
  withDefault({
    name: 'STREAM_STALL_SECONDS',
    field: 'streamStallSeconds',
    default: '10',
    ...whole(1, 3600),
    description:
      'A stream is cut when its client takes no byte for so long while some wait; it resumes from its cursor.',
  }),
  withDefault({
    name: 'WEBSOCKET_PING_SECONDS',
    field: 'websocketPingSeconds',
    default: '12',
    ...whole(1, 3600),
    description:
      'A quiet WebSocket is asked this often for a sign of life, and closed when none comes until the next time.',
  }),
  withDefault({
    name: 'WEBSOCKET_INIT_TIMEOUT_SECONDS',
    field: 'websocketInitTimeoutSeconds',
    default: '3',
    ...whole(1, 3600),
    description: 'How long a WebSocket client may take for `connection_init`.',
  }),
  withDefault({
    name: 'FIRST_BYTE_TIMEOUT_SECONDS',
    field: 'firstByteTimeoutSeconds',
    default: '30',
    ...whole(1, 86_400),
    description: 'A connection on which nothing has been said for so long since it was opened is closed.',
  }),
  withDefault({
    name: 'HEADERS_TIMEOUT_SECONDS',
    field: 'headersTimeoutSeconds',
    default: '30',
    ...whole(1, 86_400),
    description: 'How long the headers of a request may take (408).',
  }),
  withDefault({
    name: 'REQUEST_TIMEOUT_SECONDS',
    field: 'requestTimeoutSeconds',
    default: '300',
    ...whole(1, 86_400),
    description:
      'How long a whole request may take to arrive, its body included (408). Answers take as long as they take.',
  }),
  withDefault({
    name: 'KEEP_ALIVE_SECONDS',
    field: 'keepAliveSeconds',
    default: '75',
    ...whole(1, 86_400),
    description:
      'How long a connection stays open between two requests; longer than a proxy in front keeps it.',
  }),
  withDefault({
    name: 'EVENT_LOOP_REPORT_MS',
    field: 'eventLoopReportMs',
    default: '1000',
    ...whole(100, 600_000),
    description: 'A delay of the event loop of this length is logged, with what held it.',
  }),
  withDefault({
    name: 'EVENT_LOOP_EXIT_SECONDS',
    field: 'eventLoopExitSeconds',
    default: '60',
    ...whole(0, 86_400, ' (0: never)'),
    description:
      'A process whose event loop is stuck for so long ends itself (SIGKILL), so that it is started again; Borg goes on.',
  }),
] as const
