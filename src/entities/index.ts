import type { InferKyselyDB } from '@mikro-orm/sql'
import { BorgCall, Job, LogChunk, Worker } from './job.ts'
import { Archive, Repository, RepositoryGrant } from './repository.ts'
import { ApiKey, Session, User } from './user.ts'

export * from './job.ts'
export * from './repository.ts'
export * from './user.ts'

/** Every table, for MikroORM's schema and migrations. */
export const entities = [
  User,
  Session,
  ApiKey,
  Repository,
  RepositoryGrant,
  Archive,
  Job,
  LogChunk,
  BorgCall,
  Worker,
]

/** The same tables as kysely sees them. Columns are spelled like the properties. */
export type Tables = InferKyselyDB<(typeof entities)[number], { columnNamingStrategy: 'property' }>
