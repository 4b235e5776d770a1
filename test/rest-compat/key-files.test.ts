import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRepositoryWorld, keyed, type RepositoryWorld, refusal } from './repository-world.ts'
import { keyOf, mistakesOf } from './rest.ts'

let world: RepositoryWorld
beforeAll(async () => {
  world = await createRepositoryWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

describe('key files', () => {
  const upload = (id: number, content: string, field = 'keyfile') => {
    const body = new FormData()
    body.set(field, new Blob([content]), 'key')
    return world.rest('POST', `/api/repositories/${id}/keyfile`, { body })
  }

  test('go down and up again, and are tried first', async () => {
    const { id } = (await world.create('keyed', { encryption: 'keyfile', passphrase: 'the passphrase' })).body
      .repository
    const name = world.pathOf('keyed').replaceAll(/[^A-Za-z0-9]/g, '_')
    const key = await world.rest('GET', `/api/repositories/${id}/keyfile`)
    expect(key.text).toMatch(/^BORG_KEY [0-9a-f]{64}\n/)
    expect(key.headers.get('content-disposition')).toBe(`attachment; filename="${name}"`)

    expect((await upload(id, key.text)).body).toEqual({
      success: true,
      message: 'backend.success.repo.keyfileUploaded',
      keyfile_name: name,
    })
    expect(mistakesOf(await upload(id, 'not a key'))).toEqual(['value_error body.keyfile'])
    expect(refusal(await upload(id, ' \n'))).toEqual(keyed(400, 'repo.keyfileEmpty'))
    expect(mistakesOf(await upload(id, key.text, 'file'))).toEqual(['missing body.keyfile'])
    expect((await upload(id, 'x'.repeat(1_100_000))).status).toBe(413)
    expect((await world.list()).find((item: { id: number }) => item.id === id).has_keyfile).toBe(true)

    // With the key and the passphrase the repository opens on another server too.
    await world.rest('DELETE', `/api/repositories/${id}`)
    const again = await world.importIt('keyed', { passphrase: 'the passphrase', keyfile_content: key.text })
    expect(again.body.repository).toMatchObject({ encryption: 'keyfile', archive_count: 0 })
  })

  test('are not for repositories that have none', async () => {
    const { id } = (await world.create('keyless')).body.repository
    expect(refusal(await upload(id, 'BORG_KEY'))).toEqual(
      keyed(400, 'repo.encryptionKeyfileNotRequired', { mode: 'none' }),
    )
    const none = await world.rest('GET', `/api/repositories/${id}/keyfile`)
    expect([none.status, keyOf(none)]).toEqual([404, 'repo.repoHasNoKeyfile'])
    expect((await upload(999, 'BORG_KEY')).status).toBe(404)
  })

  test('exported for a repokey repository are what Borg exports', async () => {
    const file = world.pathOf('exported')
    const made = await world.create('old', { encryption: 'repokey', passphrase: 'right' })
    execFileSync('borg', ['key', 'export', world.pathOf('old'), file], {
      env: { ...process.env, BORG_PASSPHRASE: 'right' },
    })
    const { id } = made.body.repository
    expect((await world.rest('GET', `/api/repositories/${id}/keyfile`)).text).toBe(readFileSync(file, 'utf8'))
  })
})
