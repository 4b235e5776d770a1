import { hkdfSync } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import { LRUCache } from 'lru-cache'

/** What an access token says: which session, of whom, until when (unix milliseconds). */
export interface AccessClaims {
  sessionId: string
  username: string
  expiresAt: number
}

/** Signs and verifies access tokens. Whether the session still exists is the caller's question: see `sign-in.ts`. */
export interface Tokens {
  sign(claims: AccessClaims): Promise<string>
  /** Null for anything that is not an unexpired access token of this server. Never throws. */
  verify(token: string): Promise<AccessClaims | null>
}

/** HS256 JSON Web Tokens with `purpose: "access"`, under a key derived from the server's secret key. */
export function createTokens(secretKey: string): Tokens {
  const key = new Uint8Array(hkdfSync('sha256', secretKey, 'vinculum', 'access tokens v1', 32))
  // A signature does not change: checking it once per token is enough. Expiry and revocation are checked each time.
  const verified = new LRUCache<string, AccessClaims>({ max: 5000 })
  return {
    sign: claims =>
      new SignJWT({ purpose: 'access' })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setSubject(claims.username)
        .setJti(claims.sessionId)
        .setIssuedAt()
        .setExpirationTime(Math.floor(claims.expiresAt / 1000))
        .sign(key),
    async verify(token) {
      const claims = verified.get(token) ?? (await verify(token, key))
      if (!claims || claims.expiresAt <= Date.now()) return null
      verified.set(token, claims)
      return claims
    },
  }
}

async function verify(token: string, key: Uint8Array): Promise<AccessClaims | null> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      requiredClaims: ['exp', 'sub', 'jti'],
    })
    if (payload.purpose !== 'access') return null
    return { sessionId: payload.jti!, username: payload.sub!, expiresAt: payload.exp! * 1000 }
  } catch (error) {
    if (error instanceof errors.JOSEError) return null
    throw error
  }
}
