import type { Insertable, Kysely } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { writeObjective } from '../health/objectives.ts'
import { defaultColumns } from '../repositories/repository-input.ts'
import type { HostedRow } from './hosted-repositories.ts'

/** The rows of a hosted repository that is new here. */
export interface NewHosted {
  /** Absent: the next one. */
  readonly id?: number
  readonly name: string
  readonly path: string
  /** The workers that have its files. */
  readonly pool: string
  readonly columns: Partial<HostedRow>
  /** Null or not above zero: no objective. */
  readonly freshnessSeconds: number | null
}

/** Writes them, in a transaction of the caller's. @returns the id. @throws the driver's error when name, path, id or key is taken */
export async function insertHosted(db: Kysely<Tables>, hosted: NewHosted, now = Date.now()): Promise<number> {
  const { columns, freshnessSeconds, ...rest } = hosted
  const { id } = await db
    .insertInto('repository')
    .values({
      ...defaultColumns,
      ...rest,
      kind: 'HOSTED',
      state: 'READY',
      encryption: 'NONE',
      createdAt: now,
      updatedAt: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('hosted_repository')
    .values({ comment: '', ...columns, repositoryId: id } as Insertable<Tables['hosted_repository']>)
    .execute()
  await writeObjective(db, id, freshnessSeconds, now)
  return id
}
