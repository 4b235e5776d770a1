import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { adoptJob } from '../../src/domain/jobs/job-leases.ts'
import { readLines } from '../../src/domain/jobs/job-log.ts'
import { LostLeaseError, type RunEnd, recordEnd, recordNews } from '../../src/domain/jobs/job-runs.ts'
import { type JobRow, queuedProgress } from '../../src/domain/jobs/job-states.ts'
import { implementations, openProcesses, type Processes, type TestWorker } from './processes.ts'

const completed: RunEnd = {
  status: 'COMPLETED',
  failure: null,
  exitCode: 0,
  cancelOutcome: null,
  archive: {
    borgId: 'a'.repeat(64),
    name: 'archive',
    startedAt: 1,
    finishedAt: 2,
    originalSize: 1,
    compressedSize: 1,
    deduplicatedSize: 1,
    fileCount: 1,
  },
  result: null,
  repository: { lastBackupAt: 7 },
}
const lines = (...contents: string[]) => contents.map(content => ({ content, source: 'BORG' as const }))
const atLast = { progress: queuedProgress(0) }

describe.each(implementations)('the fence on %s', kind => {
  let processes: Processes
  let worker: TestWorker
  let job: JobRow
  beforeAll(async () => {
    processes = await openProcesses(kind)
  })
  afterAll(() => processes[Symbol.asyncDispose]())
  beforeEach(async () => {
    await processes.clear()
    worker = processes.worker('a')
    await processes.queue(await processes.addRepository())
    job = (await worker.claim())!
  })

  const row = async () =>
    processes.there.db.selectFrom('job').selectAll().where('id', '=', job.id).executeTakeFirstOrThrow()
  const texts = async () =>
    (await readLines(processes.there.db, job.id, 0, 100)).lines.map(line => `${line.number} ${line.content}`)

  it('lets the holder write, lines numbered without gaps', async () => {
    await recordNews(processes.here, job, { lines: lines('one', 'two'), spoolOffset: 8 })
    await recordNews(processes.here, job, { lines: lines('three'), spoolOffset: 14 })
    expect(await texts()).toEqual(['1 one', '2 two', '3 three'])
    expect(await row()).toMatchObject({ lineCount: 3, spoolOffset: 14 })
  })

  it('keeps out who held it before, whatever that one wants to write', async () => {
    await recordNews(processes.here, job, { lines: lines('one') })
    const next = (await adoptJob(processes.there, worker, job.id))!
    const late = { lines: lines('late'), spoolOffset: 99, runState: '{}' }
    await expect(recordNews(processes.here, job, late)).rejects.toThrow(LostLeaseError)
    await expect(recordEnd(processes.here, job, { ...late, ...atLast }, completed)).rejects.toThrow(
      LostLeaseError,
    )
    expect(await texts()).toEqual(['1 one'])
    expect(await row()).toMatchObject({ status: 'RUNNING', spoolOffset: 0, runState: null, attempt: 2 })
    expect(await processes.there.db.selectFrom('archive').selectAll().execute()).toEqual([])

    await recordNews(processes.there, next, { lines: lines('two') })
    expect(await texts()).toEqual(['1 one', '2 two'])
  })

  it('is closed for everybody when the run is over', async () => {
    expect(await recordEnd(processes.here, job, { ...atLast, lines: lines('end') }, completed)).toBe(true)
    await expect(recordNews(processes.here, job, { lines: lines('late') })).rejects.toThrow(LostLeaseError)
    await expect(recordEnd(processes.here, job, atLast, completed)).rejects.toThrow(LostLeaseError)
    expect(await adoptJob(processes.there, worker, job.id)).toBeUndefined()
    expect(await texts()).toEqual(['1 end'])
    expect(await row()).toMatchObject({ status: 'COMPLETED', leaseUntil: null })
  })

  it('shows an end whole or not at all', async () => {
    const broken = { ...completed, repository: { name: null as unknown as string } }
    await expect(recordEnd(processes.here, job, { ...atLast, lines: lines('end') }, broken)).rejects.toThrow()
    expect(await row()).toMatchObject({ status: 'RUNNING', lineCount: 0 })
    expect(await processes.there.db.selectFrom('archive').selectAll().execute()).toEqual([])
    expect(await texts()).toEqual([])
  })

  it('lets one of two ends pass that meet', async () => {
    const ends = await Promise.allSettled([
      recordEnd(processes.here, job, { ...atLast, lines: lines('here') }, completed),
      recordEnd(processes.there, job, { ...atLast, lines: lines('there') }, completed),
    ])
    expect(ends.map(end => end.status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect((await row()).lineCount).toBe(1)
  })

  it('lets a cancel that was accepted pass before an end', async () => {
    await processes.there.db.updateTable('job').set({ cancelRequestedAt: 1 }).execute()
    expect(await recordEnd(processes.here, job, atLast, completed, true)).toBe(false)
    expect((await row()).status).toBe('RUNNING')
  })
})
