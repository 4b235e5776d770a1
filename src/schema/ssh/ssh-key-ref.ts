import type { SshKeyRow } from '../../domain/ssh/ssh-keys.ts'
import { builder, readId } from '../builder.ts'

/** Apart from its fields, because keys and connections name each other. */
export const SshKey = builder.objectRef<SshKeyRow>('SshKey')

export const SshKeyType = builder.enumType('SshKeyType', {
  description: 'The kinds of SSH keys.',
  values: {
    ED25519: { description: 'Ed25519: short, fast and the best choice unless the other side is old.' },
    RSA: { description: 'RSA; made with 4096 bits.' },
    ECDSA: { description: 'ECDSA; made on the curve P-256.' },
  },
})

export const readSshKeyId = (id: string | number) => readId(id, ['SshKey'], 'SSH key')
