import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { clientOf, makeKey, threeKeys } from '../rest-compat/borgwarehouse/client.ts'
import { startTestServer } from '../support/server.ts'
import { makeFolder } from '../support/trees.ts'

it('what cannot be deleted now stays as it is, and can be deleted later', async () => {
  using folder = makeFolder()
  const [disk, keyFile] = [join(folder.path, 'disk'), join(folder.path, 'ssh/authorized_keys')]
  mkdirSync(disk)
  await using server = await startTestServer({
    env: {
      HOSTED_REPOSITORIES_DIR: join(folder.path, 'repos'),
      STORAGE_TARGETS: disk,
      AUTHORIZED_KEYS_FILE: keyFile,
    },
  })
  const send = clientOf(server, await makeKey(server, 'CREATE', 'READ', 'DELETE'))
  const { json } = await send('POST', '/api/v1/repositories', { json: threeKeys({ storageTarget: disk }) })
  const path = `/api/v1/repositories/${json.repositoryName}`
  const files = join(disk, json.repositoryName)
  writeFileSync(join(files, 'data'), 'x')
  const expectUntouched = async () => {
    expect((await send('GET', path)).status).toBe(200)
    expect(readFileSync(keyFile, 'utf8')).toContain(json.repositoryName)
    expect(existsSync(join(files, 'data'))).toBe(true)
  }

  renameSync(disk, `${disk}-unplugged`)
  const refused = await send('DELETE', path)
  expect(refused.status).toBe(500)
  expect(refused.json.message).toMatchObject({ code: 7, cmd: 'deleteRepo.sh' })
  // An empty mount point is no better.
  mkdirSync(disk)
  expect((await send('DELETE', path)).status).toBe(500)
  rmSync(disk, { recursive: true })
  renameSync(`${disk}-unplugged`, disk)
  await expectUntouched()

  renameSync(keyFile, `${keyFile}-aside`)
  mkdirSync(keyFile)
  expect((await send('DELETE', path)).status).toBe(500)
  expect((await send('DELETE', `/api/repo/id/${json.id}/delete`)).status).toBe(500)
  rmSync(keyFile, { recursive: true })
  renameSync(`${keyFile}-aside`, keyFile)
  await expectUntouched()

  expect((await send('DELETE', path)).status).toBe(200)
  expect(existsSync(files)).toBe(false)
  expect(readFileSync(keyFile, 'utf8')).not.toContain(json.repositoryName)
})
