import { DomainError, notFound } from '../kernel/errors.ts'
import { BorgCallError, type CallFailure } from './borg-calls.ts'

/** Borg's refusal to read an archive, as an answer: nothing about the request is wrong, so trying again may help. */
export function readFailure({ code, message, remedy }: CallFailure): DomainError {
  if (code === 'ARCHIVE_NOT_FOUND') return notFound('archive')
  return new DomainError('UNAVAILABLE', `${message} ${remedy}`, { params: { failure: code } })
}

/** The same for whatever a call threw; anything else is left as it is. */
export const readRefusal = (error: unknown): unknown =>
  error instanceof BorgCallError ? readFailure(error.failure) : error
