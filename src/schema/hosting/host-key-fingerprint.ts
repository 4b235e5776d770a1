import type { HostKeyFingerprint as Fingerprint } from '../../domain/hosting/hosting-calls.ts'
import { builder } from '../builder.ts'
import { describedEnum } from '../enums.ts'

const HostKeyType = describedEnum('HostKeyType', 'The type of an SSH host key.', {
  RSA: 'RSA.',
  ED25519: 'Ed25519.',
  ECDSA: 'ECDSA on one of NIST’s curves.',
})

export const HostKeyFingerprint = builder.objectRef<Fingerprint>('HostKeyFingerprint').implement({
  description: 'By this clients recognize an SSH server.',
  fields: t => ({
    type: t.expose('type', { type: HostKeyType, description: 'Of the host key.' }),
    fingerprint: t.exposeString('fingerprint', { description: 'As `ssh-keygen -l` prints it.' }),
  }),
})
