import { existsSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { makePlace } from '../fixtures/journeys.ts'
import { until } from '../fixtures/processes.ts'
import { createRepository } from '../support/api.ts'
import { startTestServer } from '../support/server.ts'

it('gives a name free again that a killed server had only reserved', async () => {
  await using place = makePlace()
  const borg = place.at('borg')
  const started = place.at('started')
  // An `init` that does not end before its server does.
  const script = `#!/bin/sh\n[ "$1" = --version ] && exec echo borg 1.2.4\n: >'${started}'; exec sleep 600\n`
  writeFileSync(borg, script, { mode: 0o755 })
  const first = await startTestServer({ env: { BORG_PATH: borg } })
  const input = { name: 'wanted', path: place.at('repository'), sourceDirectories: ['/'] }
  const unanswered = createRepository(first, input).catch(() => null)
  await until(() => existsSync(started), 'init runs')
  await using second = await first.restart({ BORG_PATH: 'borg' })
  await unanswered
  expect(await createRepository(second, input)).toBeTruthy()
})
