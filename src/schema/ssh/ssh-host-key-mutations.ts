import type { FailureCode } from '../../domain/borg/failures.ts'
import type { SshConnectionRow } from '../../domain/ssh/ssh-connections.ts'
import {
  type SshHostKey as HostKey,
  scanSshHostKeys,
  type Tried,
  testSshConnection,
  trustSshHostKeys,
  verifyRemoteBorg,
} from '../../domain/ssh/ssh-host-keys.ts'
import { builder } from '../builder.ts'
import { JobFailure } from '../jobs/job-details.ts'
import { readSshConnectionId, SshConnection, SshHostKey } from './ssh-connection.ts'

const whichConnection = (name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: t => ({ connectionId: t.id({ required: true, description: 'Global id of the connection.' }) }),
  })

const ScanInput = whichConnection('ScanSshHostKeysInput', 'Which machine to ask.')
const TestInput = whichConnection('TestSshConnectionInput', 'Which connection to test.')
const VerifyInput = whichConnection('VerifyRemoteBorgInput', 'Where to look for Borg.')
const TrustInput = builder.inputType('TrustSshHostKeysInput', {
  description: 'Which host keys of a machine to trust, from now on and no others.',
  fields: t => ({
    connectionId: t.id({ required: true, description: 'Global id of the connection.' }),
    fingerprints: t.stringList({
      description:
        'Of the keys to trust (`SHA256:…`), each of which the machine must offer. Absent: trust what it offers now.',
    }),
  }),
})

const ScanPayload = builder
  .objectRef<{ connection: SshConnectionRow; hostKeys: HostKey[] }>('ScanSshHostKeysPayload')
  .implement({
    description: 'What a machine offers.',
    fields: t => ({
      connection: t.expose('connection', { type: SshConnection, description: 'The connection, unchanged.' }),
      hostKeys: t.expose('hostKeys', {
        type: [SshHostKey],
        description: 'The host keys that it offers right now.',
      }),
    }),
  })

const TrustPayload = builder
  .objectRef<{ connection: SshConnectionRow }>('TrustSshHostKeysPayload')
  .implement({
    description: 'The connection with what it trusts now.',
    fields: t => ({
      connection: t.expose('connection', { type: SshConnection, description: 'As it is now.' }),
    }),
  })

const triedPayload = (name: string, description: string) =>
  builder.objectRef<Tried>(name).implement({
    description,
    fields: t => ({
      connection: t.expose('connection', { type: SshConnection, description: 'As it is now.' }),
      failure: t.field({
        type: JobFailure,
        nullable: true,
        description: 'Why it could not be done; null when it was.',
        resolve: ({ failure }) => failure && { ...failure, code: failure.code as FailureCode },
      }),
    }),
  })

const TestPayload = triedPayload('TestSshConnectionPayload', 'What a test gave.')
const VerifyPayload = triedPayload('VerifyRemoteBorgPayload', 'What was found; see `connection.borgVersion`.')

builder.mutationFields(t => ({
  scanSshHostKeys: t.field({
    type: ScanPayload,
    authScopes: { admin: true },
    description:
      'Asks a machine for its host keys, to compare their fingerprints. Trusts nothing. For administrators.',
    args: { input: t.arg({ type: ScanInput, required: true, description: 'Which machine.' }) },
    resolve: (_root, { input }, { scope }) => scanSshHostKeys(scope, readSshConnectionId(input.connectionId)),
  }),
  trustSshHostKeys: t.field({
    type: TrustPayload,
    authScopes: { admin: true },
    description: 'Trusts host keys that a machine offers right now. For administrators.',
    args: { input: t.arg({ type: TrustInput, required: true, description: 'Which keys.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      connection: await trustSshHostKeys(
        scope,
        readSshConnectionId(input.connectionId),
        input.fingerprints ?? null,
      ),
    }),
  }),
  testSshConnection: t.field({
    type: TestPayload,
    authScopes: { admin: true },
    description: 'Signs in to a machine and keeps what came of it. For administrators.',
    args: { input: t.arg({ type: TestInput, required: true, description: 'Which.' }) },
    resolve: (_root, { input }, { scope }) =>
      testSshConnection(scope, readSshConnectionId(input.connectionId)),
  }),
  verifyRemoteBorg: t.field({
    type: VerifyPayload,
    authScopes: { admin: true },
    description: 'Looks for Borg on a machine and keeps what was found. For administrators.',
    args: { input: t.arg({ type: VerifyInput, required: true, description: 'Where.' }) },
    resolve: (_root, { input }, { scope }) =>
      verifyRemoteBorg(scope, readSshConnectionId(input.connectionId)),
  }),
}))
