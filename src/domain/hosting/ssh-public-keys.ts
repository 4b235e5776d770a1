import { invalidInput } from '../errors.ts'
import { fingerprintOf, readPublicKeyBlob } from '../ssh/ssh-key-formats.ts'

/** A public key, taken apart. It is written again from these parts alone, so that nothing else of the text survives. */
export interface SshPublicKey {
  /** As in `authorized_keys`, such as `ssh-ed25519`. */
  readonly type: string
  /** Base64 of the key's blob (RFC 4253 section 6.6). */
  readonly data: string
  /** Whatever followed; may be empty. */
  readonly comment: string
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  readonly fingerprint: string
}

/** Fields of a blob between its type and its end, and which plain key has the same mathematics. */
const types: Readonly<Record<string, { plain: string; fields: number; isSecurityKey?: true }>> = {
  'ssh-ed25519': { plain: 'ssh-ed25519', fields: 1 },
  'ssh-rsa': { plain: 'ssh-rsa', fields: 2 },
  'ecdsa-sha2-nistp256': { plain: 'ecdsa-sha2-nistp256', fields: 2 },
  'ecdsa-sha2-nistp384': { plain: 'ecdsa-sha2-nistp384', fields: 2 },
  'ecdsa-sha2-nistp521': { plain: 'ecdsa-sha2-nistp521', fields: 2 },
  // Of hardware tokens: the application is one more field (OpenSSH, PROTOCOL.u2f).
  'sk-ssh-ed25519@openssh.com': { plain: 'ssh-ed25519', fields: 2, isSecurityKey: true },
  'sk-ecdsa-sha2-nistp256@openssh.com': { plain: 'ecdsa-sha2-nistp256', fields: 3, isSecurityKey: true },
}

/** Longer ones are no keys: RSA with 16,384 bits has 2.8 KB. */
const longestKey = 8192
const longestComment = 1000
/** RSA keys with fewer bits are refused by sshd (`RequiredRSASize`), and below the other limit they are weak. */
const fewestBits = 1024
const strongBits = 3072

/** What is said of a text that is no key (contract borgwarehouse, section 14.2). */
export const notAPublicKey =
  'Must be one public key in OpenSSH’s format: ssh-ed25519, ssh-rsa, ecdsa-sha2-nistp256, -384 or -521, sk-ssh-ed25519@openssh.com or sk-ecdsa-sha2-nistp256@openssh.com.'

/**
 * Reads one line of an `authorized_keys` file that is nothing but a key: options, further lines and control characters are
 * refused, the blob must be what its type says, byte for byte.
 *
 * @throws DomainError `INVALID_INPUT` on `sshPublicKey`
 */
export function parseSshPublicKey(text: string): SshPublicKey {
  const line = text.trim()
  if (line.length > longestKey + longestComment || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(line.replaceAll('\t', ' ')))
    throw refused()
  const [, type = '', data = '', comment = ''] =
    /^([a-z0-9@.-]+)[ \t]+([A-Za-z0-9+/]+={0,2})(?:[ \t]+(.*))?$/.exec(line) ?? []
  const blob = Buffer.from(data, 'base64')
  if (data.length > longestKey || blob.toString('base64') !== data) throw refused()
  checkBlob(type, blob)
  if (comment.length > longestComment)
    throw invalidInput({ sshPublicKey: `Its comment must not exceed ${longestComment} characters.` })
  return { type, data, comment: comment.replaceAll('\t', ' '), fingerprint: fingerprintOf(data) }
}

/** One line: type, data and comment. */
export const formatSshPublicKey = ({ type, data, comment }: Omit<SshPublicKey, 'fingerprint'>): string =>
  comment ? `${type} ${data} ${comment}` : `${type} ${data}`

/** Bits of an RSA key, null for the other types, whose strength is in their name; `isWeak`: should be replaced. */
export function strengthOf({ type, data }: Pick<SshPublicKey, 'type' | 'data'>): {
  bits: number | null
  isWeak: boolean
} {
  if (type !== 'ssh-rsa') return { bits: null, isWeak: false }
  const { bits } = readPublicKeyBlob(Buffer.from(data, 'base64'))
  return { bits, isWeak: bits < strongBits }
}

function checkBlob(type: string, blob: Buffer): void {
  const expected = Object.hasOwn(types, type) ? types[type]! : null
  const fields = expected && readFields(blob)
  if (!fields || fields.length !== expected.fields + 1 || fields[0]!.toString('latin1') !== type)
    throw refused()
  const application = expected.isSecurityKey ? fields.at(-1)! : null
  if (application && (application.length === 0 || application.length > 255)) throw refused()
  const plain = writeFields([
    Buffer.from(expected.plain),
    ...fields.slice(1, application ? -1 : fields.length),
  ])
  let bits: number
  try {
    const read = readPublicKeyBlob(plain)
    if (!read.blob.equals(plain)) throw refused()
    bits = read.bits
  } catch {
    throw refused()
  }
  if (type === 'ssh-rsa' && bits < fewestBits)
    throw invalidInput({ sshPublicKey: `Must have at least ${fewestBits} bits.` })
}

/** The fields of a blob, each preceded by its length; null when they do not end where it ends. */
function readFields(blob: Buffer): Buffer[] | null {
  const fields: Buffer[] = []
  for (let at = 0; at < blob.length; ) {
    if (at + 4 > blob.length) return null
    const end = at + 4 + blob.readUInt32BE(at)
    if (end > blob.length) return null
    fields.push(blob.subarray(at + 4, end))
    at = end
  }
  return fields
}

function writeFields(fields: readonly Buffer[]): Buffer {
  return Buffer.concat(
    fields.flatMap(field => {
      const length = Buffer.alloc(4)
      length.writeUInt32BE(field.length)
      return [length, field]
    }),
  )
}

const refused = () => invalidInput({ sshPublicKey: notAPublicKey })
