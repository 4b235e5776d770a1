import { execFileSync } from 'node:child_process'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { DomainError } from '../../src/domain/kernel/errors.ts'
import { openSshFile } from '../../src/domain/ssh/private-key-files.ts'
import {
  generateKey,
  readPrivateKey as readWith,
  type SshKeyPair,
} from '../../src/domain/ssh/ssh-key-formats.ts'
import { createKeyDecryptor } from '../../src/platform/key-decryptor.ts'
import { makeFolder } from '../support/trees.ts'

const folder = makeFolder()
afterAll(() => folder[Symbol.dispose]())

let count = 0
/** A private key as `ssh-keygen` writes it with these options, and its fingerprint as `ssh-keygen` prints it. */
function makeKey(...options: string[]): { text: string; fingerprint: string } {
  count += 1
  const file = join(folder.path, `key-${count}`)
  execFileSync('ssh-keygen', ['-q', '-a', '1', ...options, '-f', file])
  return { text: readFileSync(file, 'utf8'), fingerprint: printed(`${file}.pub`) }
}

const printed = (file: string) =>
  execFileSync('ssh-keygen', ['-lf', file], { encoding: 'utf8' }).split(' ')[1]!

const decryptor = createKeyDecryptor(join(folder.path, 'decryption'))
const readPrivateKey = (text: string, passphrase: string | null, comment: string) =>
  readWith(decryptor, text, passphrase, comment)

/** The field that is blamed. */
async function blamed(text: string, passphrase: string | null = null): Promise<string[]> {
  try {
    await readPrivateKey(text, passphrase, '')
  } catch (error) {
    if (error instanceof DomainError) return Object.keys(error.details.fields ?? {})
    throw error
  }
  return []
}

describe.each([
  ['ed25519', []],
  ['rsa', ['-b', '2048']],
  ['rsa', ['-b', '2048', '-m', 'PEM']],
  ['rsa', ['-b', '2048', '-m', 'PKCS8']],
  ['ecdsa', []],
  ['ecdsa', ['-b', '384']],
  ['ecdsa', ['-b', '521', '-m', 'PEM']],
  ['ecdsa', ['-m', 'PKCS8']],
])('a key that ssh-keygen made: %s %j', (type, format) => {
  it('is read', async () => {
    const { text, fingerprint } = makeKey('-t', type, '-N', '', ...format)
    const read = await readPrivateKey(text, null, 'name')
    expect(read).toMatchObject({ keyType: type, fingerprint })
    expectUsable(read)
    const again = await readPrivateKey(text.replaceAll('\n', '\r\n'), 'not needed', 'name')
    expect(again.publicKey).toBe(read.publicKey)
    expect((await readPrivateKey(read.privateKey, null, 'name')).publicKey).toBe(read.publicKey)
    expect(await blamed(text.slice(0, text.length / 2))).toEqual(['privateKey'])
  })

  it('is read with its passphrase alone', async () => {
    const { text, fingerprint } = makeKey('-t', type, '-N', ' sesame "ü\\', ...format)
    const read = await readPrivateKey(text, ' sesame "ü\\', 'name')
    expect(read.fingerprint).toBe(fingerprint)
    expectUsable(read)
    expect(await blamed(text)).toEqual(['passphrase'])
    for (const wrong of ['wrong', ' sesame "ü\\\nmore', 'x'.repeat(5000)])
      expect(await blamed(text, wrong)).toEqual(['passphrase'])
  })
})

/** Ed25519 in PEM, which not every ssh-keygen reads. */
it('an Ed25519 key in PKCS#8 is read, with a passphrase or without', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const point = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)
  const encrypted = { cipher: 'aes-256-cbc', passphrase: 'sesame' }
  for (const more of [{}, encrypted]) {
    const text = String(privateKey.export({ type: 'pkcs8', format: 'pem', ...more }))
    const read = await readPrivateKey(text, 'sesame', 'name')
    expectUsable(read)
    expect(Buffer.from(read.publicKey.split(' ')[1]!, 'base64').subarray(-32)).toEqual(point)
  }
})

it.each(['aes256-gcm@openssh.com', 'chacha20-poly1305@openssh.com', 'aes128-cbc', '3des-cbc'])(
  'a key that is encrypted with %s is read',
  async cipher => {
    const { text, fingerprint } = makeKey('-t', 'ed25519', '-Z', cipher, '-N', 'sesame')
    expect((await readPrivateKey(text, 'sesame', 'name')).fingerprint).toBe(fingerprint)
    expect(await blamed(text, 'wrong')).toEqual(['passphrase'])
  },
)

