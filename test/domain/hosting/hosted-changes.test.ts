import { expect, it } from 'vitest'
import { answerCall, claimCall } from '../../../src/domain/borg-calls.ts'
import { updateHostedRepository } from '../../../src/domain/hosting/hosted-changes.ts'
import { readHosted } from '../../../src/domain/hosting/hosted-repositories.ts'
import { insertHosted } from '../../../src/domain/hosting/hosted-rows.ts'
import { parseSshPublicKey } from '../../../src/domain/hosting/ssh-public-keys.ts'
import { type Scope, systemViewer, type World } from '../../../src/domain/scope.ts'
import { openInProcess } from '../../schema/in-process.ts'
import { freshPublicKey } from '../../support/ssh-keys.ts'

/** The next call, as a worker takes it. */
async function nextCall(world: World) {
  for (const end = Date.now() + 5000; Date.now() < end; ) {
    const call = await claimCall(world, 'here', ['default'], true, 'short')
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
  // Nobody knows how far a worker got that was lost: the disk is brought to the row once more.
  const again = await claimCall(scope, 'here', ['default'], true, 'short')
  expect(again?.kind).toBe(status === 'FAILED' ? 'APPLY_HOSTED' : undefined)
})
