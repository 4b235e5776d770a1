import { installedBorg } from '../../domain/calls/workers.ts'
import { builder } from '../builder.ts'

const About = builder.objectRef<object>('About').implement({
  description: 'What anybody may know of the server, also without credentials.',
  fields: t => ({
    version: t.string({
      description: 'Of Vinculum.',
      resolve: (_about, _args, { server }) => server.version,
    }),
    borgVersion: t.string({
      nullable: true,
      description: 'Of the Borg that runs here; null without a living worker that has one.',
      resolve: (_about, _args, { scope }) => installedBorg(scope),
    }),
  }),
})

builder.queryField('about', t =>
  t.field({
    type: About,
    authScopes: { public: true },
    description: 'What anybody may know of the server.',
    resolve: () => ({}),
  }),
)
