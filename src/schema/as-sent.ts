import { mayReadAccount } from '../domain/accounts/users.ts'
import { notFound } from '../domain/kernel/errors.ts'
import { keepAsSent, type Subject } from '../domain/settings/as-sent.ts'
import { User } from './accounts/user.ts'
import { builder, readGlobalId } from './builder.ts'
import { ManagedRepository } from './repositories/managed-repository.ts'
import { Schedule } from './schedules/schedule.ts'
import { SshConnection } from './ssh/ssh-connection.ts'
import { SshKey } from './ssh/ssh-key-ref.ts'

const description =
  'For the REST dialect of Borg UI: JSON by field of that dialect, `{"sent": …, "shown": …}`, where a client spelled a value otherwise than this server keeps it. Nothing else depends on it.'

for (const type of [ManagedRepository, Schedule, SshConnection, SshKey])
  builder.objectFields(type as typeof Schedule, t => ({
    asSent: t.exposeString('asSent', { nullable: true, description }),
  }))

builder.objectFields(User, t => ({
  asSent: t.string({
    nullable: true,
    description: `${description} Told to the user and to administrators only.`,
    resolve: (user, _args, { scope }) => (mayReadAccount(scope, user.id) ? user.asSent : null),
  }),
}))

const types: readonly string[] = [
  'ManagedRepository',
  'Schedule',
  'SshKey',
  'SshConnectionProfile',
  'User',
] satisfies Subject['type'][]

const KeepAsSentInput = builder.inputType('KeepAsSentInput', {
  description: 'How a client of the Borg UI dialect spelled fields of an object.',
  fields: t => ({
    id: t.id({
      required: true,
      description: 'Global id of a managed repository, schedule, SSH key, SSH connection or user.',
    }),
    fields: t.string({
      required: true,
      description:
        'JSON object: by field `{"sent": …, "shown": …}`, or null to forget it. Other fields stay as they are.',
    }),
  }),
})

const KeepAsSentPayload = builder.objectRef<{ id: string }>('KeepAsSentPayload').implement({
  description: 'Kept.',
  fields: t => ({ id: t.exposeID('id', { description: 'The global id that was given.' }) }),
})

builder.mutationField('keepAsSent', t =>
  t.field({
    type: KeepAsSentPayload,
    authScopes: { signedIn: true },
    description:
      'For the REST dialect of Borg UI: remembers how a client spelled fields that this server keeps in a form of its own, so that configuration tools read what they sent. For callers who may change the object.',
    args: { input: t.arg({ type: KeepAsSentInput, required: true, description: 'Which, and how.' }) },
    resolve: async (_root, { input }, { scope }) => {
      const read = readGlobalId(String(input.id))
      if (!read || !types.includes(read.typename)) throw notFound('object')
      await keepAsSent(scope, { type: read.typename as Subject['type'], id: Number(read.id) }, input.fields)
      return { id: String(input.id) }
    },
  }),
)
