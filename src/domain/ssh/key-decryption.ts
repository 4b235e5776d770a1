import { invalidInput } from '../kernel/errors.ts'

/** How a private key is written. */
export type PrivateKeyFormat = 'OPENSSH' | 'PEM'

/**
 * The port by which private keys lose their passphrase; `app.ts` puts it into the world. A passphrase is stretched for as many rounds as
 * the key says, so that work never runs on the event loop, and has a deadline.
 */
export interface KeyDecryptor {
  /**
   * @returns the key without a passphrase: in OpenSSH's format as before, PEM as PKCS#8
   * @throws KeyDecryptionError
   */
  decrypt(text: string, format: PrivateKeyFormat, passphrase: string): Promise<string>
}

/** `REFUSED`: the passphrase does not open the key. `TOO_SLOW`: the deadline has passed. `NO_PROGRAM`: there is no `ssh-keygen`. */
export type KeyDecryptionProblem = 'REFUSED' | 'TOO_SLOW' | 'NO_PROGRAM'

/** A private key that was not decrypted. */
export class KeyDecryptionError extends Error {
  override name = 'KeyDecryptionError'
  readonly problem: KeyDecryptionProblem

  constructor(problem: KeyDecryptionProblem, options?: ErrorOptions) {
    super(`A private key was not decrypted: ${problem}.`, options)
    this.problem = problem
  }
}

/** The same as an answer: `INVALID_INPUT` on `passphrase` or `privateKey`, with `params.reason`. */
export const decryptionRefusal = (problem: KeyDecryptionProblem) =>
  problem === 'REFUSED'
    ? invalidInput({ passphrase: 'Does not open the key.' }, { reason: 'PASSPHRASE_WRONG' })
    : invalidInput({ privateKey: sentences[problem] }, { reason: `DECRYPTION_${problem}` })

const sentences = {
  TOO_SLOW:
    'Takes too long to decrypt. Remove its passphrase, or give it fewer rounds, first: `ssh-keygen -p -a 16`.',
  NO_PROGRAM:
    'Is encrypted in OpenSSH’s format, and this server has no ssh-keygen to decrypt it. Install it, or remove the passphrase first: `ssh-keygen -p`.',
} as const
