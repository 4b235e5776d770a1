import type { AlertedRepository } from './delivery-queue.ts'
import type { AlertKind } from './verdict.ts'

/** Where one user is told; everything that a way needs. Holds secrets. */
export type AlertTarget =
  | { channel: 'EMAIL'; address: string }
  | { channel: 'APPRISE'; mode: 'PACKAGE'; services: readonly string[] }
  | { channel: 'APPRISE'; mode: 'STATELESS'; url: string; services: readonly string[] }
  | { channel: 'WEBHOOK'; url: string; secret: string | null }

/** What somebody is told. */
export interface AlertNews {
  /** The same for each attempt to deliver it. */
  readonly id: string
  readonly kind: AlertKind | 'TEST'
  /** When it came up, in unix milliseconds. */
  readonly at: number
  readonly repositories: readonly AlertedRepository[]
}

/** The port through which alerts leave the server; `app.ts` puts it into the world. */
export interface AlertSender {
  /** @throws AlertFailure */
  send(target: AlertTarget, news: AlertNews, signal?: AbortSignal): Promise<void>
}

/** Why an alert could not be delivered. */
export const alertFailureReasons = [
  'CHANNEL_OFF',
  'EMAIL_MISSING',
  'EMAIL_INVALID',
  'NO_MAIL_SERVER',
  'MAIL_FAILED',
  'APPRISE_SERVICES_MISSING',
  'APPRISE_MODE_MISSING',
  'APPRISE_MODE_FORBIDDEN',
  'APPRISE_URL_MISSING',
  'APPRISE_NOT_INSTALLED',
  'APPRISE_FAILED',
  'WEBHOOK_URL_MISSING',
  'URL_INVALID',
  'ADDRESS_REFUSED',
  'UNREACHABLE',
  'HTTP_STATUS',
] as const
export type AlertFailureReason = (typeof alertFailureReasons)[number]

/** An alert that was not delivered. The message is for its reader: it holds no secret and nothing that the other side wrote. */
export class AlertFailure extends Error {
  override name = 'AlertFailure'
  readonly reason: AlertFailureReason
  /** Is another attempt pointless? */
  readonly isFinal: boolean
  /** What a web server answered. */
  readonly httpStatus: number | null

  constructor(
    reason: AlertFailureReason,
    message: string,
    { isFinal = false, httpStatus = null }: { isFinal?: boolean; httpStatus?: number | null } = {},
  ) {
    super(message)
    this.reason = reason
    this.isFinal = isFinal
    this.httpStatus = httpStatus
  }
}
