import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mutate } from '../http/mutate.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeClient } from '../support/ssh-client.ts'
import { startSshd, type TestSshd } from '../support/sshd.ts'
import { makeFolder } from '../support/trees.ts'

// sshd demands that root owns the command and every folder above it.
const isRoot = process.getuid?.() === 0

describe.runIf(isRoot)('AuthorizedKeysCommand', () => {
  let folder: ReturnType<typeof makeFolder>
  let bin: string
  let server: TestServer
  let sshd: TestSshd
  beforeAll(async () => {
    folder = makeFolder()
    bin = `/usr/local/libexec/vinculum-test-${process.pid}`
    mkdirSync(bin, { recursive: true })
    server = await startTestServer({
      env: { HOSTED_REPOSITORIES_DIR: join(folder.path, 'repos'), AUTHORIZED_KEYS_FILE: 'none' },
    })
    const { secret } = await mutate(server, 'createApiKey', { name: 'sshd', permissions: ['READ'] }, 'secret')
    writeFileSync(join(bin, 'key'), secret, { mode: 0o600 })
    copyFileSync(join(import.meta.dirname, '../../bin/authorized-keys.mjs'), join(bin, 'command.mjs'))
    writeFileSync(
      join(bin, 'command'),
      `#!/bin/sh\nexec ${process.execPath} ${bin}/command.mjs ${server.url} ${bin}/key "$@"\n`,
    )
    chmodSync(join(bin, 'command'), 0o755)
    sshd = await startSshd(folder.path, {
      authorizedKeysFile: 'none',
      configuration: `AuthorizedKeysCommand ${bin}/command %t %k\nAuthorizedKeysCommandUser root\n`,
    })
  })
  afterAll(async () => {
    await sshd?.[Symbol.asyncDispose]()
    await server?.[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
    rmSync(bin, { recursive: true, force: true })
  })

  it('lets clients in without a file, and nobody else', async () => {
    const client = makeClient(folder.path, sshd, 'known')
    const input = { alias: 'a', sshPublicKey: client.publicKey, quota: 1e9 }
    const { repository } = await mutate(server, 'createHostedRepository', input, 'repository { id name }')
    expect(existsSync(join(server.dataDir, 'ssh'))).toBe(false)
    expect(await client.borg(repository.name, 'init', '-e', 'none', 'REPO')).toMatchObject({ code: 0 })
    expect((await client.ssh(`${sshd.username}@127.0.0.1`, 'id')).stdout).not.toContain('uid=')

    const stranger = makeClient(folder.path, sshd, 'stranger')
    const refused = await stranger.ssh(`${sshd.username}@127.0.0.1`, 'id')
    expect(refused).toMatchObject({ code: 255, stderr: expect.stringContaining('Permission denied') })

    await mutate(server, 'setHostedRepositoryArchived', { repositoryId: repository.id, archived: true })
    expect((await client.ssh(`${sshd.username}@127.0.0.1`)).stderr).toContain('Permission denied')
  })
})
