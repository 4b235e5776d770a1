import { invalidInput } from '../kernel/errors.ts'
import { readPublicKeyBlob, rsaBits } from '../ssh/public-key-blobs.ts'
import { fingerprintOf } from '../ssh/ssh-key-formats.ts'

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

/** Longer ones are no keys: RSA with 16,384 bits has 2.8 KB. */
const longestKey = 8192
const longestComment = 1000
/** A text with more blanks around and between its words is not kept. */
const longestText = 16_384
/** Bits that sshd asks of an RSA key, unless it is configured to ask for more (`RequiredRSASize`), and those below which one is weak. */
const fewestBits = 1024
const strongBits = 3072

/** What is said of a text that is no key (contract borgwarehouse, section 14.2). */
export const notAPublicKey =
  'Must be one public key in OpenSSH’s format: ssh-ed25519, ssh-rsa, ecdsa-sha2-nistp256, -384 or -521, sk-ssh-ed25519@openssh.com or sk-ecdsa-sha2-nistp256@openssh.com.'

/** Type, data and comment of a line; a tabulator in the comment becomes a blank. Null when it is none. */
function wordsOf(text: string): Pick<SshPublicKey, 'type' | 'data' | 'comment'> | null {
  const line = text.trim()
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(line.replaceAll('\t', ' '))) return null
  const [found, type = '', data = '', comment = ''] =
    /^([a-z0-9@.-]+)[ \t]+([A-Za-z0-9+/]+={0,2})(?:[ \t]+(.*))?$/.exec(line) ?? []
  return found === undefined ? null : { type, data, comment: comment.replaceAll('\t', ' ') }
}

/**
 * Reads one line of an `authorized_keys` file that is nothing but a key: options, further lines and control characters are
 * refused, the blob must be what its type says, byte for byte.
 *
 * @throws DomainError `INVALID_INPUT` on `sshPublicKey`; with `params.keyProblem` `COMMENT_TOO_LONG` when only the comment is to blame
 */
export function parseSshPublicKey(text: string): SshPublicKey {
  const words = wordsOf(text)
  if (!words || words.data.length > longestKey) throw refused()
  const { type, data, comment } = words
  const blob = Buffer.from(data, 'base64')
  if (blob.toString('base64') !== data) throw refused()
  const read = readPublicKeyBlob(type, blob)
  if (!read) throw refused()
  if (type === 'ssh-rsa' && read.bits < fewestBits)
    throw invalidInput({ sshPublicKey: `Must have at least ${fewestBits} bits.` })
  if (comment.length > longestComment)
    throw invalidInput(
      { sshPublicKey: `Its comment must not exceed ${longestComment} characters.` },
      { keyProblem: 'COMMENT_TOO_LONG' },
    )
  if (text.length > longestText) throw refused()
  return { type, data, comment, fingerprint: fingerprintOf(data) }
}

/** The columns of a hosted repository that hold its key. */
export interface KeyColumns {
  keyType: string
  keyData: string
  keyComment: string
  keyFingerprint: string
  /** The key as it was sent, when that is not how its parts are written. */
  keyText: string | null
}

/** A public key as columns. @throws DomainError as {@link parseSshPublicKey} */
export function keyColumnsOf(text: string): KeyColumns {
  const { type, data, comment, fingerprint } = parseSshPublicKey(text)
  return {
    keyType: type,
    keyData: data,
    keyComment: comment,
    keyFingerprint: fingerprint,
    keyText: text === formatSshPublicKey({ type, data, comment }) ? null : text,
  }
}

/** The key as its client sent it. */
export function keyTextOf(row: Omit<KeyColumns, 'keyFingerprint'>): string {
  const line = formatSshPublicKey({ type: row.keyType, data: row.keyData, comment: row.keyComment })
  const words = row.keyText === null ? null : wordsOf(row.keyText)
  // An older version beside this one changes the parts alone.
  return words && formatSshPublicKey(words) === line ? row.keyText! : line
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
  const bits = rsaBits(Buffer.from(data, 'base64'))
  return { bits, isWeak: bits < strongBits }
}

const refused = () => invalidInput({ sshPublicKey: notAPublicKey })
