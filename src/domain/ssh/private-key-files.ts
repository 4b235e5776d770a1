import { createECDH, createPrivateKey, createPublicKey, type KeyObject, randomBytes } from 'node:crypto'
import { curveNames } from './public-key-blobs.ts'
import { readFields, writeFields } from './ssh-wire.ts'

/** The parts of a private key that OpenSSH can use, as in a JSON Web Key (RFC 7518 section 6, RFC 8037). */
type Parts = { crv?: string; x?: string; y?: string; n?: string; e?: string } & Partial<
  Record<'d' | 'p' | 'q' | 'dp' | 'dq' | 'qi', string>
>

/** A file in OpenSSH's own format, as far as it can be read without a passphrase (PROTOCOL.key of OpenSSH). */
export interface OpenSshFile {
  readonly isEncrypted: boolean
  /** The public key, as {@link publicBlobOf} writes it. */
  readonly publicBlob: Buffer
  /** The part with the private key. */
  readonly secret: Buffer
}

const magic = 'openssh-key-v1\0'
const [begin, end] = ['-----BEGIN OPENSSH PRIVATE KEY-----', '-----END OPENSSH PRIVATE KEY-----']

/** Is a text meant to be in OpenSSH's own format? */
export const looksLikeOpenSsh = (text: string): boolean => text.includes(begin)

/** Null when it is not complete, or holds several keys. */
export function openSshFile(text: string): OpenSshFile | null {
  const body = text.trim()
  if (!body.startsWith(begin) || !body.endsWith(end)) return null
  const data = Buffer.from(body.slice(begin.length, -end.length).replaceAll(/\s/g, ''), 'base64')
  if (data.toString('latin1', 0, magic.length) !== magic) return null
  // Three fields, the number of keys, one public key, the secret part, and behind it the tag of some ciphers.
  const rest = data.subarray(magic.length)
  const head = takeFields(rest, 3)
  if (!head || head.rest.length < 4 || head.rest.readUInt32BE(0) !== 1) return null
  const keys = takeFields(head.rest.subarray(4), 2)
  if (!keys) return null
  const isEncrypted = head.fields[0]!.toString('latin1') !== 'none'
  if (!isEncrypted && keys.rest.length > 0) return null
  return { isEncrypted, publicBlob: keys.fields[0]!, secret: keys.fields[1]! }
}

/** The first fields of a blob, and what follows them. */
function takeFields(blob: Buffer, count: number): { fields: Buffer[]; rest: Buffer } | null {
  let at = 0
  for (let taken = 0; taken < count; taken += 1) {
    if (at + 4 > blob.length) return null
    at += 4 + blob.readUInt32BE(at)
    if (at > blob.length) return null
  }
  return { fields: readFields(blob.subarray(0, at))!, rest: blob.subarray(at) }
}

/** Reads the secret part of a file without a passphrase. Null when it is none, or of a kind that we do not use. */
export function readSecretPart(secret: Buffer): KeyObject | null {
  // Twice the same number: with a wrong passphrase they would differ.
  if (secret.length < 8 || !secret.subarray(0, 4).equals(secret.subarray(4, 8))) return null
  const body = secret.subarray(8)
  const type = takeFields(body, 1)?.fields[0]?.toString('latin1') ?? ''
  const kind = kindOf(type)
  const found = kind && takeFields(body, 1 + kind.fields + 1)
  if (!found || !isPadding(found.rest)) return null
  try {
    return kind.read(found.fields.slice(1, -1))
  } catch {
    return null
  }
}

const isPadding = (rest: Buffer): boolean => rest.every((byte, index) => byte === (index + 1) % 256)

interface Kind {
  /** How many fields there are between type and comment. */
  readonly fields: number
  /** @throws Error when it is no key */
  read(fields: Buffer[]): KeyObject
}

const base64url = (number: Buffer): string => withoutZeros(number).toString('base64url')
const fromJwk = (key: object): KeyObject => createPrivateKey({ key, format: 'jwk' } as never)

function kindOf(type: string): Kind | null {
  if (type === 'ssh-ed25519')
    return {
      fields: 2,
      read: ([, secret]) =>
        fromJwk({
          kty: 'OKP',
          crv: 'Ed25519',
          d: secret!.subarray(0, 32).toString('base64url'),
          x: secret!.subarray(32).toString('base64url'),
        }),
    }
  if (type === 'ssh-rsa') return { fields: 6, read: readRsa }
  const curve = curveNames.get(type.replace(/^ecdsa-sha2-/, ''))
  if (curve === undefined) return null
  return {
    fields: 3,
    read([, point, d]) {
      const size = (point!.length - 1) / 2
      return fromJwk({
        kty: 'EC',
        crv: curve,
        x: point!.subarray(1, 1 + size).toString('base64url'),
        y: point!.subarray(1 + size).toString('base64url'),
        d: padded(d!, size).toString('base64url'),
      })
    },
  }
}

/** OpenSSH leaves out what can be computed. */
function readRsa([n, e, d, qi, p, q]: Buffer[]): KeyObject {
  const less = (factor: Buffer) => numberOf(d!) % (numberOf(factor) - 1n)
  const parts = { n: n!, e: e!, d: d!, p: p!, q: q!, qi: qi!, dp: bytesOf(less(p!)), dq: bytesOf(less(q!)) }
  return fromJwk({
    kty: 'RSA',
    ...Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, base64url(value)])),
  })
}

