/**
 * A worker without Borg: claims jobs and ends them until there are none (`claims`), or changes one row of its own again and
 * again, which is the floor (`floor`). Both with the domain's own statements and connection pool.
 */
import { type Claimant, claimJob } from '../../src/domain/jobs/job-claims.ts'
import { recordEnd } from '../../src/domain/jobs/job-runs.ts'
import type { World } from '../../src/domain/kernel/scope.ts'
import { CurrentSettings } from '../../src/domain/settings/settings.ts'
import { type DatabaseLocation, openDatabase } from '../../src/platform/database.ts'
import { embeddedWakeups } from '../../src/platform/embedded-wakeups.ts'

/** What a process is told. */
export interface ClaimsOrder {
  location: DatabaseLocation
  work: 'claims' | 'floor'
  /** Of this process; its row for `floor` is the repository with this id. */
  number: number
  /** Changes for `floor`. */
  changes: number
}

async function claimAll(world: World, claimant: Claimant): Promise<number> {
  for (let count = 0; ; ) {
    const job = await claimJob(world, claimant)
    if (!job) {
      // Another one may have been faster, or has the last ones.
      if (!(await isSomeLeft(world))) return count
      continue
    }
    const end = {
      status: 'COMPLETED' as const,
      failure: null,
      exitCode: 0,
      cancelOutcome: null,
      archive: null,
      result: null,
      repository: { lastBackupAt: Date.now() },
    }
    await recordEnd(world, job, {}, end)
    count += 1
  }
}

const isSomeLeft = async ({ db }: World) =>
  (await db.selectFrom('job').select('id').where('status', '=', 'PENDING').limit(1).execute()).length > 0

async function change({ db }: World, id: number, changes: number): Promise<number> {
  for (let count = 0; count < changes; count += 1)
    await db.updateTable('repository').set({ lastBackupAt: count }).where('id', '=', id).execute()
  return changes
}

process.once('message', async ({ location, work, number, changes }: ClaimsOrder) => {
  const { close, ...database } = await openDatabase(location)
  const wakeups = embeddedWakeups()
  const world = {
    ...database,
    wakeups,
    settings: new CurrentSettings(database.db, wakeups),
  } as unknown as World
  await world.settings.values()
  process.send!('ready')
  process.once('message', async () => {
    const done =
      work === 'claims'
        ? await claimAll(world, { host: `bench-${number}`, lease: 20_000, pools: ['default'] })
        : await change(world, number, changes)
    await close()
    process.send!(done, () => process.exit())
  })
})
