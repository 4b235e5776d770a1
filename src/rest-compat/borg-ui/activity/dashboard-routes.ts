import { z } from 'zod'
import {
  type DashboardJobFragment,
  DashboardOverviewDocument,
  type DashboardScheduleFragment,
  DashboardSchedulesDocument,
  DashboardStatusDocument,
  type MachineItemFragment,
  MachineNowDocument,
} from '../../generated/borg-ui/dashboard.ts'
import { route } from '../protocol/route.ts'
import { dateOrNull, sizeText } from '../protocol/text-formats.ts'
import { date, jobStatus, statusText } from '../values/job-shapes.ts'
import { messageOf } from './activity-shapes.ts'

const tag = 'Dashboard'

const scheduleShape = z.strictObject({
  id: z.int(),
  name: z.string().nullable(),
  cron_expression: z.string().nullable(),
  timezone: z.string(),
  enabled: z.boolean(),
  last_run: date().nullable(),
  next_run: date().nullable(),
})

const scheduleOf = (schedule: DashboardScheduleFragment): z.output<typeof scheduleShape> => ({
  id: schedule.databaseId,
  name: schedule.name,
  cron_expression: schedule.cronExpression,
  timezone: schedule.timezone,
  enabled: schedule.isEnabled,
  last_run: dateOrNull(schedule.lastRunAt),
  next_run: dateOrNull(schedule.nextRunAt),
})

const jobShape = z.strictObject({
  id: z.int(),
  repository: z.string(),
  status: jobStatus,
  started_at: date().nullable(),
  completed_at: date().nullable(),
  progress: z.int(),
  error_message: z.string().nullable(),
  triggered_by: z.enum(['manual', 'schedule']),
  schedule_id: z.int().nullable(),
  has_logs: z.boolean(),
})

const jobOf = (job: DashboardJobFragment): z.output<typeof jobShape> => ({
  id: job.databaseId,
  repository: job.repositoryPath,
  status: statusText(job.status),
  started_at: dateOrNull(job.startedAt),
  completed_at: dateOrNull(job.finishedAt),
  progress: Math.floor(job.progress.percent ?? 0),
  error_message: messageOf(job),
  triggered_by: job.trigger === 'SCHEDULE' ? 'schedule' : 'manual',
  schedule_id: job.databaseIds.schedule,
  has_logs: job.hasLog,
})

const usage = (total: number, free: number) => (total === 0 ? 0 : (100 * (total - free)) / total)

const status = route({
  method: 'get',
  path: '/api/dashboard/status',
  tag,
  summary: 'The machine, schedules and the newest backups, of what the caller may see',
  access: 'signed-in',
  success: {
    status: 200,
    description: 'Everything at a glance',
    answer: z.strictObject({
      system_metrics: z.strictObject({
        cpu_usage: z.number(),
        cpu_count: z.int(),
        memory_usage: z.number(),
        memory_total: z.int(),
        memory_available: z.int(),
        disk_usage: z.number(),
        disk_total: z.int(),
        disk_free: z.int(),
        uptime: z.int(),
      }),
      scheduled_jobs: z.array(scheduleShape),
      recent_jobs: z.array(jobShape),
    }),
  },
  async handle({ run }) {
    const { server, schedules, jobs } = await run(DashboardStatusDocument, {})
    const { machine } = server
    return {
      system_metrics: {
        cpu_usage: machine.cpuUsage,
        cpu_count: machine.cpuCount,
        memory_usage: usage(machine.memoryTotal, machine.memoryAvailable),
        memory_total: machine.memoryTotal,
        memory_available: machine.memoryAvailable,
        disk_usage: usage(machine.diskTotal, machine.diskFree),
        disk_total: machine.diskTotal,
        disk_free: machine.diskFree,
        uptime: machine.uptime,
      },
      scheduled_jobs: schedules.edges.map(({ node }) => scheduleOf(node)),
      recent_jobs: jobs.edges.map(({ node }) => jobOf(node)),
    }
  },
})

const metricsShape = z.strictObject({
  cpu_usage: z.number(),
  memory_usage: z.number(),
  disk_usage: z.number(),
  network_io: z.strictObject({
    bytes_sent: z.int(),
    bytes_recv: z.int(),
    packets_sent: z.int(),
    packets_recv: z.int(),
  }),
  load_average: z.array(z.number()).length(3),
})

const metricsOf = (machine: MachineItemFragment): z.output<typeof metricsShape> => ({
  cpu_usage: machine.cpuUsage,
  memory_usage: usage(machine.memoryTotal, machine.memoryAvailable),
  disk_usage: usage(machine.diskTotal, machine.diskFree),
  network_io: {
    bytes_sent: machine.network.bytesSent,
    bytes_recv: machine.network.bytesReceived,
    packets_sent: machine.network.packetsSent,
    packets_recv: machine.network.packetsReceived,
  },
  load_average: [...machine.loadAverage],
})

const metrics = route({
  method: 'get',
  path: '/api/dashboard/metrics',
  tag,
  summary: 'How busy the machine is',
  access: 'signed-in',
  success: { status: 200, description: 'Percentages and counters', answer: metricsShape },
  handle: async ({ run }) => metricsOf((await run(MachineNowDocument, {})).server.machine),
})

const overview = route({
  method: 'get',
  path: '/api/dashboard/overview',
  tag,
  summary: 'Repositories, archives and the jobs of a day in numbers, of what the caller may see',
  access: 'signed-in',
  success: {
    status: 200,
    description: 'Counts',
    answer: z.strictObject({
      total_repositories: z.int(),
      total_archives: z.int(),
      total_size: z.string(),
      total_size_bytes: z.int(),
      repository_health: z.strictObject({ healthy: z.int(), warning: z.int(), critical: z.int() }),
      jobs_last_24h: z.partialRecord(jobStatus, z.int()),
    }),
  },
  async handle({ run }) {
    const { dashboard } = await run(DashboardOverviewDocument, {})
    return {
      total_repositories: dashboard.repositoryCount,
      total_archives: dashboard.archiveCount,
      total_size: sizeText(dashboard.totalSize),
      total_size_bytes: dashboard.totalSize,
      repository_health: {
        healthy: dashboard.healthyCount,
        warning: dashboard.warningCount,
        critical: dashboard.criticalCount,
      },
      jobs_last_24h: Object.fromEntries(
        dashboard.recentJobs.map(({ status: name, count }) => [statusText(name), count]),
      ),
    }
  },
})

const schedule = route({
  method: 'get',
  path: '/api/dashboard/schedule',
  tag,
  summary: 'The schedules that the caller may see, with their next runs',
  access: 'signed-in',
  success: {
    status: 200,
    description: 'Schedules',
    answer: z.strictObject({ scheduled_jobs: z.array(scheduleShape) }),
  },
  async handle({ run }) {
    const { schedules } = await run(DashboardSchedulesDocument, {})
    return { scheduled_jobs: schedules.edges.map(({ node }) => scheduleOf(node)) }
  },
})

/** Everything at a glance. */
export const dashboardRoutes = [status, metrics, overview, schedule]