it('what is no key, or none that we use, is refused', async () => {
  for (const text of ['', 'none', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA x', '-----BEGIN PRIVATE KEY-----'])
    expect(await blamed(text)).toEqual(['privateKey'])
  const pem = (type: string, options: object) => {
    const make = generateKeyPairSync as (type: string, options: object) => { privateKey: KeyObject }
    return String(make(type, options).privateKey.export({ type: 'pkcs8', format: 'pem' }))
  }
  for (const text of [
    pem('ec', { namedCurve: 'secp256k1' }),
    pem('ed448', {}),
    pem('rsa-pss', { modulusLength: 2048 }),
    pem('rsa', { modulusLength: 1024 }),
    makeKey('-t', 'dsa', '-N', '').text,
  ])
    expect(await blamed(text)).toEqual(['privateKey'])
  const { text } = makeKey('-t', 'ed25519', '-N', 'sesame')
  const lines = text.trim().split('\n')
  const blame = await blamed(lines.toSpliced(-3, 1).join('\n'), 'sesame')
  expect(['privateKey', 'passphrase']).toContain(blame[0])
})

it.each(['ed25519', 'rsa', 'ecdsa'])('a key of which any byte was changed is refused: %s', async type => {
  const { text } = makeKey('-t', type, '-N', '', ...(type === 'rsa' ? ['-b', '2048'] : []))
  const data = Buffer.from(text.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')
  const whole = await readPrivateKey(text, null, 'name')
  for (let at = 0; at < data.length; at += 7) {
    const damaged = Buffer.from(data)
    damaged[at]! ^= 0x10
    const body = damaged
      .toString('base64')
      .match(/.{1,70}/g)!
      .join('\n')
    const changed = `-----BEGIN OPENSSH PRIVATE KEY-----\n${body}\n-----END OPENSSH PRIVATE KEY-----\n`
    // What is computed anew, and the comment, may be anything.
    const read = await readPrivateKey(changed, null, 'name').catch(() => whole)
    expect(read.publicKey, String(at)).toBe(whole.publicKey)
    expectSamePrivate(read, whole)
  }
})

/** Both have the same secrets; each file has random numbers of its own. */
function expectSamePrivate(one: SshKeyPair, other: SshKeyPair): void {
  const secret = ({ privateKey }: SshKeyPair) => openSshFile(privateKey)!.secret.subarray(8)
  expect(secret(one)).toEqual(secret(other))
}

it('a key that takes too long to decrypt, or that nothing here decrypts, is refused in words', async () => {
  const { text } = makeKey('-t', 'ed25519', '-N', 'sesame')
  // Instead of one round a few thousand millions: they are a number in front of the secret part.
  const data = Buffer.from(text.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')
  const at = data.indexOf(Buffer.from([0, 0, 0, 1, 0, 0, 0, 1]))
  data.writeUInt32BE(0xffff_ffff, at)
  const endless = `-----BEGIN OPENSSH PRIVATE KEY-----\n${data.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----`
  const hasty = createKeyDecryptor(join(folder.path, 'hasty'), { maxCpuSeconds: 1 })
  const refusal = (reason: string) =>
    expect.objectContaining({
      code: 'INVALID_INPUT',
      details: { fields: { privateKey: expect.stringContaining('ssh-keygen -p') }, params: { reason } },
    })
  await expect(readWith(hasty, endless, 'sesame', '')).rejects.toEqual(refusal('DECRYPTION_TOO_SLOW'))
  const without = createKeyDecryptor(join(folder.path, 'without'), { sshKeygen: 'no-such-program' })
  await expect(readWith(without, text, 'sesame', '')).rejects.toEqual(refusal('DECRYPTION_NO_PROGRAM'))
  // Nothing of a key stays on the disk, and what needs no program works without it.
  for (const name of ['hasty', 'without', 'decryption'])
    expect(readdirSync(join(folder.path, name))).toEqual([])
  const plain = makeKey('-t', 'ed25519', '-N', '')
  expect((await readWith(without, plain.text, null, '')).fingerprint).toBe(plain.fingerprint)
})

/** What ssh-keygen says of the files that we write. */
function expectUsable({ privateKey, publicKey, fingerprint }: SshKeyPair): void {
  count += 1
  const file = join(folder.path, `made-${count}`)
  writeFileSync(file, privateKey, { mode: 0o600 })
  writeFileSync(`${file}.pub`, `${publicKey}\n`)
  expect(printed(`${file}.pub`)).toBe(fingerprint)
  expect(execFileSync('ssh-keygen', ['-yf', file], { encoding: 'utf8' }).trim()).toBe(publicKey)
}

it.each(['ed25519', 'rsa', 'ecdsa'] as const)('a key that we make is one for ssh: %s', async type => {
  expectUsable(await generateKey(type, 'our key'))
})
