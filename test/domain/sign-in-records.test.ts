import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  listAuthEvents,
  recordAuthEvent,
  removeOldAuthEvents,
} from '../../src/domain/accounts/auth-events.ts'
import { authenticate } from '../../src/domain/accounts/credentials.ts'
import { consumeSecret, issueSecret, peekSecret } from '../../src/domain/accounts/one-time-secrets.ts'
import { beginTotpSetup, enableTotp } from '../../src/domain/accounts/own-second-factor.ts'
import { viewerOfProxy } from '../../src/domain/accounts/proxy-sign-in.ts'
import { answerChallenge, signIn } from '../../src/domain/accounts/sign-in.ts'
import { addUser } from '../../src/domain/accounts/users.ts'
import { DomainError } from '../../src/domain/kernel/errors.ts'
import { type Scope, systemViewer, type World } from '../../src/domain/kernel/scope.ts'
import type { Database } from '../../src/platform/database.ts'
import { embeddedWakeups } from '../../src/platform/embedded-wakeups.ts'
import { openTables } from '../support/database.ts'
import { makeFolder } from '../support/trees.ts'
import { makeWorld } from '../support/world.ts'

const folder = makeFolder()
afterAll(() => folder[Symbol.dispose]())

const day = 86_400_000
const atOnce = <Result>(count: number, task: () => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, task))

let database: Database
let world: World
beforeAll(async () => {
  database = await openTables(folder.path)
  world = makeWorld(database, embeddedWakeups(), folder.path)
})
afterAll(() => database.close())

it('a secret is used up by one of many, for its purpose and in its time', async () => {
  const issue = (lifetime: number) =>
    issueSecret(world, { purpose: 'download', userId: null, content: { file: 'a' }, lifetime })
  const { secret } = await issue(60_000)
  expect(await consumeSecret(world, 'oidc-grant', secret)).toBeNull()
  expect(await peekSecret(world, 'download', secret)).toEqual({ userId: null, content: { file: 'a' } })
  const taken = await atOnce(5, () => consumeSecret(world, 'download', secret))
  expect(taken.filter(Boolean)).toEqual([{ userId: null, content: { file: 'a' } }])
  const { secret: old } = await issue(-1)
  expect(await consumeSecret(world, 'download', old)).toBeNull()
  // Whoever issues one sweeps the others out; nothing in the table opens anything.
  const { secret: fresh } = await issue(60_000)
  const rows = await world.db.selectFrom('one_time_secret').select('secretHash').execute()
  expect(rows).toHaveLength(1)
  expect(JSON.stringify(rows)).not.toContain(fresh)
})

it('events are kept for 90 days', async () => {
  await recordAuthEvent(world, { type: 'logout', username: 'x'.repeat(300) })
  await world.db
    .updateTable('auth_event')
    .set({ createdAt: Date.now() - 91 * day })
    .execute()
  await recordAuthEvent(world, { type: 'local_login_failed', username: 'eve', detail: '192.0.2.1' })
  await removeOldAuthEvents(world)
  const { rows } = await listAuthEvents({ ...world, viewer: systemViewer }, {})
  expect(rows).toMatchObject([{ type: 'local_login_failed', username: 'eve', succeeded: 0 }])
})

it('a code signs in once, of many uses at once too', async () => {
  const user = await addUser(world, { username: 'ada', password: 'password of ada', role: 'VIEWER' })
  const pair = { username: 'ada', password: 'password of ada', address: '' }
  const { accessToken } = await signIn(world, pair)
  const scope: Scope = { ...world, viewer: await authenticate(world, accessToken) }
  const { secret, setupToken, recoveryCodes } = await beginTotpSetup(scope, 'password of ada')
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate()
  await enableTotp(scope, { setupToken, code })
  const challenge = async (): Promise<string> =>
    signIn(world, pair).then(
      () => 'signed in without a code',
      (error: DomainError) => error.details.challenge!,
    )
  const outcome = (answer: { challenge: string; code: string }) =>
    answerChallenge(world, answer).then(
      () => 'in',
      error => (error as DomainError).details.reason,
    )
  const challenges = await atOnce(3, challenge)
  const byCode = await Promise.all(challenges.map(each => outcome({ challenge: each, code })))
  expect(byCode.toSorted()).toEqual(['WRONG_CODE', 'WRONG_CODE', 'in'])
  const more = await atOnce(3, challenge)
  const byRecovery = await Promise.all(
    more.map(each => outcome({ challenge: each, code: recoveryCodes[3]! })),
  )
  expect(byRecovery.toSorted()).toEqual(['WRONG_CODE', 'WRONG_CODE', 'in'])
  // What the database holds of it opens nothing.
  const row = await world.db
    .selectFrom('user_account')
    .select(['sealedTotpSecret', 'recoveryCodes'])
    .where('id', '=', user.id)
    .executeTakeFirstOrThrow()
  expect(JSON.stringify(row)).not.toContain(secret)
  for (const recovery of recoveryCodes) expect(row.recoveryCodes).not.toContain(recovery)
})

it('requests of a new user at once make one user', async () => {
  const identity = {
    username: 'zoe',
    role: 'operator',
    allRepositoriesRole: null,
    email: null,
    fullName: null,
  }
  const viewers = await atOnce(5, () => viewerOfProxy(world, identity))
  expect(new Set(viewers.map(viewer => viewer?.userId)).size).toBe(1)
  expect(viewers[0]?.credential.kind).toBe('proxy')
  const user = await world.db.selectFrom('user_account').selectAll().where('username', '=', 'zoe').execute()
  expect(user).toMatchObject([{ authSource: 'PROXY', role: 'OPERATOR', passwordHash: '!' }])
  await expect(signIn(world, { username: 'zoe', password: '!', address: '' })).rejects.toThrow(DomainError)
})
