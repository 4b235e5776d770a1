import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { AlertFailure, type AlertTarget } from '../../../src/domain/health/alert-sender.ts'
import {
  findAlertSettings,
  sealOldUrls,
  updateAlertSettings,
} from '../../../src/domain/health/alert-settings.ts'
import {
  attemptDelivery,
  claimDelivery,
  nextDeliveryAt,
  pauseAfter,
  removeOldDeliveries,
} from '../../../src/domain/health/deliveries.ts'
import { queueDeliveries, repositoriesOf, superseded } from '../../../src/domain/health/delivery-queue.ts'
import type { AlertKind } from '../../../src/domain/health/verdict.ts'
import { type Scope, systemViewer, type World } from '../../../src/domain/kernel/scope.ts'
import { type InProcess, openInProcess } from '../../schema/in-process.ts'
import { hosted } from '../../support/alerts.ts'

let server: InProcess
let world: World
let failure: Error | null
const sent: { target: AlertTarget; id: string }[] = []
beforeAll(async () => {
  server = await openInProcess(2)
  // The port is where our code ends.
  const alertSender: World['alertSender'] = {
    async send(target, { id }) {
      if (failure) throw failure
      sent.push({ target, id })
    },
  }
  world = { ...server.world, alertSender }
})
afterAll(() => server[Symbol.asyncDispose]())
beforeEach(async () => {
  failure = null
  sent.length = 0
  await world.db.deleteFrom('alert_delivery').execute()
  await as(1, { webhookUrl: 'https://example.org/', webhookSecret: 'hush', webhookEnabled: true })
})

const as = (userId: number, changes: Parameters<typeof updateAlertSettings>[1]) => {
  const scope: Scope = { ...world, viewer: { ...systemViewer, userId, role: 'VIEWER' } }
  return updateAlertSettings(scope, changes)
}

const queue = (now: number, userId = 1) =>
  queueDeliveries(world.db, [{ userId, channel: 'WEBHOOK', kind: 'STALE', repositories: [hosted('x')] }], now)

const read = () => world.db.selectFrom('alert_delivery').selectAll().orderBy('id').executeTakeFirstOrThrow()
const attempt = async (now: number) => {
  const delivery = await claimDelivery(world, now)
  if (delivery) await attemptDelivery(world, delivery, AbortSignal.timeout(1000))
  return delivery
}

it('belongs to whoever claims it, until that one has had time enough', async () => {
  const now = Date.now()
  await queue(now)
  const claims = await Promise.all(Array.from({ length: 8 }, () => claimDelivery(world, now)))
  expect(claims.filter(Boolean)).toHaveLength(1)
  expect(await nextDeliveryAt(world)).toBe(now + 120_000)
  expect(await claimDelivery(world, now + 119_999)).toBeNull()
  expect(await claimDelivery(world, now + 120_000)).toMatchObject({ attempts: 2 })
})

it('is sent with the secret as it is now, once', async () => {
  await queue(Date.now())
  await attempt(Date.now())
  expect(sent).toEqual([
    {
      id: String((await read()).id),
      target: { channel: 'WEBHOOK', url: 'https://example.org/', secret: 'hush' },
    },
  ])
  expect(await read()).toMatchObject({ status: 'SENT', attempts: 1, nextAttemptAt: null, error: null })
  expect(await attempt(Date.now() + 1e9)).toBeNull()
})

it('is tried eight times with growing pauses, and then given up', async () => {
  failure = new AlertFailure('UNREACHABLE', 'Nobody there.')
  let now = Date.now()
  await queue(now)
  for (let count = 1; count < 8; count += 1) {
    await attempt(now)
    expect(await read()).toMatchObject({ status: 'PENDING', attempts: count, error: 'Nobody there.' })
    now = (await nextDeliveryAt(world))!
  }
  await attempt(now)
  expect(await read()).toMatchObject({ status: 'FAILED', attempts: 8, nextAttemptAt: null })
})

it('waits from one minute to one hour', () => {
  const pauses = [1, 2, 3, 7, 8].map(attempts => [pauseAfter(attempts, 0), pauseAfter(attempts, 1)])
  expect(pauses).toEqual([
    [45_000, 60_000],
    [90_000, 120_000],
    [180_000, 240_000],
    [2_700_000, 3_600_000],
    [2_700_000, 3_600_000],
  ])
})

it('is given up at once where that is final, and says no more than it should of a bug', async () => {
  failure = new AlertFailure('HTTP_STATUS', 'The web server answered HTTP 404.', { isFinal: true })
  await queue(Date.now())
  await attempt(Date.now())
  expect(await read()).toMatchObject({ status: 'FAILED', attempts: 1 })
  await world.db.deleteFrom('alert_delivery').execute()
  failure = new Error('ENOENT /var/lib/secret')
  await queue(Date.now())
  await expect(attempt(Date.now())).rejects.toThrow()
  expect(await read()).toMatchObject({ status: 'PENDING', error: 'Something went wrong on the server.' })
})

it('is not sent to somebody who was switched off, or who switched it off', async () => {
  await queue(Date.now())
  await as(1, { webhookEnabled: false })
  await attempt(Date.now())
  expect(await read()).toMatchObject({
    status: 'FAILED',
    error: 'This way to tell the user was switched off.',
  })
  await world.db.deleteFrom('alert_delivery').execute()
  await as(2, { webhookUrl: 'https://example.org/', webhookEnabled: true })
  await world.db.updateTable('user_account').set({ isActive: 0 }).where('id', '=', 2).execute()
  await queue(Date.now(), 2)
  await attempt(Date.now())
  expect(await read()).toMatchObject({ status: 'FAILED' })
  expect(sent).toEqual([])
})

