import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { DomainError } from '../../src/domain/errors.ts'
import { generateKey, readPrivateKey } from '../../src/domain/ssh/ssh-key-formats.ts'
import { makeFolder } from '../support/trees.ts'

const folder = makeFolder()
afterAll(() => folder[Symbol.dispose]())

let count = 0
/** A private key as `ssh-keygen` writes it with these options, and its fingerprint as `ssh-keygen` prints it. */
function makeKey(...options: string[]): { text: string; fingerprint: string } {
  count += 1
  const file = join(folder.path, `key-${count}`)
  execFileSync('ssh-keygen', ['-q', ...options, '-f', file])
  return { text: readFileSync(file, 'utf8'), fingerprint: printed(`${file}.pub`) }
}

const printed = (file: string) =>
  execFileSync('ssh-keygen', ['-lf', file], { encoding: 'utf8' }).split(' ')[1]!

/** The field that is blamed. */
function blamed(text: string, passphrase: string | null = null): string[] {
  try {
    readPrivateKey(text, passphrase, '')
  } catch (error) {
    if (error instanceof DomainError) return Object.keys(error.details.fields ?? {})
    throw error
  }
  return []
}

describe.each([
  ['ed25519', []],
  ['rsa', ['-m', 'PEM']],
  ['rsa', ['-m', 'PKCS8']],
  ['ecdsa', []],
  ['ecdsa', ['-m', 'PEM']],
])('a key that ssh-keygen made: %s %j', (type, format) => {
  it('is read', () => {
    const { text, fingerprint } = makeKey('-t', type, '-N', '', ...format)
    expect(readPrivateKey(text, null, 'name')).toMatchObject({ keyType: type, fingerprint })
    expect(readPrivateKey(text.replaceAll('\n', '\r\n'), 'not needed', 'name').fingerprint).toBe(fingerprint)
    expect(blamed(text.slice(0, text.length / 2))).toEqual(['privateKey'])
  })

  it('is read with its passphrase alone', () => {
    const { text, fingerprint } = makeKey('-t', type, '-N', 'sesame', ...format)
    expect(readPrivateKey(text, 'sesame', 'name').fingerprint).toBe(fingerprint)
    expect(blamed(text)).toEqual(['passphrase'])
    expect(blamed(text, 'wrong')).toEqual(['passphrase'])
  })
})

it('what is no key, or none that we use, is refused', () => {
  for (const text of ['', 'none', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 x', '-----BEGIN PRIVATE KEY-----'])
    expect(blamed(text)).toEqual(['privateKey'])
  // Ciphers with a tag: the library would throw where nobody can catch it.
  expect(
    blamed(makeKey('-t', 'ed25519', '-Z', 'aes256-gcm@openssh.com', '-N', 'x1234').text, 'x1234'),
  ).toEqual(['privateKey'])
  const { text } = makeKey('-t', 'ed25519', '-N', 'sesame')
  const lines = text.trim().split('\n')
  expect(blamed(lines.toSpliced(-3, 1).join('\n'), 'sesame')).toEqual(['privateKey'])
})

it.each(['ed25519', 'rsa', 'ecdsa'] as const)('a key that we make is one for ssh: %s', async type => {
  const { privateKey, publicKey, fingerprint } = await generateKey(type, 'our key')
  const file = join(folder.path, `made-${type}`)
  writeFileSync(file, privateKey, { mode: 0o600 })
  writeFileSync(`${file}.pub`, `${publicKey}\n`)
  expect(printed(`${file}.pub`)).toBe(fingerprint)
  expect(execFileSync('ssh-keygen', ['-yf', file], { encoding: 'utf8' }).split(' ', 2)).toEqual(
    publicKey.split(' ', 2).map(word => word.trim()),
  )
})
