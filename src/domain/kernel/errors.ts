/** Every code that a client can meet in `errors[].extensions.code` (API.md, Errors). Anything else is a bug: `INTERNAL`. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'INVALID_INPUT'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'

/** Why a {@link DomainError} with code `CONFLICT` was thrown; `INDEX_BUILDING` goes with `UNAVAILABLE`: ask again. */
export type ConflictReason =
  | 'INDEX_BUILDING'
  | 'REPOSITORY_BUSY'
  | 'REPOSITORY_OBSERVED'
  | 'REPOSITORY_EXISTS'
  | 'NO_SOURCES'
  | 'ARCHIVE_DELETION_ACTIVE'
  | 'ARCHIVE_NAME_TAKEN'
  | 'LOCK_HOLDER_ALIVE'
  | 'LOCK_HOLDER_UNKNOWN'
  | 'MOUNT_IN_USE'
  | 'LOCK_BREAKING_DISABLED'
  | 'NO_REPOSITORIES'
  | 'TOO_MANY_BACKUPS'
  | 'JOB_ACTIVE'
  | 'NAME_TAKEN'
  | 'EMAIL_TAKEN'
  | 'IDENTITY_TAKEN'
  | 'ALREADY_GRANTED'
  | 'PATH_TAKEN'
  | 'NOT_CANCELLABLE'
  | 'NOT_RETRYABLE'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'LAST_ADMIN'
  | 'OWN_ACCOUNT'
  | 'SSH_KEY_IN_USE'
  | 'SSH_CONNECTION_EXISTS'
  | 'SSH_CONNECTION_IN_USE'
  | 'NO_LOCAL_PASSWORD'
  | 'TOTP_ENABLED'
  | 'TOTP_NOT_ENABLED'
  | 'OIDC_ALREADY_LINKED'
  | 'OIDC_NOT_LINKED'
  | 'LOCAL_LOGIN_DISABLED'
  | 'REPOSITORY_HOSTED'
  | 'REPOSITORY_ARCHIVED'
  | 'APPEND_ONLY'
  | 'STORAGE_TARGET_UNAVAILABLE'

/** Why a {@link DomainError} with code `UNAUTHENTICATED` was thrown on the way to a session. */
export type SignInReason = 'TOTP_REQUIRED' | 'WRONG_CODE' | 'CHALLENGE_EXPIRED' | 'GRANT_EXPIRED'

/** What an error may tell a client beside code and message. */
export interface ErrorDetails {
  reason?: ConflictReason | SignInReason
  /** With `TOTP_REQUIRED`: what `answerSignInChallenge` takes beside the code. It opens nothing by itself. */
  challenge?: string
  /** Message by input field, dotted for nested ones. */
  fields?: Record<string, string>
  /** Facts that a dialect needs to phrase its own answer; only harmless values. */
  params?: Record<string, string | number | boolean | null>
}

/** An answer, not a fault: something the caller asked for is not possible, and the message says why. */
export class DomainError extends Error {
  override name = 'DomainError'
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.details = details
  }
}

export const unauthenticated = () => new DomainError('UNAUTHENTICATED', 'Sign in first.')
export const forbidden = (message = 'Your role does not allow this.') => new DomainError('FORBIDDEN', message)
/** One sentence for "does not exist" and "not yours", so that nobody learns which. */
export const notFound = (what: string, params?: ErrorDetails['params']) =>
  new DomainError('NOT_FOUND', `No such ${what}.`, params ? { params } : {})
export const conflict = (
  reason: ConflictReason,
  message: string,
  params?: NonNullable<ErrorDetails['params']>,
) => new DomainError('CONFLICT', message, params ? { reason, params } : { reason })
/** Said where a repository must be one that this server opens. */
export const hostedRefusal = () =>
  conflict('REPOSITORY_HOSTED', 'Clients push to this repository over SSH; this server cannot open it.')
export const unavailable = (message: string, options?: ErrorOptions) =>
  new DomainError('UNAVAILABLE', message, {}, options)

/** `fields` maps an input field to what is wrong with it. */
export function invalidInput(fields: Record<string, string>, params?: ErrorDetails['params']): DomainError {
  const message = Object.entries(fields)
    .map(([field, problem]) => `${field}: ${problem}`)
    .join(' ')
  return new DomainError('INVALID_INPUT', message, params ? { fields, params } : { fields })
}
