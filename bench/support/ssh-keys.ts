import { randomBytes } from 'node:crypto'

/** A line that is an Ed25519 public key; nobody has the private one. */
export function freshKey(comment: string): string {
  const field = (content: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(content.length)
    return Buffer.concat([length, content])
  }
  const blob = Buffer.concat([field(Buffer.from('ssh-ed25519')), field(randomBytes(32))])
  return `ssh-ed25519 ${blob.toString('base64')} ${comment}`
}
