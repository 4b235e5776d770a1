import { expect, it } from 'vitest'
import { answerCall, claimCall } from '../../../src/domain/calls/borg-calls.ts'
import { updateHostedRepository } from '../../../src/domain/hosting/hosted-changes.ts'
import { readHosted } from '../../../src/domain/hosting/hosted-repositories.ts'
import { insertHosted } from '../../../src/domain/hosting/hosted-rows.ts'
import { parseSshPublicKey } from '../../../src/domain/hosting/ssh-public-keys.ts'
import { type Scope, systemViewer, type World } from '../../../src/domain/kernel/scope.ts'
import { createRandom } from '../../fixtures/random.ts'
import { openInProcess } from '../../schema/in-process.ts'
import { freshPublicKey } from '../../support/ssh-keys.ts'

/** The next call, as a worker takes it. */
async function nextCall(world: World) {
  for (const end = Date.now() + 5000; Date.now() < end; ) {
    const call = await claimCall(world, 'here', ['default'], 'short')
    if (call) return call
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  throw new Error('Nobody called.')
}

async function openWithOne() {
  const opened = await openInProcess(0)
  const { type, data, comment, fingerprint } = parseSshPublicKey(freshPublicKey())
  const id = await insertHosted(opened.world.db, {
    name: '0badcafe',
    path: '/srv/0badcafe',
    pool: 'default',
    columns: {
      alias: 'before',
      quota: 1e9,
      keyType: type,
      keyData: data,
      keyComment: comment,
      keyFingerprint: fingerprint,
    },
    freshnessSeconds: null,
  })
  const scope = { ...opened.world, viewer: systemViewer } as Scope
  return { opened, id, scope }
}

it.each([
  ['cannot be done', 'DONE', { problem: 'KEY_FILE_UNWRITABLE' }, 'UNAVAILABLE'],
  ['ends in the middle', 'FAILED', { code: 'PROCESS_LOST', message: 'm', remedy: 'r' }, undefined],
] as const)('takes back what %s', async (_what, status, output, code) => {
  const { opened, id, scope } = await openWithOne()
  await using _open = opened
  const changing = updateHostedRepository(scope, id, { alias: 'after', sshPublicKey: freshPublicKey() })
  const refused = expect(changing).rejects.toMatchObject(code ? { code } : {})
  const { hosted: asked } = (await nextCall(scope).then(async call => {
    const row = await readHosted(scope, id)
    await answerCall(scope, call.id, status, output)
    return row
  }))!
  expect(asked.alias).toBe('after')
  await refused
  const { hosted } = (await readHosted(scope, id))!
  expect(hosted.alias).toBe('before')
  expect(hosted.keyFingerprint).not.toBe(asked.keyFingerprint)
  // Nobody knows how far a worker got that was lost, or what one at another repository has written: the disk is brought to the row once more.
  const again = await claimCall(scope, 'here', ['default'], 'short')
  expect(again?.kind).toBe('APPLY_HOSTED')
  expect(hosted).toMatchObject({ editor: null, editingUntil: null })
})

/** Answers what is asked until it is stopped: refuses changes whose alias says so, after all others could have come in between. */
async function answerCalls(scope: Scope, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const call = await claimCall(scope, 'here', ['default'], 'short')
    await new Promise(resolve => setImmediate(resolve))
    if (!call) continue
    const row = await readHosted(scope, call.repositoryId!)
    const isRefused = row?.hosted.alias.startsWith('refused') ?? false
    await answerCall(scope, call.id, 'DONE', { problem: isRefused ? 'KEY_FILE_UNWRITABLE' : null })
  }
}

it('loses no change when many are made at once, of which some are refused', async () => {
  const { opened, id, scope } = await openWithOne()
  await using _open = opened
  const stopping = new AbortController()
  const answering = answerCalls(scope, stopping.signal)
  const random = createRandom()
  try {
    for (let round = 0; round < 12; round += 1) {
      const before = (await readHosted(scope, id))!.hosted
      const edits = [
        { alias: `refused ${round}`, comment: 'never' },
        { comment: `comment ${round}` },
        { quota: 1e9 * (round + 1) },
        { lanCommand: round % 2 === 0 },
        { alias: `refused too ${round}`, quota: 77e9, sshPublicKey: freshPublicKey() },
        { appendOnly: round % 2 === 1, sshPublicKey: freshPublicKey(`key ${round}`) },
      ]
      const results = await Promise.allSettled(
        edits
          .map(edit => ({ edit, at: random.next() }))
          .toSorted((one, other) => one.at - other.at)
          .map(({ edit }) => updateHostedRepository(scope, id, edit)),
      )
      expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(2)
      expect((await readHosted(scope, id))!.hosted, `SEED=${random.seed}`).toMatchObject({
        alias: before.alias,
        comment: `comment ${round}`,
        quota: 1e9 * (round + 1),
        lanCommand: round % 2 === 0 ? 1 : 0,
        appendOnly: round % 2,
        keyComment: `key ${round}`,
        editor: null,
      })
    }
  } finally {
    stopping.abort()
    await answering
  }
})

it('a change whose server died holds up nobody for long', async () => {
  const { opened, id, scope } = await openWithOne()
  await using _open = opened
  const dead = { editor: 'somebody who died', editingUntil: Date.now() - 1 }
  await scope.db.updateTable('hosted_repository').set(dead).where('repositoryId', '=', id).execute()
  const changing = updateHostedRepository(scope, id, { alias: 'after' })
  const call = await nextCall(scope)
  await answerCall(scope, call.id, 'DONE', { problem: null })
  expect((await changing).hosted).toMatchObject({ alias: 'after', editor: null })
})
