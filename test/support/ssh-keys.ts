import { generateKeyPairSync } from 'node:crypto'

/** A new Ed25519 public key in OpenSSH's format. Nobody has the private one. */
export function freshPublicKey(comment = 'somebody@there'): string {
  const { publicKey } = generateKeyPairSync('ed25519')
  // The last 32 bytes of the DER form are the point (RFC 8410 section 4).
  const point = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)
  const field = (content: Buffer | string) => {
    const bytes = Buffer.from(content as string)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    return Buffer.concat([length, bytes])
  }
  return `ssh-ed25519 ${Buffer.concat([field('ssh-ed25519'), field(point)]).toString('base64')} ${comment}`
}
