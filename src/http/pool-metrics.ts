import { type PoolFacts, readPools } from '../domain/calls/workers.ts'
import type { World } from '../domain/kernel/scope.ts'
import type { AddGauge } from './borg-metrics.ts'

/**
 * What is queued, what runs and who works, by pool; the same answer from every process. Every pool is there that has work,
 * a repository or a worker, so that a pool without workers is seen before somebody misses a backup.
 */
export function addPoolMetrics(world: World, gauge: AddGauge): void {
  // Gauges are filled at once when somebody scrapes: one reading does for all.
  let reading: Promise<PoolFacts[]> | undefined
  const pools = () =>
    (reading ??= readPools(world).finally(() => {
      reading = undefined
    }))
  const value = (name: string, help: string, read: (pool: PoolFacts) => number) =>
    gauge(name, help, ['pool'], async values => {
      for (const pool of await pools()) values.set({ pool: pool.name }, read(pool))
    })
  value('vinculum_queue_depth', 'Queued jobs.', pool => pool.queued)
  value(
    'vinculum_queue_age_seconds',
    'Age of the oldest queued job; 0 without one.',
    pool => pool.queueAge / 1000,
  )
  value('vinculum_running_jobs', 'Jobs that run.', pool => pool.running)
  value('vinculum_workers', 'Living workers.', pool => pool.workers)
  value('vinculum_worker_slots', 'Jobs that the living workers can run at once.', pool => pool.slots)
  value(
    'vinculum_heartbeat_age_seconds',
    'Since the last sign of life of any worker of the pool; +Inf when there never was one.',
    pool => pool.heartbeatAge / 1000,
  )
}
