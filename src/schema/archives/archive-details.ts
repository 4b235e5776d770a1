import type { ArchiveDetails as Details } from '../../domain/calls/borg-calls.ts'
import { builder } from '../builder.ts'

export const ArchiveDetails = builder.objectRef<Details>('ArchiveDetails').implement({
  description: 'What the catalogue does not keep of an archive; Borg is asked for it once.',
  fields: t => ({
    commandLine: t.exposeStringList('commandLine', {
      description: 'The words of the command that made it.',
    }),
    chunkerParams: t.exposeStringList('chunkerParams', {
      description: 'How files were cut: algorithm, then its numbers.',
    }),
    durationSeconds: t.exposeFloat('duration', { description: 'How long Borg took to make it.' }),
    metadataUsage: t.exposeFloat('metadataUsage', {
      description: 'How far its metadata fills what Borg can hold, from 0 to 1.',
    }),
  }),
})
