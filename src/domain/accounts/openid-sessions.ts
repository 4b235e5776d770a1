import type { World } from '../kernel/scope.ts'
import { consumeSecret, issueSecret, peekSecret } from './one-time-secrets.ts'

/** An ID token, sealed for its user, until the session ends that began with it: the provider's sign-out asks for it. */
export interface KeptIdToken {
  sealedIdToken: string
}

const contextOf = (userId: number) => `user:${userId}:id-token`

export const sealIdToken = ({ sealer }: World, userId: number, idToken: string): KeptIdToken => ({
  sealedIdToken: sealer.seal(idToken, contextOf(userId)),
})

/** A session as far as it matters here; `expiresAt` is unix milliseconds. */
interface SessionOfUser {
  id: string
  userId: number
  expiresAt: number
}

/** Remembers that a session came from the provider. */
export async function keepIdToken(
  world: World,
  { id, userId, expiresAt }: SessionOfUser,
  content: KeptIdToken,
): Promise<void> {
  const lifetime = expiresAt - Date.now()
  await issueSecret(world, { purpose: 'oidc-session', userId, content, lifetime, secret: id })
}

/** A refreshed session comes from where the earlier one came from. */
export async function carryIdToken(world: World, from: string, to: SessionOfUser): Promise<void> {
  const kept = await peekSecret<KeptIdToken>(world, 'oidc-session', from)
  if (kept) await keepIdToken(world, to, kept.content)
}

/** Where the browser of this session signs out at the provider. Null when the session did not come from there. */
export async function providerSignOut(world: World, sessionId: string): Promise<string | null> {
  const { openId } = world.signInMethods
  const kept = openId && (await consumeSecret<KeptIdToken>(world, 'oidc-session', sessionId))
  if (!kept?.userId) return null
  return openId!.provider.endSessionUrl(world.sealer.open(kept.content.sealedIdToken, contextOf(kept.userId)))
}
