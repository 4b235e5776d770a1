import { defineEntity, p } from '@mikro-orm/core'
import { instant } from './columns.ts'
import { Repository } from './repository.ts'
import { User } from './user.ts'

/** An archive that can be looked at as a folder of this machine. */
export const Mount = defineEntity({
  name: 'Mount',
  tableName: 'mount',
  properties: {
    /** A UUID. */
    id: p.string().primary(),
    repositoryId: () => p.manyToOne(Repository).mapToPk().joinColumn('repositoryId').deleteRule('cascade'),
    /** Null: all archives. */
    archiveName: p.string().nullable(),
    /** Absolute path. */
    mountPoint: p.string().length(1024).unique(),
    workerHost: p.string(),
    createdById: () =>
      p.manyToOne(User).mapToPk().joinColumn('createdById').deleteRule('set null').nullable(),
    createdAt: instant(),
    expiresAt: instant(),
  },
})
