import { createHash } from 'node:crypto'

/** SHA-256 is enough for a random 256-bit secret; a slow hash is for passwords. */
export const hashSecret = (secret: string) => createHash('sha256').update(secret).digest('base64url')
