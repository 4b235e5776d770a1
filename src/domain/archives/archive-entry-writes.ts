import type { CompiledQuery, Insertable } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import type { World } from '../kernel/scope.ts'
import { type IndexBuild, recordBuild } from './archive-indexes.ts'
import { storedOf } from './exact-paths.ts'

export type NewEntry = Insertable<Tables['archive_entry']>

/** The order of the values in {@link insertMany}. */
const columns = [
  'archiveId',
  'number',
  'parent',
  'rank',
  'sortKey',
  'name',
  'path',
  'type',
  'size',
  'modifiedAt',
  'mode',
  'user',
  'group',
  'linkTarget',
] as const satisfies readonly (keyof NewEntry)[]

/** Rows of one statement: short enough for other writers to come between two, and for every database. */
export const portionSize = 100

const statements = new WeakMap<World['db'], CompiledQuery>()

/** The statement for a full portion, built once: building it costs more than running it. */
function portionStatement(db: World['db'], sample: NewEntry): CompiledQuery {
  let statement = statements.get(db)
  if (!statement) {
    const row = Object.fromEntries(columns.map(column => [column, sample[column]])) as unknown as NewEntry
    statement = db
      .insertInto('archive_entry')
      .values(Array.from({ length: portionSize }, () => row))
      .compile()
    statements.set(db, statement)
  }
  return statement
}

/** Adds entries, at most {@link portionSize}, in one short transaction. @throws LostIndexError */
export async function insertEntries(
  world: World,
  build: IndexBuild,
  entryCount: number,
  rows: readonly NewEntry[],
): Promise<void> {
  await world.db.transaction().execute(async db => {
    await recordBuild(db, build, entryCount)
    if (rows.length < portionSize) {
      if (rows.length > 0) await db.insertInto('archive_entry').values(rows).execute()
      return
    }
    const statement = portionStatement(world.db, rows[0]!)
    await db.executeQuery({
      ...statement,
      parameters: rows.flatMap(row => columns.map(column => row[column])),
    })
  })
}

/** Adds folders, or to what is there already the size of what was found below them since. @throws LostIndexError */
export async function mergeFolders(
  world: World,
  build: IndexBuild,
  entryCount: number,
  rows: readonly NewEntry[],
): Promise<void> {
  await world.db.transaction().execute(async db => {
    await recordBuild(db, build, entryCount)
    await db
      .insertInto('archive_entry')
      .values(rows)
      .onConflict(conflict =>
        conflict.columns(['archiveId', 'number']).doUpdateSet(({ eb, fn, ref }) => ({
          size: eb('archive_entry.size', '+', ref('excluded.size')),
          modifiedAt: fn.coalesce('excluded.modifiedAt', 'archive_entry.modifiedAt'),
          mode: fn.coalesce('excluded.mode', 'archive_entry.mode'),
          user: fn.coalesce('excluded.user', 'archive_entry.user'),
          group: fn.coalesce('excluded.group', 'archive_entry.group'),
        })),
      )
      .execute()
  })
}

/** The number of a folder that was written before; null when it is new. */
export async function folderNumber(world: World, archiveId: number, path: string): Promise<number | null> {
  const row = await world.db
    .selectFrom('archive_entry')
    .select('number')
    .where('archiveId', '=', archiveId)
    .where('path', '=', storedOf(path))
    .where('path', 'is not', null)
    .executeTakeFirst()
  return row?.number ?? null
}

/** Removes at most `limit` entries of an archive. @returns whether there may be more */
export async function removeSomeEntries(db: World['db'], archiveId: number, limit: number): Promise<boolean> {
  const first = await db
    .selectFrom('archive_entry')
    .select('number')
    .where('archiveId', '=', archiveId)
    .orderBy('number')
    .limit(1)
    .executeTakeFirst()
  if (!first) return false
  await db
    .deleteFrom('archive_entry')
    .where('archiveId', '=', archiveId)
    .where('number', '<', first.number + limit)
    .execute()
  return true
}

/** Empties what an earlier attempt left. @throws LostIndexError */
export async function clearEntries(world: World, build: IndexBuild): Promise<void> {
  for (let more = true; more; )
    more = await world.db.transaction().execute(async db => {
      await recordBuild(db, build, 0)
      return removeSomeEntries(db, build.archiveId, 2000)
    })
}