const numberOf = (bytes: Buffer): bigint => BigInt(`0x0${bytes.toString('hex')}`)
const bytesOf = (number: bigint): Buffer => {
  const digits = number.toString(16)
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')
}
const withoutZeros = (bytes: Buffer): Buffer => bytes.subarray(bytes.findIndex(byte => byte !== 0))
const padded = (bytes: Buffer, size: number): Buffer => {
  const plain = withoutZeros(bytes)
  return Buffer.concat([Buffer.alloc(Math.max(0, size - plain.length)), plain])
}

/** A number as RFC 4251 section 5 writes it: the first bit is its sign. */
function plainNumber(bytes: Buffer): Buffer {
  const plain = withoutZeros(bytes)
  return plain[0]! >= 0x80 ? Buffer.concat([Buffer.alloc(1), plain]) : plain
}

const partOf = (parts: Parts, name: keyof Parts): Buffer => Buffer.from(parts[name] ?? '', 'base64url')

/** What OpenSSH writes of a key: its type, the fields of the public blob, and those of the secret part. */
export interface SshKeyFields {
  readonly keyType: 'ed25519' | 'rsa' | 'ecdsa'
  readonly name: string
  readonly publicFields: Buffer[]
  readonly secretFields: Buffer[]
}

/**
 * Takes a private key apart.
 *
 * @returns `UNSUPPORTED` for other kinds than Ed25519, RSA and ECDSA on the curves of NIST; `BROKEN` when its parts do not belong together
 */
export function fieldsOf(key: KeyObject): SshKeyFields | 'UNSUPPORTED' | 'BROKEN' {
  const kind = key.asymmetricKeyType
  if (kind !== 'ed25519' && kind !== 'rsa' && kind !== 'ec') return 'UNSUPPORTED'
  const parts = key.export({ format: 'jwk' }) as Parts
  const part = (name: keyof Parts) => partOf(parts, name)
  if (kind === 'ed25519') {
    const [seed, point] = [part('d'), part('x')]
    if (!ed25519Point(seed).equals(point)) return 'BROKEN'
    const secretFields = [point, Buffer.concat([seed, point])]
    return { keyType: 'ed25519', name: 'ssh-ed25519', publicFields: [point], secretFields }
  }
  if (kind === 'rsa') {
    const [n, e, d, qi, p, q] = (['n', 'e', 'd', 'qi', 'p', 'q'] as const).map(name =>
      plainNumber(part(name)),
    )
    if (!areRsaParts(n!, e!, d!, p!, q!, qi!)) return 'BROKEN'
    return {
      keyType: 'rsa',
      name: 'ssh-rsa',
      publicFields: [e!, n!],
      secretFields: [n!, e!, d!, qi!, p!, q!],
    }
  }
  const [curve] = [...curveNames].find(([, jwk]) => jwk === parts.crv) ?? []
  if (curve === undefined) return 'UNSUPPORTED'
  const point = Buffer.concat([Buffer.from([4]), part('x'), part('y')])
  if (!ecdsaPoint(curve, part('d')).equals(point)) return 'BROKEN'
  const publicFields = [Buffer.from(curve), point]
  const secretFields = [...publicFields, plainNumber(part('d'))]
  return { keyType: 'ecdsa', name: `ecdsa-sha2-${curve}`, publicFields, secretFields }
}

/** The public key of a seed, by its PKCS#8 form (RFC 8410 section 7). */
function ed25519Point(seed: Buffer): Buffer {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  const key = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }))
  return key.export({ format: 'der', type: 'spki' }).subarray(-32)
}

const openSslCurves: Readonly<Record<string, string>> = {
  nistp256: 'prime256v1',
  nistp384: 'secp384r1',
  nistp521: 'secp521r1',
}

function ecdsaPoint(curve: string, secret: Buffer): Buffer {
  const ecdh = createECDH(openSslCurves[curve]!)
  ecdh.setPrivateKey(secret)
  return ecdh.getPublicKey()
}

function areRsaParts(...parts: Buffer[]): boolean {
  const [modulus, exponent, secret, one, other, inverse] = parts.map(numberOf)
  if (one! < 3n || other! < 3n || one! * other! !== modulus) return false
  if ((inverse! * other!) % one! !== 1n) return false
  return [one!, other!].every(factor => (exponent! * secret!) % (factor - 1n) === 1n)
}

/** A blob as it stands in a public key line. */
export const publicBlobOf = ({ name, publicFields }: SshKeyFields): Buffer =>
  writeFields([name, ...publicFields])

const blockSize = 8
const lineLength = 70

/** A file in OpenSSH's own format, without a passphrase. */
export function writeOpenSshFile(key: SshKeyFields, comment: string): string {
  const check = randomBytes(4)
  const body = Buffer.concat([check, check, writeFields([key.name, ...key.secretFields, comment])])
  const padding = Buffer.from(Array.from({ length: -body.length & (blockSize - 1) }, (_, index) => index + 1))
  const data = Buffer.concat([
    Buffer.from(magic),
    writeFields(['none', 'none', '']),
    Buffer.from([0, 0, 0, 1]),
    writeFields([publicBlobOf(key), Buffer.concat([body, padding])]),
  ])
  const lines = data.toString('base64').match(new RegExp(`.{1,${lineLength}}`, 'g')) ?? []
  return `${[begin, ...lines, end].join('\n')}\n`
}
