import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { claimCall, forgetOrder, postOrder, strayCalls } from '../../src/domain/calls/borg-calls.ts'
import { recordEnd, recordNews } from '../../src/domain/jobs/job-runs.ts'
import { type JobRow, queuedProgress } from '../../src/domain/jobs/job-states.ts'
import { implementations, openProcesses, type Processes } from './processes.ts'

describe.each(implementations)('the claim on %s', kind => {
  let processes: Processes
  beforeAll(async () => {
    processes = await openProcesses(kind)
  })
  beforeEach(() => processes.clear())
  afterAll(() => processes[Symbol.asyncDispose]())

  const complete = (job: JobRow) =>
    recordEnd(
      processes.here,
      job,
      { progress: queuedProgress(0) },
      {
        status: 'COMPLETED',
        failure: null,
        exitCode: 0,
        cancelOutcome: null,
        archive: null,
        result: null,
        repository: {},
      },
    )

  it('gives nothing when there is nothing', async () => {
    expect(await processes.worker('a').claim()).toBeNull()
  })

  it('makes a job a run of the one who claims, under its first attempt', async () => {
    const id = await processes.queue(await processes.addRepository())
    expect(await processes.worker('a').claim()).toMatchObject({
      id,
      status: 'RUNNING',
      workerHost: 'a',
      attempt: 1,
    })
  })

  it('is first in, first out for a repository, one at a time', async () => {
    const repository = await processes.addRepository()
    const ids = [await processes.queue(repository), await processes.queue(repository)]
    const worker = processes.worker('a')
    const first = await worker.claim()
    expect(first?.id).toBe(ids[0])
    expect(await worker.claim()).toBeNull()
    expect(await processes.worker('b', { world: processes.there }).claim()).toBeNull()
    await complete(first!)
    expect((await worker.claim())?.id).toBe(ids[1])
  })

  it('lets a repository that is busy keep no other waiting', async () => {
    const [busy, free] = [await processes.addRepository(), await processes.addRepository()]
    await processes.queue(busy)
    await processes.queue(busy)
    const other = await processes.queue(free)
    const worker = processes.worker('a')
    await worker.claim()
    expect((await worker.claim())?.id).toBe(other)
  })

  it('serves the pools of the worker and no others', async () => {
    const near = await processes.queue(await processes.addRepository('near'))
    const far = await processes.queue(await processes.addRepository('far'))
    expect(await processes.worker('a').claim()).toBeNull()
    expect((await processes.worker('b', { pools: ['other', 'far'] }).claim())?.id).toBe(far)
    expect((await processes.worker('c', { pools: ['near', 'far'] }).claim())?.id).toBe(near)
  })

  it('gives every job to one of many, and never two of one repository, whatever they do at once', async () => {
    const repositories = await Promise.all([1, 2, 3, 4].map(() => processes.addRepository()))
    const queued: number[] = []
    for (let round = 0; round < 6; round += 1)
      for (const repository of repositories) queued.push(await processes.queue(repository))
    const ran: number[] = []
    const busy = new Set<number>()
    const work = async (index: number) => {
      const world = index % 2 ? processes.here : processes.there
      const worker = processes.worker(`worker ${index}`, { world })
      while (ran.length < queued.length) {
        const job = await worker.claim()
        if (!job) continue
        expect(busy.has(job.repositoryId!)).toBe(false)
        busy.add(job.repositoryId!)
        ran.push(job.id)
        await recordNews(world, job, { progress: queuedProgress(0) })
        // Somebody else may claim the next one before the statement that ends this one has come back.
        busy.delete(job.repositoryId!)
        await complete(job)
      }
    }
    await Promise.all(Array.from({ length: 8 }, (_, index) => work(index)))
    expect(ran.toSorted((one, other) => one - other)).toEqual(queued)
  })

  it('keeps within what schedules may have at once, however many claim', async () => {
    const { db, settings } = processes.here
    const { maxConcurrentScheduledBackups: most } = await settings.values()
    const { id: scheduleId } = await db
      .insertInto('schedule')
      .values({ kind: 'BACKUP', timezone: 'UTC', options: '{}', createdAt: 0, updatedAt: 0 })
      .returning('id')
      .executeTakeFirstOrThrow()
    for (let index = 0; index < most + 6; index += 1) await processes.queue(await processes.addRepository())
    await db.updateTable('job').set({ scheduleId }).execute()
    const unscheduled = await processes.queue(await processes.addRepository())
    const claim = (index: number) =>
      processes.worker(`worker ${index}`, { world: index % 2 ? processes.here : processes.there }).claim()
    const claimed: JobRow[] = []
    const all = Array.from({ length: most + 6 }, (_, index) => async () => {
      const job = await claim(index)
      if (job) claimed.push(job)
    })
    // On SQLite there is one worker, which claims one after the other.
    if (processes.isSqlite) for (const each of all) await each()
    else await Promise.all(all.map(each => each()))
    expect(claimed.filter(job => job.scheduleId !== null)).toHaveLength(most)
    // Nobody else waits behind them.
    expect(claimed.map(({ id }) => id)).toContain(unscheduled)
  })

  it('waits while a lock is broken or an archive mounted', async () => {
    const repository = await processes.addRepository()
    await processes.queue(repository)
    await postOrder(
      processes.here,
      'BREAK_LOCK',
      { id: repository, pool: 'default' },
      { confirmForeignHost: false },
    )
    const worker = processes.worker('a')
    const call = await claimCall(processes.here, 'a', ['default'], 'short')
    expect(await worker.claim()).toBeNull()
    await processes.here.db.deleteFrom('borg_call').where('id', '=', call!.id).execute()
    expect(await worker.claim()).not.toBeNull()
  })

  it('leaves calls that it does not know to a newer version', async () => {
    const repository = { id: await processes.addRepository(), pool: 'default' }
    const unknown = 'FROM_A_NEWER_VERSION' as 'BREAK_LOCK'
    const id = await postOrder(processes.here, unknown, repository, { confirmForeignHost: false })
    for (const lane of ['short', 'long', 'streaming'] as const)
      expect(await claimCall(processes.here, 'a', ['default'], lane)).toBeNull()
    await forgetOrder(processes.here, id)
  })

  it('finds the calls of a worker that does not know of them, in their lane', async () => {
    const { here } = processes
    const repository = { id: await processes.addRepository(), pool: 'default' }
    await postOrder(here, 'BREAK_LOCK', repository, { confirmForeignHost: false })
    const call = (await claimCall(here, 'a', ['default'], 'short'))!
    expect(await strayCalls(here, 'a', 'short', [])).toMatchObject([{ id: call.id }])
    expect(await strayCalls(here, 'a', 'short', [call.id])).toEqual([])
    expect(await strayCalls(here, 'a', 'long', [])).toEqual([])
    expect(await strayCalls(here, 'b', 'short', [])).toEqual([])
  })

  it('gives a call to one of many', async () => {
    const repository = { id: await processes.addRepository(), pool: 'default' }
    for (let count = 0; count < 10; count += 1)
      await postOrder(processes.here, 'BREAK_LOCK', repository, { confirmForeignHost: false })
    const claimed = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        claimCall(index % 2 ? processes.here : processes.there, `worker ${index}`, ['default'], 'short'),
      ),
    )
    const ids = claimed.flatMap(call => (call ? [call.id] : []))
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThan(0)
  })
})
