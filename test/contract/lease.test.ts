import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { claimCall, postOrder } from '../../src/domain/calls/borg-calls.ts'
import { failLostCalls } from '../../src/domain/calls/lost-calls.ts'
import {
  listWorkers,
  readPools,
  removeLostWorkers,
  showLife,
  signOff,
  workersOn,
} from '../../src/domain/calls/workers.ts'
import {
  adoptJob,
  adoptJobs,
  adoptStrays,
  expiredJobs,
  renewLeases,
} from '../../src/domain/jobs/job-leases.ts'
import { systemViewer } from '../../src/domain/kernel/scope.ts'
import { implementations, openProcesses, type Processes, type TestWorker } from './processes.ts'

describe.each(implementations)('the lease on %s', kind => {
  let processes: Processes
  let holder: TestWorker
  let other: TestWorker
  let id: number
  beforeAll(async () => {
    processes = await openProcesses(kind)
  })
  afterAll(() => processes[Symbol.asyncDispose]())
  beforeEach(async () => {
    await processes.clear()
    holder = processes.worker('holder')
    other = processes.worker('other', { world: processes.there })
    id = await processes.queue(await processes.addRepository())
    await holder.claim()
  })

  const leaseOf = async (): Promise<number> => {
    const job = await processes.here.db.selectFrom('job').selectAll().where('id', '=', id).executeTakeFirst()
    return job!.leaseUntil!
  }
  const expired = async () => (await expiredJobs(processes.there, other)).map(job => job.id)
  const runOut = () => renewLeases(processes.here, { ...holder, lease: -1 })

  it('begins with the claim and holds until it has run out', async () => {
    expect(Math.abs((await leaseOf()) - Date.now() - holder.lease)).toBeLessThan(5000)
    expect(await expired()).toEqual([])
    await runOut()
    expect(await expired()).toEqual([id])
  })

  it('is renewed by its holder and by nobody else', async () => {
    await runOut()
    await renewLeases(processes.there, other)
    expect(await expired()).toEqual([id])
    await renewLeases(processes.here, holder)
    expect(await expired()).toEqual([])
  })

  it('is not given up by its holder', async () => {
    await runOut()
    expect(await expiredJobs(processes.here, holder)).toEqual([])
  })

  it('is taken over by the same worker after a restart, under a new attempt, and by nobody else', async () => {
    await runOut()
    expect(await adoptJobs(processes.there, other)).toEqual([])
    expect(await adoptJob(processes.there, other, id)).toBeUndefined()
    expect(await adoptJobs(processes.here, holder)).toMatchObject([{ id, attempt: 2 }])
    expect(await expired()).toEqual([])
  })

  it('is found by its holder when the answer to the claim got lost', async () => {
    expect(await adoptStrays(processes.here, holder, [id])).toEqual([])
    expect(await adoptStrays(processes.there, other, [])).toEqual([])
    expect(await adoptStrays(processes.here, holder, [])).toMatchObject([{ id, attempt: 2 }])
  })

  it('is counted by the clock of the database, on machines whose own clocks differ', async () => {
    // SQLite runs in the process: its clock is that of the machine, and there is only one.
    if (processes.isSqlite) return
    const offset = 3_600_000
    const { now } = Date
    const spy = vi.spyOn(Date, 'now').mockImplementation(() => now() - offset)
    await renewLeases(processes.here, holder)
    await showLife(processes.here, { host: 'holder', pools: 'default', concurrency: 1, startedAt: 0 })
    spy.mockImplementation(() => now() + offset)
    expect(await expired()).toEqual([])
    expect(await listWorkers({ ...processes.there, viewer: systemViewer })).toMatchObject([
      { host: 'holder' },
    ])
    expect((await readPools(processes.there))[0]!.heartbeatAge).toBeLessThan(5000)
    await runOut()
    expect(await expired()).toEqual([id])
    spy.mockRestore()
  })

  it('keeps its worker known while something of it runs, and forgets it a day after it fell silent', async () => {
    const { db } = processes.here
    const known = async () => [...(await workersOn(processes.there, 'machine'))]
    const life = { machine: 'machine', pools: 'default', concurrency: 1, startedAt: 0 }
    for (const host of ['holder', 'idle', 'lost']) await showLife(processes.here, { host, ...life })
    await db
      .updateTable('worker')
      .set({ heartbeatAt: Date.now() - 86_500_000 })
      .where('host', '!=', 'idle')
      .execute()
    await removeLostWorkers(processes.there)
    expect((await known()).toSorted()).toEqual(['holder', 'idle'])
    for (const host of ['holder', 'idle']) await signOff(processes.here, host)
    expect(await known()).toEqual(['holder'])
  })

  it('ends what was called for, when the worker that has it is lost', async () => {
    const repository = { id: await processes.addRepository(), pool: 'default' }
    await postOrder(processes.here, 'BREAK_LOCK', repository, { confirmForeignHost: false })
    const call = await claimCall(processes.here, 'holder', ['default'], 'short')
    const statusOf = async () =>
      (
        await processes.here.db
          .selectFrom('borg_call')
          .select('status')
          .where('id', '=', call!.id)
          .executeTakeFirst()
      )?.status
    await showLife(processes.here, { host: 'holder', pools: 'default', concurrency: 1, startedAt: 0 })
    await failLostCalls(processes.there, other)
    expect(await statusOf()).toBe('RUNNING')
    await failLostCalls(processes.there, { ...other, lease: -1000 })
    expect(await statusOf()).toBe('FAILED')
  })
})
