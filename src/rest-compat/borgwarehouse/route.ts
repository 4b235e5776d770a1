import type { Run, Session } from '../execute.ts'
import type { Refusal } from './answer.ts'
import type { Caller } from './caller.ts'

/** One request of a BorgWarehouse client. */
export interface Call {
  readonly method: string
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: unknown
  readonly caller: Caller
  readonly settings: Settings
  /** Where this request reached the server: scheme and host. */
  readonly baseUrl: string
  /** Whose credential is this? Null when it is not good. */
  authenticate(secret: string): Promise<Session | null>
  /** Is it the key of the cron routes? Then what they may do. */
  authenticateCron(secret: string): Session | null
  /** Runs documents for somebody; null: for nobody. */
  as(session: Session | null): Run
  cookie(name: string): string | undefined
  setCookie(line: string): void
  /** Does a browser say that a page of another site sent this? */
  readonly isFromElsewhere: boolean
}

/** What the configuration says of these routes. */
export interface Settings {
  /** Status codes of `/api/repo*` where the public page and the observed server differ. */
  readonly statuses: 'documented' | 'observed'
  readonly mayDelete: boolean
  readonly mayCompact: boolean
  readonly compactsAppendOnly: boolean
}

/**
 * A path with all its methods, because most of these routes ask for credentials before they look at the method. `handle` makes its checks in
 * the order of the contract, and throws a `Refusal` for the first that fails.
 */
export interface Route {
  /** With `:name` for a parameter. */
  readonly path: `/api/${string}`
  readonly methods: readonly string[]
  handle(call: Call): Promise<object>
  /** What is said of malformed JSON instead of the plain text (D10). */
  malformed?(settings: Settings): Refusal | null
}
