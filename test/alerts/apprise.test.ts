import { spawnSync } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createAlertSender } from '../../src/alerts/alert-sender.ts'
import { hosted, newsOf } from '../support/alerts.ts'
import { startReceiver } from '../support/receiver.ts'
import { makeFolder } from '../support/trees.ts'

const news = newsOf('STALE', hosted("it's; $(touch /tmp/owned) `x`"))

const send = (apprisePath: string, services: string[]) =>
  createAlertSender({ mail: null, apprisePath, allowPrivate: false, legacySecretHeader: false }).send(
    { channel: 'APPRISE', mode: 'PACKAGE', services },
    news,
  )

/** `npm run setup` installs it where it can. */
const hasApprise = spawnSync('apprise', ['--version']).status === 0

/** Folders with services of users that were left behind. */
const left = () => readdirSync(tmpdir()).filter(name => name.startsWith('vinculum-apprise-'))

it.skipIf(!hasApprise)('reaches a service by the real program, whatever is in an alias', async () => {
  await using receiver = await startReceiver()
  await send('apprise', [receiver.url.replace('http', 'json')])
  expect(JSON.parse(receiver.received[0]!.body)).toMatchObject({
    title: 'Down status alert !',
    message: expect.stringContaining("it's; $(touch /tmp/owned) `x`"),
  })
  expect(left()).toEqual([])
})

it.skipIf(!hasApprise)('says that a service refused', async () => {
  await using receiver = await startReceiver(response => response.writeHead(500).end())
  await expect(send('apprise', [receiver.url.replace('http', 'json')])).rejects.toMatchObject({
    reason: 'APPRISE_FAILED',
    isFinal: false,
  })
  expect(left()).toEqual([])
})

it('says that the program is not there', async () => {
  await expect(send('/nowhere/apprise', ['json://x'])).rejects.toMatchObject({
    reason: 'APPRISE_NOT_INSTALLED',
  })
})

it('shows services neither in arguments nor in errors', async () => {
  using folder = makeFolder()
  const program = join(folder.path, 'apprise')
  writeFileSync(program, `#!/bin/sh\necho "$@" > ${folder.path}/arguments\ncat "$2" >&2\nexit 3\n`)
  chmodSync(program, 0o755)
  const failure = (await send(program, ['mailto://we:hush@example.org']).catch(error => error)) as Error
  expect(failure.message).toBe('Apprise ended with exit code 3; one of the services may have refused.')
  expect(readFileSync(join(folder.path, 'arguments'), 'utf8')).not.toContain('hush')
})
