import { defineEntity, p } from '@mikro-orm/core'
import { asSentText, instant, jsonText } from './columns.ts'
import { Repository } from './repository.ts'
import { User } from './user.ts'

/** What a schedule makes jobs of. */
export const scheduleKinds = ['BACKUP', 'CHECK', 'RESTORE_CHECK'] as const

/** Jobs that are made by the clock. */
export const Schedule = defineEntity({
  name: 'Schedule',
  tableName: 'schedule',
  properties: {
    id: p.integer().primary().autoincrement(),
    kind: p.enum(scheduleKinds),
    /** Unique among backup schedules; null for the check schedules of one repository, which have none. */
    name: p.string().nullable().unique(),
    description: p.text().nullable(),
    /** Null: never by itself. */
    cronExpression: p.string().nullable(),
    /** IANA name. */
    timezone: p.string(),
    enabled: p.integer().default(1),
    /** JSON by kind (`domain/schedules/schedules.ts`): archive name template, retention, check options. */
    options: jsonText(),
    /** When it fires next; null while it is disabled or has no expression. */
    nextRunAt: instant().nullable().index(),
    lastRunAt: instant().nullable(),
    createdById: () =>
      p.manyToOne(User).mapToPk().joinColumn('createdById').deleteRule('set null').nullable(),
    createdAt: instant(),
    updatedAt: instant(),
    asSent: asSentText(),
  },
})

/** The repositories of a schedule, in order. */
export const ScheduleRepository = defineEntity({
  name: 'ScheduleRepository',
  tableName: 'schedule_repository',
  properties: {
    scheduleId: () =>
      p.manyToOne(Schedule).mapToPk().joinColumn('scheduleId').deleteRule('cascade').primary(),
    repositoryId: () =>
      p.manyToOne(Repository).mapToPk().joinColumn('repositoryId').deleteRule('cascade').primary(),
    position: p.integer(),
  },
})
