import { createHash, createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { invalidInput } from '../kernel/errors.ts'
import {
  decryptionRefusal,
  KeyDecryptionError,
  type KeyDecryptor,
  type PrivateKeyFormat,
} from './key-decryption.ts'
import {
  fieldsOf,
  looksLikeOpenSsh,
  openSshFile,
  publicBlobOf,
  readSecretPart,
  writeOpenSshFile,
} from './private-key-files.ts'
import { rsaBits } from './public-key-blobs.ts'

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
) => Promise<{ privateKey: KeyObject }>

/** RSA keys have 4096 bits, ECDSA keys are on P-256. */
const generation: Record<SshKeyType, [type: string, options: object]> = {
  ed25519: ['ed25519', {}],
  rsa: ['rsa', { modulusLength: 4096 }],
  ecdsa: ['ec', { namedCurve: 'P-256' }],
}

/** Makes a new key pair. @param comment the last word of the public key */
export async function generateKey(keyType: SshKeyType, comment: string): Promise<SshKeyPair> {
  const [type, options] = generation[keyType]
  return pairOf((await generate(type, options)).privateKey, comment)
}

/** Longer ones are no keys. */
const longestKey = 32_768
/** No passphrase of OpenSSH's is longer, and a line end would end it. */
const plainPassphrase = /^[^\n\r\0]{1,1000}$/
const [fewestRsaBits, mostRsaBits] = [2048, 16_384]

/**
 * Reads a private key in OpenSSH's own format or in PEM (PKCS#1, PKCS#8, SEC 1). Only a key with a passphrase needs the decryptor, and no
 * key holds up the event loop.
 *
 * @param passphrase that protects it; null for none
 * @throws DomainError `INVALID_INPUT` on `privateKey` or `passphrase`
 */
export async function readPrivateKey(
  decryptor: KeyDecryptor,
  text: string,
  passphrase: string | null,
  comment: string,
): Promise<SshKeyPair> {
  if (text.length > longestKey) throw notAKey()
  const trimmed = text.trim()
  const format = looksLikeOpenSsh(trimmed) ? 'OPENSSH' : 'PEM'
  const isEncrypted = format === 'OPENSSH' ? isOpenSshEncrypted(trimmed) : isPemEncrypted(trimmed)
  const plain = isEncrypted ? await decrypted(decryptor, trimmed, format, passphrase) : trimmed
  const file = format === 'OPENSSH' ? openSshFile(plain) : null
  const key = file ? readSecretPart(file.secret) : readPem(plain)
  if (!key) throw notAKey()
  const pair = pairOf(key, comment)
  if (file && pair.publicKey.split(' ')[1] !== file.publicBlob.toString('base64')) throw notAKey()
  return pair
}

async function decrypted(
  decryptor: KeyDecryptor,
  text: string,
  format: PrivateKeyFormat,
  passphrase: string | null,
): Promise<string> {
  if (!passphrase)
    throw invalidInput(
      { passphrase: 'The key is encrypted: give its passphrase.' },
      { reason: 'PASSPHRASE_MISSING' },
    )
  if (!plainPassphrase.test(passphrase)) throw decryptionRefusal('REFUSED')
  return decryptor.decrypt(text, format, passphrase).catch((error: unknown) => {
    throw error instanceof KeyDecryptionError ? decryptionRefusal(error.problem) : error
  })
}

/** `SHA256:…` of a public key's second word, as `ssh-keygen -l` prints it. */
export const fingerprintOf = (base64: string): string =>
  `SHA256:${createHash('sha256').update(Buffer.from(base64, 'base64')).digest('base64').replace(/=+$/, '')}`

/** @throws DomainError `INVALID_INPUT` for a key that we do not use */
function pairOf(key: KeyObject, comment: string): SshKeyPair {
  const fields = fieldsOf(key)
  if (fields === 'UNSUPPORTED') throw invalidInput({ privateKey: 'Must be an Ed25519, RSA or ECDSA key.' })
  if (fields === 'BROKEN') throw notAKey()
  const blob = publicBlobOf(fields)
  const bits = fields.keyType === 'rsa' ? rsaBits(blob) : fewestRsaBits
  if (bits < fewestRsaBits || bits > mostRsaBits)
    throw invalidInput({ privateKey: `Must have ${fewestRsaBits} to ${mostRsaBits} bits.` })
  const data = blob.toString('base64')
  return {
    keyType: fields.keyType,
    privateKey: writeOpenSshFile(fields, comment),
    publicKey: `${fields.name} ${data} ${comment}`.trim(),
    fingerprint: fingerprintOf(data),
  }
}

/** @throws DomainError `INVALID_INPUT` when it is not complete */
function isOpenSshEncrypted(text: string): boolean {
  const file = openSshFile(text)
  if (!file) throw notAKey()
  return file.isEncrypted
}

/** @throws DomainError `INVALID_INPUT` when it is not complete */
function isPemEncrypted(text: string): boolean {
  if (!/^-----BEGIN ((?:[A-Z]+ )?PRIVATE KEY)-----\s.*\s-----END \1-----$/s.test(text)) throw notAKey()
  return /^-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(text)
}

function readPem(text: string): KeyObject | null {
  try {
    return createPrivateKey(text)
  } catch {
    return null
  }
}

const notAKey = () =>
  invalidInput({ privateKey: 'Must be a private key in OpenSSH’s format or in PEM, complete and unchanged.' })
