import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import {
  formatSshPublicKey,
  keyColumnsOf,
  keyTextOf,
  parseSshPublicKey,
  strengthOf,
} from '../../../src/domain/hosting/ssh-public-keys.ts'
import { readFields } from '../../../src/domain/ssh/ssh-wire.ts'
import { makeFolder } from '../../support/trees.ts'

const folder = makeFolder()
afterAll(() => folder[Symbol.dispose]())

const files = new Map<string, string>()
/** A key that ssh-keygen made. */
function keyOf(type: string, bits?: number): string {
  const name = `${type}-${bits ?? 0}`
  if (!files.has(name)) {
    const file = join(folder.path, name)
    execFileSync('ssh-keygen', [
      '-qt',
      type,
      ...(bits ? ['-b', `${bits}`] : []),
      '-N',
      '',
      '-C',
      'me@there',
      '-f',
      file,
    ])
    files.set(name, readFileSync(`${file}.pub`, 'utf8'))
  }
  return files.get(name)!
}

/** What ssh-keygen says of a key. */
const fingerprintOf = (line: string): string =>
  execFileSync('ssh-keygen', ['-lf', '-'], { input: line, encoding: 'utf8' }).split(' ')[1]!

const field = (content: Buffer | string) => {
  const bytes = Buffer.from(content as string)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
const lineOf = (type: string, ...fields: (Buffer | string)[]) =>
  `${type} ${Buffer.concat([type, ...fields].map(field)).toString('base64')} token`

/** Exponent and modulus of an RSA key. */
function rsaParts(): [exponent: Buffer, modulus: Buffer] {
  const blob = Buffer.from(keyOf('rsa', 2048).split(' ')[1]!, 'base64')
  const [, exponent, modulus] = readFields(blob)!
  return [exponent!, modulus!]
}

/** The same key on a hardware token, as `ssh-keygen -t ed25519-sk` writes it. */
function securityKey(): string {
  const blob = Buffer.from(keyOf('ed25519').split(' ')[1]!, 'base64')
  return lineOf('sk-ssh-ed25519@openssh.com', blob.subarray(-32), 'ssh:')
}

function securityEcdsa(): string {
  const blob = Buffer.from(keyOf('ecdsa', 256).split(' ')[1]!, 'base64')
  return lineOf('sk-ecdsa-sha2-nistp256@openssh.com', 'nistp256', blob.subarray(-65), 'ssh:')
}

describe('parseSshPublicKey', () => {
  it.each([
    ['ed25519', () => keyOf('ed25519')],
    ['rsa 2048', () => keyOf('rsa', 2048)],
    ['rsa 3072', () => keyOf('rsa', 3072)],
    ['ecdsa 256', () => keyOf('ecdsa', 256)],
    ['ecdsa 384', () => keyOf('ecdsa', 384)],
    ['ecdsa 521', () => keyOf('ecdsa', 521)],
    ['sk-ed25519', securityKey],
    ['sk-ecdsa', securityEcdsa],
  ])('reads %s as ssh-keygen does', (_name, make) => {
    const line = make().trim()
    const key = parseSshPublicKey(`  ${line}\n`)
    expect(formatSshPublicKey(key)).toBe(line)
    expect(key.fingerprint).toBe(fingerprintOf(line))
  })

  it('tells weak keys', () => {
    expect(strengthOf(parseSshPublicKey(keyOf('rsa', 2048)))).toEqual({ bits: 2048, isWeak: true })
    expect(strengthOf(parseSshPublicKey(keyOf('rsa', 3072)))).toEqual({ bits: 3072, isWeak: false })
    expect(strengthOf(parseSshPublicKey(keyOf('ed25519')))).toEqual({ bits: null, isWeak: false })
  })

  it('normalizes blanks, and keeps comments of several words', () => {
    const [type, data] = keyOf('ed25519').split(' ')
    expect(formatSshPublicKey(parseSshPublicKey(`${type} \t ${data}   a & | \\ 'b'`))).toBe(
      `${type} ${data} a & | \\ 'b'`,
    )
    expect(parseSshPublicKey(`${type} ${data}`).comment).toBe('')
  })

  it('refuses whatever is not a key alone', () => {
    const line = keyOf('ed25519').trim()
    const [type, data] = line.split(' ') as [string, string]
    const rsa = keyOf('rsa', 2048).split(' ')[1]!
    for (const text of [
      '',
      type,
      `${line}\n${line}`,
      `${type} ${data} comment\nssh-ed25519 AAAA`,
      `${type} ${data} comment\rX`,
      `${type} ${data} c\0`,
      `${type} ${data} c\u2028d`,
      `${type} ${data} \u0085`,
      `command="sh" ${line}`,
      `restrict,pty ${line}`,
      `# ${line}`,
      `ssh-rsa ${data}`,
      `${type} ${rsa}`,
      `${type} ${data.slice(0, -4)}`,
      `${type} ${data}AAAA`,
      `${type} ${data}==`,
      `${type} $(id)`,
      `${type.toUpperCase()} ${data}`,
      `ssh-dss ${lineOf('ssh-dss', 'a', 'b', 'c', 'd').split(' ')[1]}`,
      lineOf('ssh-ed25519', Buffer.alloc(31)),
      lineOf('sk-ssh-ed25519@openssh.com', Buffer.alloc(32)),
      lineOf('ecdsa-sha2-nistp256', 'nistp384', Buffer.alloc(65)),
      lineOf('ecdsa-sha2-nistp256', 'nistp256', Buffer.alloc(65, 4)),
      lineOf('constructor', 'a'),
      `${type} ${data} ${'x'.repeat(1001)}`,
      'x'.repeat(100_000),
    ])
      expect(() => parseSshPublicKey(text), JSON.stringify(text)).toThrowError(
        expect.objectContaining({ code: 'INVALID_INPUT' }),
      )
  })

  it('refuses what OpenSSH cannot use, as ssh-keygen does where it looks', () => {
    const [exponent, modulus] = rsaParts()
    const rsa = (e: Buffer, n: Buffer) => lineOf('ssh-rsa', e, n)
    const number = (...bytes: number[]) => Buffer.from(bytes)
    const bits = (count: number) => {
      const bytes = Buffer.alloc(count / 8 + 1, 0xff)
      bytes[0] = 0
      return bytes
    }
    const even = Buffer.from(modulus)
    even[even.length - 1]! &= 0xfe
    for (const line of [
      rsa(exponent, bits(16_392)),
      ...[number(), number(0), number(1), number(2), number(1, 0, 0)].map(e => rsa(e, modulus)),
      rsa(exponent, even),
      rsa(exponent, number(0, ...modulus)),
      rsa(number(0x81), modulus),
      rsa(modulus, modulus),
      rsa(bits(72), bits(4096)),
      ...['ssh:\0', 'ssh:\0x', '\0', ''].map(application =>
        lineOf('sk-ssh-ed25519@openssh.com', Buffer.alloc(32, 7), application),
      ),
    ])
      expect(() => parseSshPublicKey(line), line).toThrowError(
        expect.objectContaining({ code: 'INVALID_INPUT' }),
      )
    for (const line of [rsa(exponent, bits(16_384)), rsa(number(3), modulus)]) {
      expect(parseSshPublicKey(line).fingerprint).toBe(fingerprintOf(line))
      // Too large for it, too: our limit is OpenSSH's.
      if (line.length > 3000) expect(() => fingerprintOf(rsa(exponent, bits(16_392)))).toThrow()
    }
  })

  it('gives a text back as it was sent, unless its parts were changed since', () => {
    const [type, data] = keyOf('ed25519').trim().split(' ')
    for (const text of [`${type} ${data}`, ` ${type}\t${data}  a  b \r\n`, `${type} ${data} c\n`]) {
      const columns = keyColumnsOf(text)
      expect(keyTextOf(columns)).toBe(text)
      expect(keyTextOf({ ...columns, keyComment: 'new' })).toBe(`${type} ${data} new`)
    }
    expect(keyColumnsOf(`${type} ${data} me`).keyText).toBeNull()
    expect(() => keyColumnsOf(`${' '.repeat(20_000)}${type} ${data}`)).toThrow()
    expect(() => keyColumnsOf(`${type} ${data} ${'x'.repeat(1001)}`)).toThrow('1000 characters')
  })

  it('never lets through a text that is not one clean line of known parts', () => {
    const line = keyOf('ed25519').trim()
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom('\n', '\r', '\0', ' ', '"', '#', 'restrict ', line, 'ssh-rsa ', line.split(' ')[1]!),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), fc.boolean(), (pieces, after) => {
        const text = after ? `${line} ${pieces.join('')}` : pieces.join('')
        let key: ReturnType<typeof parseSshPublicKey>
        try {
          key = parseSshPublicKey(text)
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_INPUT' })
          return
        }
        const written = formatSshPublicKey(key)
        expect(written).not.toMatch(/\p{Cc}/u)
        expect(written.startsWith(`${key.type} ${key.data}`)).toBe(true)
        expect(formatSshPublicKey(parseSshPublicKey(written))).toBe(written)
      }),
      { numRuns: 500 },
    )
  })

  it('never lets through a blob that was damaged', () => {
    const blob = Buffer.from(keyOf('ecdsa', 256).split(' ')[1]!, 'base64')
    fc.assert(
      fc.property(fc.nat(blob.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const damaged = Buffer.from(blob)
        damaged[at]! ^= by
        expect(() => parseSshPublicKey(`ecdsa-sha2-nistp256 ${damaged.toString('base64')}`)).toThrow()
      }),
      { numRuns: 200 },
    )
  })
})
