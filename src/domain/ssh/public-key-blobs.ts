import { createPublicKey } from 'node:crypto'
import { readFields } from './ssh-wire.ts'

/** What is known of a key that OpenSSH can use. */
export interface PublicKeyFacts {
  /** Strength as `ssh-keygen -l` names it: of an RSA key the length of its modulus. */
  readonly bits: number
}

/** Curves by their names in OpenSSH and in JSON Web Keys, and the bits of their fields. */
const curves: Readonly<Record<string, { jwk: string; bits: number }>> = {
  nistp256: { jwk: 'P-256', bits: 256 },
  nistp384: { jwk: 'P-384', bits: 384 },
  nistp521: { jwk: 'P-521', bits: 521 },
}

/** The curves of NIST by their names in OpenSSH, as JSON Web Keys name them. */
export const curveNames: ReadonlyMap<string, string> = new Map(
  Object.entries(curves).map(([name, { jwk }]) => [name, jwk]),
)

type Read = (fields: readonly Buffer[]) => PublicKeyFacts | null

/** Each reads the fields behind the type; null for what OpenSSH refuses. */
const readers: Readonly<Record<string, Read>> = {
  'ssh-ed25519': readEd25519,
  'ssh-rsa': readRsa,
  'ecdsa-sha2-nistp256': readEcdsa('nistp256'),
  'ecdsa-sha2-nistp384': readEcdsa('nistp384'),
  'ecdsa-sha2-nistp521': readEcdsa('nistp521'),
  // Of hardware tokens: the application is one more field (OpenSSH, PROTOCOL.u2f).
  'sk-ssh-ed25519@openssh.com': withApplication(readEd25519),
  'sk-ecdsa-sha2-nistp256@openssh.com': withApplication(readEcdsa('nistp256')),
}

/**
 * Reads the blob of a public key (RFC 4253 section 6.6): it must be one that sshd accepts, written in the one way in which OpenSSH
 * writes it.
 *
 * @param type as it stands before the blob in an `authorized_keys` line
 * @returns null when it is none
 */
export function readPublicKeyBlob(type: string, blob: Buffer): PublicKeyFacts | null {
  const read = Object.hasOwn(readers, type) ? readers[type]! : null
  const [name, ...fields] = readFields(blob) ?? []
  return read && name?.toString('latin1') === type ? read(fields) : null
}

/** The bits of the modulus of a blob that {@link readPublicKeyBlob} has read. */
export const rsaBits = (blob: Buffer): number => bitsOf(readFields(blob)![2]!)

function readEd25519(fields: readonly Buffer[]): PublicKeyFacts | null {
  return fields.length === 1 && fields[0]!.length === 32 ? { bits: 256 } : null
}

/** OpenSSL computes with no larger modulus, nor with a larger exponent beside a modulus that is not small (`rsa.h`). */
const mostRsaBits = 16_384
const smallRsaBits = 3072
const mostExponentBits = 64

function readRsa(fields: readonly Buffer[]): PublicKeyFacts | null {
  const [exponent, modulus] = fields
  if (fields.length !== 2 || !isPlainNumber(exponent!) || !isPlainNumber(modulus!)) return null
  const bits = bitsOf(modulus!)
  const exponentBits = bitsOf(exponent!)
  // Zero, one and even numbers are no exponents, and an even number is no product of two odd primes.
  const isOdd = exponent!.at(-1)! % 2 === 1 && modulus!.at(-1)! % 2 === 1
  if (!isOdd || exponentBits < 2 || exponentBits >= bits || bits > mostRsaBits) return null
  return bits > smallRsaBits && exponentBits > mostExponentBits ? null : { bits }
}

/** A positive number of RFC 4251, section 5: no more bytes than it needs, the first bit is its sign. */
const isPlainNumber = (bytes: Buffer): boolean =>
  bytes.length > 0 && bytes[0]! < 0x80 && (bytes[0] !== 0 || bytes[1]! >= 0x80)

const bitsOf = (bytes: Buffer): number => {
  const first = bytes.findIndex(byte => byte !== 0)
  return first < 0 ? 0 : (bytes.length - first) * 8 - (Math.clz32(bytes[first]!) - 24)
}

function readEcdsa(name: string): Read {
  const { jwk, bits } = curves[name]!
  const size = Math.ceil(bits / 8)
  return fields => {
    const [curve, point] = fields
    if (fields.length !== 2 || curve!.toString('latin1') !== name) return null
    if (point!.length !== 1 + 2 * size || point![0] !== 4) return null
    const [x, y] = [point!.subarray(1, 1 + size), point!.subarray(1 + size)]
    // OpenSSH takes no coordinate that is so small.
    if (bitsOf(x) <= bits / 2 || bitsOf(y) <= bits / 2) return null
    try {
      const key = { kty: 'EC', crv: jwk, x: x.toString('base64url'), y: y.toString('base64url') }
      // OpenSSL asks whether the point lies on the curve.
      createPublicKey({ key, format: 'jwk' })
      return { bits }
    } catch {
      return null
    }
  }
}

function withApplication(read: Read): Read {
  return fields => {
    const application = fields.at(-1)
    if (!application || application.length === 0 || application.length > 255) return null
    // It is a text of the C language.
    return application.includes(0) ? null : read(fields.slice(0, -1))
  }
}
