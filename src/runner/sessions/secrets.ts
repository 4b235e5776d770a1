import type { Sealer } from '../../domain/kernel/sealed.ts'

/** Opens a stored secret. @throws Error that says what may be wrong, and nothing of the secret */
export function openSealed(sealer: Sealer, sealed: string, context: string): string {
  try {
    return sealer.open(sealed, context)
  } catch (cause) {
    throw new Error('A stored secret cannot be opened: was SECRET_KEY changed?', { cause })
  }
}
