import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** Seals secrets at rest. The context (`repository:7:passphrase`) is authenticated: a sealed value moved to another row does not open. */
export interface Sealer {
  seal(plain: string, context: string): string
  /** @throws Error when the value was not sealed with this key and context, or was changed. */
  open(sealed: string, context: string): string
}

const version = 'v1'

/** AES-256-GCM with a fresh 96-bit nonce per value (NIST SP 800-38D) under a key derived from the server's secret key. */
export function createSealer(secretKey: string): Sealer {
  const key = Buffer.from(hkdfSync('sha256', secretKey, 'vinculum', 'seal at rest v1', 32))
  return {
    seal(plain, context) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context))
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return [
        version,
        nonce.toString('base64url'),
        body.toString('base64url'),
        cipher.getAuthTag().toString('base64url'),
      ].join('.')
    },
    open(sealed, context) {
      const [found, nonce, body, tag] = sealed.split('.')
      if (found !== version || !nonce || body === undefined || !tag) throw new Error('Not a sealed value.')
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'))
        .setAAD(Buffer.from(context))
        .setAuthTag(Buffer.from(tag, 'base64url'))
      return decipher.update(Buffer.from(body, 'base64url'), undefined, 'utf8') + decipher.final('utf8')
    },
  }
}
