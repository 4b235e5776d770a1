import type { InferKyselyDB } from '@mikro-orm/sql'
import { AlertDelivery, AlertSettings, PeriodicTask, RepositoryHealth } from './alert.ts'
import { Allowance } from './allowance.ts'
import { ArchiveEntry, ArchiveIndex } from './archive-index.ts'
import { HostedMeasurement, HostedRepository } from './hosted.ts'
import { BorgCall, Job, LogChunk, Worker } from './job.ts'
import { Mount } from './mount.ts'
import { Archive, Repository, RepositoryGrant } from './repository.ts'
import { Schedule, ScheduleRepository } from './schedule.ts'
import { SchemaRequirement } from './schema-requirement.ts'
import { Setting } from './setting.ts'
import { SshConnection, SshKey } from './ssh.ts'
import { StreamChunk } from './stream-chunk.ts'
import { ApiKey, AuthEvent, OneTimeSecret, Session, User } from './user.ts'

export * from './alert.ts'
export * from './allowance.ts'
export * from './archive-index.ts'
export * from './hosted.ts'
export * from './job.ts'
export * from './mount.ts'
export * from './repository.ts'
export * from './schedule.ts'
export * from './schema-requirement.ts'
export * from './setting.ts'
export * from './ssh.ts'
export * from './stream-chunk.ts'
export * from './user.ts'

/** Every table, for MikroORM's schema and migrations. */
export const entities = [
  User,
  Session,
  ApiKey,
  OneTimeSecret,
  AuthEvent,
  SshKey,
  SshConnection,
  Repository,
  RepositoryGrant,
  Archive,
  ArchiveIndex,
  ArchiveEntry,
  Schedule,
  ScheduleRepository,
  Job,
  LogChunk,
  BorgCall,
  StreamChunk,
  Worker,
  Mount,
  Setting,
  HostedRepository,
  HostedMeasurement,
  RepositoryHealth,
  AlertSettings,
  AlertDelivery,
  PeriodicTask,
  Allowance,
  SchemaRequirement,
]

/** The same tables as kysely sees them. Columns are spelled like the properties. */
export type Tables = InferKyselyDB<(typeof entities)[number], { columnNamingStrategy: 'property' }>
