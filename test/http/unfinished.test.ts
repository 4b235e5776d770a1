import { existsSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { longestSilence } from '../../src/domain/repositories/reservations.ts'
import { makePlace } from '../fixtures/journeys.ts'
import { until } from '../fixtures/processes.ts'
import { createRepository } from '../support/api.ts'
import { databaseKind, openTables } from '../support/database.ts'
import { startTestServer } from '../support/server.ts'

it('keeps a name while somebody works on it, and gives it free again when its server was killed', async () => {
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
  {
    await using tables = await openTables(first.dataDir)
    const renewedAt = async () =>
      (await tables.db.selectFrom('repository').select('updatedAt').executeTakeFirstOrThrow()).updatedAt
    const before = await renewedAt()
    await until(async () => (await renewedAt()) > before, 'the reservation is renewed')
    await first.kill()
    // Others may live on this database: only its silence tells that the server is gone.
    if (databaseKind === 'PostgreSQL')
      await tables.db
        .updateTable('repository')
        .set({ updatedAt: Date.now() - longestSilence })
        .execute()
  }
  await using second = await first.restart({ BORG_PATH: 'borg' })
  await unanswered
  expect(await createRepository(second, input)).toBeTruthy()
})
