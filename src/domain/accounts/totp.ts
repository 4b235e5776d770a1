import { Secret, TOTP } from 'otpauth'

/** The name that authenticator apps show. */
const issuer = 'Vinculum'
/** RFC 6238 as every authenticator app has it (contract borg-ui, 2.8). Seconds. */
const period = 30
/** Codes of one step before and after are good, too: clocks differ. */
const window = 1

const totpOf = (secret: string, label = '') =>
  new TOTP({ issuer, label, algorithm: 'SHA1', digits: 6, period, secret: Secret.fromBase32(secret) })

/** A new secret of 160 bits (RFC 4226 section 4, R6) in base 32. */
export const createTotpSecret = (): string => new Secret({ size: 20 }).base32

/** What a QR code for an authenticator app holds. */
export const otpauthUri = (secret: string, username: string): string => totpOf(secret, username).toString()

/**
 * The time step that a code of six digits belongs to, or null when it is wrong.
 *
 * @param now unix milliseconds
 */
export function stepOfCode(secret: string, code: string, now: number): number | null {
  const delta = totpOf(secret).validate({ token: code, timestamp: now, window })
  return delta === null ? null : TOTP.counter({ period, timestamp: now }) + delta
}
