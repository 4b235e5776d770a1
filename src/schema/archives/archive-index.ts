import type { ArchiveIndexRow } from '../../domain/archives/archive-indexes.ts'
import { builder } from '../builder.ts'
import { ArchiveIndexState } from '../enums.ts'

export const ArchiveIndex = builder.objectRef<ArchiveIndexRow>('ArchiveIndex').implement({
  description: 'The listing of an archive’s files, made when somebody asks for them first.',
  fields: t => ({
    state: t.expose('state', { type: ArchiveIndexState, description: 'Can it be read?' }),
    entryCount: t.exposeInt('entryCount', { description: 'Entries so far, folders included.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When its making began.' }),
  }),
})
