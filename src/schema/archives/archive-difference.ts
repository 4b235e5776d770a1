import type {
  ArchiveChange as Change,
  ArchiveDifference as Difference,
} from '../../domain/archives/archive-diff.ts'
import { builder } from '../builder.ts'
import { ArchiveChangeKind } from '../enums.ts'

const ArchiveChange = builder.objectRef<Change>('ArchiveChange').implement({
  description: 'One way in which a path differs.',
  fields: t => ({
    kind: t.expose('kind', { type: ArchiveChangeKind, description: 'What differs.' }),
    what: t.exposeString('what', {
      nullable: true,
      description: 'Of what was added or removed: `file`, `directory` or `link`.',
    }),
    bytesAdded: t.expose('bytesAdded', {
      type: 'ByteSize',
      nullable: true,
      description: 'Bytes that only the second archive has; null when Borg does not tell.',
    }),
    bytesRemoved: t.expose('bytesRemoved', {
      type: 'ByteSize',
      nullable: true,
      description: 'Bytes that only the first archive has; null when Borg does not tell.',
    }),
    before: t.exposeString('before', {
      nullable: true,
      description: 'Mode, `user:group` or time in the first archive.',
    }),
    after: t.exposeString('after', { nullable: true, description: 'The same in the second archive.' }),
  }),
})

export const ArchiveDifference = builder.objectRef<Difference>('ArchiveDifference').implement({
  description: 'A path that is not the same in two archives.',
  fields: t => ({
    path: t.exposeString('path', { description: 'Without a slash in front.' }),
    changes: t.field({
      type: [ArchiveChange],
      description: 'Everything that differs.',
      complexity: { field: 1, multiplier: 3 },
      resolve: difference => difference.changes,
    }),
  }),
})

export const ArchiveDifferenceConnection = builder.connectionObject(
  { type: ArchiveDifference, name: 'ArchiveDifferenceConnection', description: 'A page of differences.' },
  { name: 'ArchiveDifferenceEdge', description: 'A difference and its cursor.' },
)
