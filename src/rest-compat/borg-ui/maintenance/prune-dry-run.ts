import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Run } from '../../execute.ts'
import { MaintenanceLogDocument } from '../../generated/borg-ui/maintenance.ts'
import { statusText } from '../values/job-shapes.ts'

/** What a dry run says would go, as the old server did: every line of Borg behind `[stderr] `. */
export const pruneResultShape = z.strictObject({
  success: z.boolean(),
  stdout: z.string().meta({ description: 'Lines of Borg, at most 5,000' }),
  stderr: z.string(),
})

/** A dry run answers within seconds; one that does not goes on as a job, in milliseconds. */
const patience = 10 * 60_000
const pageSize = 1000
const mostLines = 5000

/** Waits for the end of a dry run, and answers what it found; the present state when that takes too long. */
export async function waitForPrune(run: Run, id: string) {
  const read = async (after: number, first: number) =>
    (await run(MaintenanceLogDocument, { id, after, first })).job!
  const deadline = Date.now() + patience
  let pause = 25
  let job = await read(0, 1)
  while ((job.status === 'PENDING' || job.status === 'RUNNING') && Date.now() < deadline) {
    await sleep(pause)
    pause = Math.min(500, pause * 1.5)
    job = await read(0, 1)
  }
  const lines: string[] = []
  for (let after = 0; lines.length < mostLines; ) {
    const { log } = await read(after, pageSize)
    lines.push(...log.lines.filter(line => line.source === 'BORG').map(line => `[stderr] ${line.content}\n`))
    if (!log.hasNextPage) break
    after = log.endCursor
  }
  const { status } = job
  // A policy may hide the logs of jobs that went well; what would go is the answer all the same.
  if (lines.length === 0 && 'prunedArchives' in job)
    lines.push(...(job.prunedArchives ?? []).map(name => `[stderr] Would prune: ${name}\n`))
  const success = status === 'COMPLETED' || status === 'COMPLETED_WITH_WARNINGS'
  return {
    status: statusText(status),
    prune_result: { success, stdout: lines.join(''), stderr: '' },
  }
}
