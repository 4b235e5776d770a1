import { createHash, createPrivateKey, createPublicKey, generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import sshpk from 'sshpk'
import { invalidInput } from '../errors.ts'

/** `ed25519`, `rsa` or `ecdsa`, as stored. */
export type SshKeyType = 'ed25519' | 'rsa' | 'ecdsa'

/** One key pair in the formats of OpenSSH. */
export interface SshKeyPair {
  keyType: SshKeyType
  /** Without a passphrase, as `ssh -i` reads it. */
  privateKey: string
  /** One line of an `authorized_keys` file. */
  publicKey: string
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  fingerprint: string
}

const generate = promisify(generateKeyPair) as unknown as (
  type: string,
  options: object,
) => Promise<{ privateKey: string }>

/** RSA keys have 4096 bits, ECDSA keys are on P-256. */
const generation: Record<SshKeyType, [type: string, options: object]> = {
  ed25519: ['ed25519', {}],
  rsa: ['rsa', { modulusLength: 4096 }],
  ecdsa: ['ec', { namedCurve: 'P-256' }],
}

/** Makes a new key pair. @param comment the last word of the public key */
export async function generateKey(keyType: SshKeyType, comment: string): Promise<SshKeyPair> {
  const [type, options] = generation[keyType]
  const { privateKey } = await generate(type, {
    ...options,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  return pairOf(sshpk.parsePrivateKey(privateKey, 'pem'), comment)
}

/** Longer ones are no keys. */
const longestKey = 32_768

/**
 * Reads a private key in OpenSSH's own format or in PEM (PKCS#1, PKCS#8, SEC 1).
 *
 * @param passphrase that protects it; null for none
 * @throws DomainError `INVALID_INPUT` on `privateKey` or `passphrase`
 */
export function readPrivateKey(text: string, passphrase: string | null, comment: string): SshKeyPair {
  if (text.length > longestKey) throw notAKey()
  const key = /-----BEGIN OPENSSH PRIVATE KEY-----/.test(text)
    ? readOpenSsh(text.trim(), passphrase)
    : readPem(text.trim(), passphrase)
  if (key.type === 'rsa' && key.size < 2048)
    throw invalidInput({ privateKey: 'Must have at least 2048 bits.' })
  return pairOf(key, comment)
}

/** `SHA256:…` of a public key's second word, as `ssh-keygen -l` prints it. */
export const fingerprintOf = (base64: string): string =>
  `SHA256:${createHash('sha256').update(Buffer.from(base64, 'base64')).digest('base64').replace(/=+$/, '')}`

/**
 * Reads the blob of a public key (RFC 4253 section 6.6): Ed25519, RSA or ECDSA.
 *
 * @returns its bits, and the blob as it is written again
 * @throws Error when it is none
 */
export function readPublicKeyBlob(blob: Buffer): { bits: number; blob: Buffer } {
  const key = sshpk.parseKey(blob, 'rfc4253')
  // OpenSSL also asks whether the point of an ECDSA key lies on its curve.
  createPublicKey(key.toString('pkcs8'))
  return { bits: key.size, blob: key.toBuffer('rfc4253') }
}

function pairOf(key: sshpk.PrivateKey, comment: string): SshKeyPair {
  const type = key.type as string
  if (type !== 'ed25519' && type !== 'rsa' && type !== 'ecdsa')
    throw invalidInput({ privateKey: 'Must be an Ed25519, RSA or ECDSA key.' })
  const publicKey = key.toPublic()
  publicKey.comment = comment
  key.comment = comment
  return {
    keyType: type,
    privateKey: key.toString('ssh-private'),
    publicKey: publicKey.toString('ssh').trim(),
    fingerprint: publicKey.fingerprint('sha256').toString(),
  }
}

function readOpenSsh(text: string, passphrase: string | null): sshpk.PrivateKey {
  const isEncrypted = checkOpenSsh(text)
  if (isEncrypted && !passphrase) throw passphraseNeeded()
  try {
    return sshpk.parsePrivateKey(text, 'ssh-private', isEncrypted ? { passphrase: passphrase! } : {})
  } catch {
    throw isEncrypted ? passphraseWrong() : notAKey()
  }
}

/** Node reads PEM: sshpk throws a wrong passphrase where nobody can catch it. */
function readPem(text: string, passphrase: string | null): sshpk.PrivateKey {
  const isEncrypted = /^-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(text)
  if (!/^-----BEGIN ((?:[A-Z]+ )?PRIVATE KEY)-----\s.*\s-----END \1-----$/s.test(text)) throw notAKey()
  if (isEncrypted && !passphrase) throw passphraseNeeded()
  try {
    const key = createPrivateKey(isEncrypted ? { key: text, passphrase: passphrase! } : text)
    return sshpk.parsePrivateKey(key.export({ type: 'pkcs8', format: 'pem' }), 'pem')
  } catch {
    throw isEncrypted ? passphraseWrong() : notAKey()
  }
}

/** Far more than `ssh-keygen -a` is given; each round costs time. */
const mostRounds = 512

/**
 * Is a key in OpenSSH's format encrypted? (PROTOCOL.key of OpenSSH.) Also refuses what sshpk would throw at nobody: a
 * ciphertext that is not whole blocks, and ciphers with a tag.
 *
 * @throws DomainError `INVALID_INPUT`
 */
function checkOpenSsh(text: string): boolean {
  const data = Buffer.from(text.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')
  let at = 'openssh-key-v1\0'.length
  const next = (): Buffer => {
    if (at + 4 > data.length) throw notAKey()
    const end = at + 4 + data.readUInt32BE(at)
    if (end > data.length) throw notAKey()
    const field = data.subarray(at + 4, end)
    at = end
    return field
  }
  if (data.toString('latin1', 0, at) !== 'openssh-key-v1\0') throw notAKey()
  const cipher = next().toString('latin1')
  next()
  const kdfOptions = next()
  if (cipher === 'none') return false
  const rounds = kdfOptions.length < 4 ? 0 : kdfOptions.readUInt32BE(kdfOptions.length - 4)
  at += 4
  next()
  if (!/^aes(128|192|256)-(ctr|cbc)$/.test(cipher) || rounds > mostRounds)
    throw invalidInput({ privateKey: 'Is encrypted in an unusual way. Remove its passphrase first.' })
  if (next().length % 16 !== 0) throw notAKey()
  return true
}

const notAKey = () =>
  invalidInput({ privateKey: 'Must be a private key in OpenSSH’s format or in PEM, complete and unchanged.' })
const passphraseNeeded = () =>
  invalidInput({ passphrase: 'The key is encrypted: give its passphrase.' }, { reason: 'PASSPHRASE_MISSING' })
const passphraseWrong = () =>
  invalidInput({ passphrase: 'Does not open the key.' }, { reason: 'PASSPHRASE_WRONG' })
