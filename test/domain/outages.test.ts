import { expect, it } from 'vitest'
import { outageOf, whenBack } from '../../src/domain/kernel/outages.ts'

const error = (message: string, facts: object = {}, cause?: unknown) =>
  Object.assign(new Error(message, { cause }), facts)

it.each([
  error('connect ECONNREFUSED 127.0.0.1:5432', { code: 'ECONNREFUSED', syscall: 'connect' }),
  error('read ECONNRESET', { code: 'ECONNRESET', syscall: 'read' }),
  error('terminating connection due to administrator command', { code: '57P01' }),
  error('the database system is starting up', { code: '57P03' }),
  error('sorry, too many clients already', { code: '53300' }),
  error('cannot execute UPDATE in a read-only transaction', { code: '25006' }),
  error('Connection terminated unexpectedly'),
  error('timeout exceeded when trying to connect'),
  error('could not sign in', {}, error('Query read timeout')),
  new AggregateError([error('connect', { code: 'ECONNREFUSED' })]),
])('%s: the database is away', away => {
  expect(outageOf(away)).toBe('DATABASE_AWAY')
})

it.each([
  ['DISK_FULL', error('database or disk is full', { code: 'SQLITE_FULL' })],
  ['DISK_FULL', error('disk I/O error', { code: 'SQLITE_IOERR_WRITE' })],
  ['DISK_FULL', error('could not extend file', { code: '53100' })],
  ['DISK_FULL', error('no space left', { code: 'ENOSPC', syscall: 'write' })],
  ['DISK_FULL', error('cannot be kept', {}, error('quota', { code: 'EDQUOT', syscall: 'open' }))],
  ['DATABASE_BUSY', error('database is locked', { code: 'SQLITE_BUSY' })],
  ['DATABASE_BUSY', error('database is locked', { code: 'SQLITE_BUSY_SNAPSHOT' })],
  ['DATABASE_DAMAGED', error('database disk image is malformed', { code: 'SQLITE_CORRUPT_INDEX' })],
  ['DATABASE_DAMAGED', error('disk I/O error', { code: 'SQLITE_IOERR_SHORT_READ' })],
  ['DATABASE_DAMAGED', error('invalid page in block', { code: 'XX001' })],
])('%s: %s', (reason, outage) => {
  expect(outageOf(outage)).toBe(reason)
})

it.each([
  error('duplicate key value', { code: '23505' }),
  error('canceling statement due to statement timeout', { code: '57014' }),
  error('spawn borg', { code: 'ECONNREFUSED', syscall: 'spawn' }),
  error('no such file', { code: 'ENOENT', syscall: 'open' }),
  'Connection terminated unexpectedly',
  null,
])('%s: it is something else', other => {
  expect(outageOf(other)).toBeNull()
})

it('is waited for, and nothing else is', async () => {
  const answers = [error('Connection terminated'), error('Connection terminated'), 7]
  const waits: number[] = []
  const ask = async () => {
    const answer = answers.shift()
    if (answer instanceof Error) throw answer
    return answer
  }
  const wait = async (time: number) => void waits.push(time)
  expect(await whenBack(ask, wait)).toBe(7)
  expect(waits).toHaveLength(2)

  await expect(whenBack(() => Promise.reject(error('other')), wait)).rejects.toThrow('other')
  const gone = AbortSignal.abort()
  await expect(whenBack(() => Promise.reject(error('Connection terminated')), wait, gone)).rejects.toThrow()
  expect(waits).toHaveLength(2)
})
