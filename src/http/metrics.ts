import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { workerSilences } from '../domain/calls/workers.ts'
import { countJobs } from '../domain/jobs/job-counts.ts'
import type { World } from '../domain/kernel/scope.ts'
import { addBorgMetrics } from './borg-metrics.ts'
import { addPoolMetrics } from './pool-metrics.ts'
import { together } from './together.ts'

/** What only this process knows. */
export interface ProcessGauges {
  streamClients(): { websocket: number; sse: number }
  workerRunning(): number
  /** Lines of the log that could not be written. */
  logLinesLost(): number
  /** Connections, and bytes that wait for their clients. */
  connectionFigures(): { connections: number; unsentBytes: number }
  /** Bytes that parts of logs take which are on their way to followers. */
  logMemoryBytes(): number
  /** Has its argument called with every delay of the event loop, in milliseconds. */
  watchDelay(onDelay: (milliseconds: number) => void): void
}

/** Prometheus metrics: tables are asked when somebody scrapes, so every process gives the same answer. */
export function createMetrics(world: World, gauges: ProcessGauges): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const gauge = (
    name: string,
    help: string,
    labelNames: string[],
    collect: (gauge: Gauge) => Promise<void> | void,
  ) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      collect() {
        this.reset()
        return collect(this)
      },
    })

  const jobs = together(() => countJobs(world))
  gauge('vinculum_jobs', 'Jobs by status.', ['status'], async counts => {
    for (const { byStatus } of await jobs())
      for (const { status, count } of byStatus) counts.inc({ status: status.toLowerCase() }, count)
  })
  gauge(
    'vinculum_last_backup_timestamp_seconds',
    'End of the last successful backup.',
    ['repository'],
    async last => {
      const rows = await world.db
        .selectFrom('repository')
        .select(['name', 'lastBackupAt'])
        .where('lastBackupAt', 'is not', null)
        .execute()
      for (const { name, lastBackupAt } of rows) last.set({ repository: name }, lastBackupAt! / 1000)
    },
  )
  gauge('vinculum_worker_heartbeat_age_seconds', 'Silence of each worker.', ['host'], async age => {
    for (const { host, silence } of await workerSilences(world)) age.set({ host }, silence / 1000)
  })
  gauge('vinculum_running', 'Runs that this process follows.', [], running =>
    running.set(gauges.workerRunning()),
  )
  gauge('vinculum_stream_clients', 'Open streams of this process.', ['transport'], clients => {
    for (const [transport, count] of Object.entries(gauges.streamClients())) clients.set({ transport }, count)
  })
  new Counter({
    name: 'vinculum_log_lines_lost_total',
    help: 'Lines of the log that could not be written.',
    registers: [registry],
    collect() {
      this.reset()
      this.inc(gauges.logLinesLost())
    },
  })
  gauge('vinculum_connections', 'Open connections of this process.', [], connections =>
    connections.set(gauges.connectionFigures().connections),
  )
  gauge('vinculum_unsent_bytes', 'Bytes that wait for clients of this process to read them.', [], unsent =>
    unsent.set(gauges.connectionFigures().unsentBytes),
  )
  gauge('vinculum_log_memory_bytes', 'Parts of logs that are on their way to followers.', [], bytes =>
    bytes.set(gauges.logMemoryBytes()),
  )
  const delay = new Histogram({
    name: 'vinculum_event_loop_delay_seconds',
    help: 'How late the event loop of this process came to a timer, ten times a second.',
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers: [registry],
  })
  gauges.watchDelay(milliseconds => delay.observe(milliseconds / 1000))
  addPoolMetrics(world, gauge)
  addBorgMetrics(world, gauge, jobs)
  return registry
}
