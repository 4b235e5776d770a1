import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { mutate } from '../http/mutate.ts'
import { expectData, waitForJob } from '../support/api.ts'
import { startTestServer } from '../support/server.ts'
import { makeClient } from '../support/ssh-client.ts'
import { startSshd } from '../support/sshd.ts'
import { makeFolder, makeTree } from '../support/trees.ts'

const root = join(import.meta.dirname, '../..')
const read = (name: string) => readFileSync(join(root, name), 'utf8')
const isRoot = process.getuid?.() === 0

describe('what is packaged', () => {
  it('never runs as root', () => {
    expect(read('packaging/vinculum.service')).toMatch(/^User=vinculum$/m)
    const users = [...read('Dockerfile').matchAll(/^USER (.+)$/gm)].map(([, user]) => user)
    expect(users.at(-1)).toBe('node')
    for (const file of ['compose.yaml', 'compose.single.yaml']) {
      const { services } = parse(read(file), { merge: true }) as {
        services: Record<string, { build?: string; user?: string; privileged?: boolean }>
      }
      for (const service of Object.values(services).filter(({ build }) => build === '.'))
        expect([service.user, service.privileged]).toEqual([undefined, undefined])
    }
  })
})

/** The account of the unit, made by its own instructions under another name. */
function makeAccount(home: string) {
  const name = `vinculum-${process.pid}-${Date.now().toString(36)}`
  const lines = [...read('packaging/vinculum.service').matchAll(/^# {3}((?:useradd|usermod) .+)$/gm)]
  expect(lines.map(([, line]) => line!.split(' ')[0])).toEqual(['useradd', 'usermod'])
  for (const [, line] of lines)
    execFileSync('sh', ['-c', line!.replaceAll('/var/lib/vinculum', home).replace(/vinculum$/, name)])
  return {
    name,
    uid: Number(execFileSync('id', ['-u', name], { encoding: 'utf8' })),
    [Symbol.dispose]: () => void execFileSync('userdel', [name], { stdio: 'ignore' }),
  }
}

describe.runIf(isRoot)('RUN_AS', () => {
  it('gives the server to the account of the unit, which backs up what others own and hosts repositories', async () => {
    using folder = makeFolder()
    execFileSync('chmod', ['755', folder.path])
    using account = makeAccount(folder.path)
    const dataDir = join(folder.path, 'data')
    const authorizedKeysFile = join(dataDir, 'ssh/authorized_keys')
    const source = makeTree(join(folder.path, 'source'), { files: 5, bytes: 1000 })
    execFileSync('chmod', ['-R', 'go=', source])
    await using server = await startTestServer({ dataDir, env: { RUN_AS: account.name } })
    const ids = readFileSync(`/proc/${server.pid}/status`, 'utf8').match(/^Uid:.*$/m)![0]
    expect(ids.split('\t').slice(1)).toEqual(Array(4).fill(`${account.uid}`))
    expect(server.output()).not.toContain('as root')
    for (const file of [dataDir, join(dataDir, 'secret.key')]) expect(statSync(file).uid).toBe(account.uid)

    const input = {
      name: 'a',
      path: join(dataDir, 'repositories/a'),
      encryption: 'NONE',
      sourceDirectories: [source],
    }
    const { repository } = await mutate(server, 'createRepository', input, 'repository { id }')
    const { job } = await mutate(server, 'startBackup', { repositoryId: repository.id }, 'job { id }')
    expect(await waitForJob(server, job.id)).toMatchObject({ status: 'COMPLETED' })

    await using sshd = await startSshd(folder.path, { authorizedKeysFile, configuration: 'StrictModes yes' })
    const client = makeClient(folder.path, { ...sshd, username: account.name })
    const hosted = { alias: 'a', sshPublicKey: client.publicKey, quota: 1e9 }
    const made = await mutate(server, 'createHostedRepository', hosted, 'repository { id name }')
    const { name } = made.repository
    expect(await client.borg(name, 'init', '-e', 'repokey-blake2', 'REPO')).toMatchObject({ code: 0 })
    expect(await client.borg(name, 'create', 'REPO::first', source)).toMatchObject({ code: 0 })
    const shell = await client.ssh(`${account.name}@127.0.0.1`, 'id')
    expect(shell.stdout).not.toContain('uid=')
    expectData(await server.graphql('{ server { version } }'))
  })

  it('is refused for root itself and for users that are not there, and says what it is without', async () => {
    const start = (runAs: string) => startTestServer({ env: { RUN_AS: runAs } })
    await expect(start('root')).rejects.toThrow('RUN_AS must be a user without the rights of root')
    await expect(start('no-such-user')).rejects.toThrow('RUN_AS names a user that is not there')
    await using server = await startTestServer()
    expect(server.output()).toContain('This runs as root')
  })
})
