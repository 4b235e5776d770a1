import { GraphqlFailure, type Session } from '../execute.ts'
import { CredentialDocument, type CredentialQuery } from '../generated/borgwarehouse/repositories.ts'
import { enveloped, type Refusal } from './answer.ts'
import type { Call } from './route.ts'

/** What a key must be good for. */
export type Permission = NonNullable<NonNullable<CredentialQuery['credential']>['permissions']>[number]

/** The first check of `/api/v1`: is there any credential? @throws Refusal 401 */
export function requireCredential({ caller }: Call): void {
  if (!caller.cookieSession && !caller.hasHeader) throw enveloped(401, 'Unauthorized')
}

/** @throws Refusal 405 */
export function requireMethod({ method }: Call, ...methods: readonly string[]): void {
  if (!methods.includes(method)) throw enveloped(405, 'Method Not Allowed')
}

/** How a dialect refuses credentials that are not enough. */
export interface KeyRefusals {
  invalid: Refusal
  insufficient: Refusal
}

const v1Refusals = (): KeyRefusals => ({
  invalid: enveloped(401, 'Invalid API key'),
  insufficient: enveloped(403, 'Insufficient permissions'),
})

/**
 * Who asks? A good cookie, or the key in the header, which must have the permission. What its owner may do on which repository, the
 * schema decides later.
 *
 * @throws Refusal
 */
export async function requireKey(
  call: Call,
  permission: Permission,
  refusals: KeyRefusals = v1Refusals(),
): Promise<Session> {
  const { cookieSession, secret } = call.caller
  if (cookieSession) return cookieSession
  const session = secret === null ? null : await call.authenticate(secret)
  if (!session) throw refusals.invalid
  const { credential } = await call.as(session)(CredentialDocument, {})
  if (credential?.permissions && !credential.permissions.includes(permission)) throw refusals.insufficient
  return session
}

/** Only somebody who has signed in: keys are refused. @throws Refusal 401 */
export async function requireSession(
  call: Call,
  refusal: Refusal = enveloped(401, 'Unauthorized'),
): Promise<Session> {
  const { cookieSession, secret } = call.caller
  const session = cookieSession ?? (secret === null ? null : await call.authenticate(secret))
  if (!session) throw refusal
  const { credential } = await call.as(session)(CredentialDocument, {})
  if (credential?.kind !== 'SESSION' && credential?.kind !== 'PROXY') throw refusal
  return session
}

/**
 * Translates what the schema refuses.
 *
 * @param rules what is said to which code, or to which reason of a conflict; what is not there goes on as it is
 */
export async function translate<Result>(
  answer: Promise<Result>,
  rules: Readonly<Record<string, (failure: GraphqlFailure) => Refusal>>,
): Promise<Result> {
  try {
    return await answer
  } catch (error) {
    if (!(error instanceof GraphqlFailure)) throw error
    const rule = (error.reason !== null && rules[error.reason]) || rules[error.code]
    throw rule ? rule(error) : error
  }
}