it('is kept for thirty days when it is over', async () => {
  const now = Date.now()
  await queue(now - 31 * 86_400_000)
  await removeOldDeliveries(world, now)
  expect(await read()).toMatchObject({ status: 'PENDING' })
  await attempt(now)
  await removeOldDeliveries(world, now)
  expect(await world.db.selectFrom('alert_delivery').selectAll().execute()).toEqual([])
})

const about = (...ids: number[]) => ids.map(id => hosted(`r${id}`, { id }))
const say = (kind: AlertKind, now: number, ids: number[], userId = 1) =>
  queueDeliveries(world.db, [{ userId, channel: 'WEBHOOK', kind, repositories: about(...ids) }], now)
/** Every delivery: what it says of what, and what became of it. */
const all = async () => {
  const rows = await world.db.selectFrom('alert_delivery').selectAll().orderBy('id').execute()
  return rows.map(row => [row.kind, repositoriesOf(row).map(({ id }) => id), row.status])
}

it('keeps addresses sealed, also those that an older version has written in clear', async () => {
  const settings = () => world.db.selectFrom('alert_settings').selectAll().executeTakeFirstOrThrow()
  const [webhookUrl, appriseStatelessUrl] = [
    'https://example.org/hook?token=t1',
    ' https://example.org/a?t2 ',
  ]
  const shown = { webhookUrl, appriseStatelessUrl }
  await as(1, shown)
  expect(JSON.stringify(await settings())).not.toMatch(/token=|\?t2|example\.org/)
  const scope: Scope = { ...world, viewer: { ...systemViewer, userId: 1 } }
  expect((await findAlertSettings(scope, [1]))[0]).toMatchObject(shown)
  await world.db.updateTable('alert_settings').set(shown).where('userId', '=', 1).execute()
  expect((await findAlertSettings(scope, [1]))[0]).toMatchObject(shown)
  expect(await sealOldUrls(world)).toBe(2)
  expect(await sealOldUrls(world)).toBe(0)
  expect(JSON.stringify(await settings())).not.toMatch(/token=|\?t2|example\.org/)
  expect((await findAlertSettings(scope, [1]))[0]).toMatchObject(shown)
  const other = { ...scope, viewer: { ...systemViewer, userId: 2 } }
  expect((await findAlertSettings(other, [1]))[0]).toMatchObject({
    webhookUrl: 'https://example.org/…',
    appriseStatelessUrl: 'https://example.org/…',
  })
  await queue(0)
  await attempt(Date.now())
  expect(sent[0]!.target).toMatchObject({ url: webhookUrl })
  await as(1, { webhookUrl: null, appriseStatelessUrl: '' })
  expect((await findAlertSettings(scope, [1]))[0]).toMatchObject({
    webhookUrl: null,
    appriseStatelessUrl: '',
  })
})

it('that waits is dropped when there is newer news of the same repositories, and only then', async () => {
  const now = Date.now()
  failure = new AlertFailure('UNREACHABLE', 'away')
  await say('STALE', now, [1])
  await attempt(now)
  await say('STALE', now, [2, 3])
  await say('STORAGE_NEARLY_FULL', now, [1])
  await say('STALE', now, [1], 2)
  failure = null
  await say('RECOVERED', now, [1, 3])
  expect(await all()).toEqual([
    ['STALE', [1], 'FAILED'],
    ['STALE', [2], 'PENDING'],
    ['STORAGE_NEARLY_FULL', [1], 'PENDING'],
    ['STALE', [1], 'PENDING'],
    ['RECOVERED', [1, 3], 'PENDING'],
  ])
  expect((await read()).error).toBe(superseded)
  while (await attempt(now + 3_600_000));
  expect((await all()).map(([kind, ids, status]) => `${kind} ${ids} ${status}`)).not.toContain('STALE 1 SENT')
  await say('STALE', now, [1])
  expect((await all()).at(-2)).toEqual(['RECOVERED', [1, 3], 'SENT'])
})

it.each([
  ['fails', 'FAILED'],
  ['is delivered all the same', 'SENT'],
])('that is being attempted when there is newer news comes first, and once: it %s', async (_what, status) => {
  const now = Date.now()
  await say('STALE', now, [1])
  const first = (await claimDelivery(world, now))!
  await say('RECOVERED', now, [1])
  await say('STALE', now, [1], 2)
  // Only that of the other user has its turn.
  expect((await claimDelivery(world, now))?.userId).toBe(2)
  expect(await claimDelivery(world, now)).toBeNull()
  expect(await nextDeliveryAt(world, now)).toBe(now + 120_000)
  if (status === 'FAILED') failure = new AlertFailure('UNREACHABLE', 'away')
  await attemptDelivery(world, first, AbortSignal.timeout(1000))
  failure = null
  await attempt(now)
  expect(await all()).toEqual([
    ['STALE', [1], status],
    ['RECOVERED', [1], 'SENT'],
    ['STALE', [1], 'PENDING'],
  ])
})

it('of a server that died holds up newer news no longer than its lease', async () => {
  const now = Date.now()
  await say('STALE', now, [1])
  await claimDelivery(world, now)
  await say('RECOVERED', now, [1])
  expect(await attempt(now + 119_999)).toBeNull()
  expect((await attempt(now + 120_000))?.kind).toBe('RECOVERED')
  expect(sent).toHaveLength(1)
})
