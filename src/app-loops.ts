import { sql } from 'kysely'
import type { Logger } from 'pino'
import { deliverAlerts } from './alerts/deliver.ts'
import { removeUnusedIndexes } from './domain/archives/archive-index-tidy.ts'
import { evaluateHealth } from './domain/health/evaluate-health.ts'
import { runPeriodically } from './domain/kernel/periodic-tasks.ts'
import type { World } from './domain/kernel/scope.ts'
import { runScheduler } from './domain/schedules/scheduler.ts'

/** What is too old is looked for this often, in milliseconds. */
export const tidyInterval = 3_600_000

/** Removes listings of archives that nobody uses, beside everything else: that may be millions of rows. Returns its end. */
export function tidyIndexes(world: World, log: Logger): () => Promise<void> {
  const ending = new AbortController()
  let tidied = Promise.resolve()
  const tidy = () => {
    tidied = tidied
      .then(() => removeUnusedIndexes(world, ending.signal))
      .catch(error => log.error({ err: error }, 'could not remove unused listings'))
  }
  const timer = setInterval(tidy, tidyInterval)
  tidy()
  return () => {
    clearInterval(timer)
    ending.abort()
    return tidied
  }
}

/** @returns what ends it */
export function startScheduler(world: World, log: Logger): () => Promise<void> {
  const stopping = new AbortController()
  const running = runScheduler(world, stopping.signal, error =>
    log.error({ err: error }, 'scheduler failed, trying again'),
  )
  return () => {
    stopping.abort()
    return running
  }
}

/** Looks at the health of all repositories, and tells what it finds. @returns what ends it */
export function startAlerts(world: World, log: Logger): () => Promise<void> {
  const stopping = new AbortController()
  const failed = (what: string) => (error: unknown) => log.error({ err: error }, `${what} failed`)
  const running = Promise.all([
    runPeriodically(
      world,
      'health',
      world.alerts.checkSeconds * 1000,
      () => evaluateHealth(world, null),
      stopping.signal,
      failed('looking at the health of repositories'),
    ),
    deliverAlerts(world, stopping.signal, failed('delivering alerts')),
  ])
  return async () => {
    stopping.abort()
    await running
  }
}

/** How often SQLite is asked whether another process has written, in milliseconds. */
const foreignWritesInterval = 300

/**
 * Has rights read again when another process has written to the SQLite file: a program that resets a password or ends sessions has no
 * other way to ring. @returns what ends it
 */
export function watchForeignWrites(world: World, log: Logger): () => void {
  let version: number | undefined
  const look = async () => {
    // Changes for this connection when another one has committed something, and not by its own commits.
    const { rows } = await sql<{
      data_version: number
    }>`select data_version from pragma_data_version`.execute(world.db)
    const found = rows[0]!.data_version
    if (version !== undefined && version !== found) await world.wakeups.ring('access')
    version = found
  }
  let isLooking = false
  const timer = setInterval(async () => {
    if (isLooking) return
    isLooking = true
    await look().catch(error => log.warn({ err: error }, 'could not look for changes by other processes'))
    isLooking = false
  }, foreignWritesInterval)
  return () => clearInterval(timer)
}
