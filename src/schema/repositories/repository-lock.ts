import type { LockHolder as Holder, LockFacts } from '../../domain/calls/borg-calls.ts'
import { builder } from '../builder.ts'
import { describedEnum } from '../enums.ts'

const LockPlace = describedEnum('LockPlace', 'What is locked.', {
  REPOSITORY: 'The repository.',
  CACHE: 'What this server keeps of it to be fast.',
})

const LockMachine = describedEnum('LockMachine', 'Where the holder of a lock runs, or ran.', {
  THIS_SERVER: 'A process of the worker that answered.',
  OTHER_WORKER: 'A process of another worker of this server.',
  SAME_MACHINE: 'Somebody else’s Borg on the machine of the worker that answered.',
  ELSEWHERE: 'Another machine, or another container.',
})

const LockHolderState = describedEnum('LockHolderState', 'Does the holder of a lock still run?', {
  ALIVE: 'Yes. Its lock must not be broken.',
  GONE: 'No: the lock was left behind.',
  UNKNOWN: 'It cannot be seen from here.',
})

const LockHolder = builder.objectRef<Holder>('LockHolder').implement({
  description: 'A process that holds a lock.',
  fields: t => ({
    place: t.expose('place', { type: LockPlace, description: 'What it holds.' }),
    exclusive: t.exposeBoolean('exclusive', {
      description: 'Alone, as everything that writes; otherwise together with others that only read.',
    }),
    host: t.exposeString('host', {
      description: 'The machine as Borg names it: mostly host name, `@` and the number of a network card.',
    }),
    pid: t.exposeInt('pid', { description: 'Its number there.' }),
    machine: t.expose('machine', {
      type: LockMachine,
      description: 'What this server knows of that machine.',
    }),
    state: t.expose('state', { type: LockHolderState, description: 'Whether it still runs.' }),
    since: t.expose('since', {
      type: 'DateTime',
      nullable: true,
      description: 'When the lock was taken; of a shared one, when the last process joined or left.',
    }),
    ageSeconds: t.int({
      nullable: true,
      description: 'How long ago that was.',
      resolve: ({ since }) => (since === null ? null : Math.max(0, Math.round((Date.now() - since) / 1000))),
    }),
  }),
})

export const RepositoryLock = builder.objectRef<LockFacts>('RepositoryLock').implement({
  description: 'The lock of a repository as it is now.',
  fields: t => ({
    holders: t.expose('holders', { type: [LockHolder], description: 'Who holds it.' }),
    repositoryExamined: t.exposeBoolean('repositoryExamined', {
      description:
        'False for a repository on an SSH server: its own lock cannot be seen from here, only that of the cache.',
    }),
  }),
})
