import type { ErrorTable } from '../protocol/error-table.ts'
import type { ErrorRule } from '../protocol/problem.ts'
import { busy } from '../values/errors.ts'

const rule = (status: number, key: string): ErrorRule => ({ status, key })

/** Said to those whose global role is only to look. */
export const operatorOnly = rule(403, 'schedule.operatorAccessRequired')
export const invalidMode = rule(422, 'schedule.invalidMode')
/** `params.id` is what the request called it. */
export const unknownRepository: ErrorRule = {
  ...rule(404, 'schedule.repositoryNotFound'),
  params: () => ({ id: null }),
}
export const unknownSchedule = rule(404, 'schedule.scheduledJobNotFound')

/** With the reason in `params.error`. */
const because = (status: number, key: string, field: string): ErrorRule => ({
  ...rule(status, key),
  params: ({ fields }) => ({ error: fields[field] ?? null }),
})

/** What is wrong with times; the schedules of checks call the expression differently. */
export const timingErrors = (invalidExpression: string): ErrorTable => ({
  'INVALID_INPUT:cronExpression': because(400, invalidExpression, 'cronExpression'),
  'INVALID_INPUT:timezone': because(400, 'schedule.invalidTimezone', 'timezone'),
})

const invalidInterval = rule(422, 'schedule.invalidAvailabilityInterval')

/** @param failed the key for what nobody expected */
export const scheduleErrors = (failed: string): ErrorTable => ({
  ...timingErrors('schedule.invalidCronExpression'),
  NOT_FOUND: unknownSchedule,
  'FORBIDDEN:ROLE': operatorOnly,
  'FORBIDDEN:NO_REPOSITORIES': rule(403, 'auth.insufficientPermissions'),
  'CONFLICT:NAME_TAKEN': rule(400, 'schedule.jobNameExists'),
  'CONFLICT:REPOSITORY_OBSERVED': {
    ...rule(400, 'schedule.observabilityOnlyRepo'),
    params: ({ params }) => ({ name: params.name ?? null }),
  },
  'CONFLICT:NO_SOURCES': rule(400, 'backup.noSourceDirectories'),
  'CONFLICT:NO_REPOSITORIES': rule(400, 'schedule.noRepositoriesConfigured'),
  'CONFLICT:REPOSITORY_BUSY': busy('backup'),
  'INVALID_INPUT:legacy.availabilityCheckIntervalMinutes': invalidInterval,
  'INVALID_INPUT:legacy.minSuccessIntervalMinutes': invalidInterval,
  INTERNAL: rule(500, `schedule.${failed}`),
})
