import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startTestServer } from '../support/server.ts'
import { makeFolder } from '../support/trees.ts'

it('refuses a second process on the same data directory, in words', async () => {
  using folder = makeFolder()
  await using server = await startTestServer({ dataDir: folder.path })
  await expect(startTestServer({ dataDir: folder.path })).rejects.toThrow(
    /ended with code 1[\s\S]*Another Vinculum process uses the data directory/,
  )
  expect((await server.graphql('{ viewer { username } }')).data).toEqual({ viewer: { username: 'admin' } })
})

it('is free again the moment its process is killed', async () => {
  using folder = makeFolder()
  const first = await startTestServer({ dataDir: folder.path })
  const token = await first.token()
  await first.kill()
  await using second = await startTestServer({ dataDir: folder.path })
  // Keys are kept: what was signed before is good after.
  expect((await second.graphql('{ viewer { username } }', {}, token)).data).toEqual({
    viewer: { username: 'admin' },
  })
})

it('keeps its keys and the generated password to its owner', async () => {
  using folder = makeFolder()
  await using server = await startTestServer({ dataDir: folder.path, env: { INITIAL_ADMIN_PASSWORD: '' } })
  const password = /Sign in +admin \/ (\S+)/.exec(server.output())?.[1]
  expect(password).toMatch(/^[\w-]{24}$/)
  expect(await server.token('admin', password)).toBeTruthy()
  for (const file of ['secret.key', 'host-id', 'initial-admin-password'])
    expect(statSync(join(folder.path, file)).mode & 0o777).toBe(0o600)
  expect(statSync(folder.path).mode & 0o077).toBe(0)
})
