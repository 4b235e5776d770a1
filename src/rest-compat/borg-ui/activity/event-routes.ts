import { EventStream } from '../protocol/event-stream.ts'
import { route } from '../protocol/route.ts'
import { followJobs } from './event-feed.ts'

const stream = route({
  method: 'get',
  path: '/api/events/stream',
  tag: 'Events',
  summary:
    'What happens to jobs, as server-sent events: job_status, backup_progress, job_progress and job_finished',
  access: 'events',
  success: {
    status: 200,
    description: 'One JSON object of type, data and timestamp in each frame; it ends with the credential',
    contentType: 'text/event-stream; charset=utf-8',
  },
  handle: async ({ run, follow }) => new EventStream(signal => followJobs(run, follow, signal)),
})

/** What happens, as it happens. */
export const eventRoutes = [stream]
