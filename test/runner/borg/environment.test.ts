import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import {
  baseEnvironment,
  type EnvironmentSettings,
  isRemoteLocation,
} from '../../../src/runner/borg/environment.ts'

const settings: EnvironmentSettings = {
  stateDirectory: '/state/1',
  hostId: 'server-a',
  location: '/srv/repos/a',
  hasPassphrase: true,
}
const ssh = {
  keyFiles: ['/keys/my key', "/keys/it's"],
  knownHostsFile: '/keys/known hosts',
  logFile: '/job/ssh.log',
}

describe('baseEnvironment', () => {
  it('is built from nothing', () => {
    expect(baseEnvironment(settings)).toEqual({
      PATH: '/usr/bin:/bin',
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      BORG_BASE_DIR: '/state/1',
      BORG_HOST_ID: 'server-a',
      BORG_EXIT_CODES: 'modern',
      BORG_DISPLAY_PASSPHRASE: 'no',
      BORG_RELOCATED_REPO_ACCESS_IS_OK: 'no',
      BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'no',
      BORG_REPO: '/srv/repos/a',
      BORG_PASSPHRASE_FD: '3',
    })
  })

  it('takes what the caller decided', () => {
    const more = {
      hasPassphrase: false,
      keyFile: '/k',
      allowRelocated: true,
      allowUnknownUnencrypted: true,
      path: '/b',
    }
    const environment = baseEnvironment({ ...settings, ...more })
    expect(environment).toMatchObject({
      BORG_KEY_FILE: '/k',
      PATH: '/b',
      BORG_RELOCATED_REPO_ACCESS_IS_OK: 'yes',
      BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
    })
    expect(environment).not.toHaveProperty('BORG_PASSPHRASE_FD')
  })

  it('quotes the ssh command, so that a shell splits it into the words we meant', () => {
    const { BORG_RSH } = baseEnvironment({ ...settings, location: 'ssh://u@h/x', ssh })
    const words = execFileSync('sh', ['-c', `printf '%s\\n' ${BORG_RSH}`], { encoding: 'utf8' })
      .trim()
      .split('\n')
    expect(words).toEqual([
      ...['ssh', '-F', '/dev/null', '-i', '/keys/my key', '-i', "/keys/it's", '-o', 'IdentitiesOnly=yes'],
      ...[
        '-o',
        'BatchMode=yes',
        '-o',
        'StrictHostKeyChecking=yes',
        '-o',
        'UserKnownHostsFile="/keys/known hosts"',
      ],
      ...['-o', 'GlobalKnownHostsFile=/dev/null', '-o', 'ConnectTimeout=10', '-o', 'ServerAliveInterval=10'],
      ...['-o', 'ServerAliveCountMax=3', '-E', '/job/ssh.log'],
    ])
  })

  it('names the Borg of the other side, for every command alike', () => {
    const at = (remotePath?: string) =>
      baseEnvironment({ ...settings, location: 'ssh://u@h/x', ssh: { ...ssh, remotePath } })
    expect(at('/opt/borg').BORG_REMOTE_PATH).toBe('/opt/borg')
    expect(at()).not.toHaveProperty('BORG_REMOTE_PATH')
  })

  it('refuses what ssh would not take literally, and a remote location without settings', () => {
    for (const knownHostsFile of ['relative', '/a"b', '/%h', '/$' + '{HOME}', '/a\nb'])
      expect(() => baseEnvironment({ ...settings, ssh: { ...ssh, knownHostsFile } })).toThrow('path for ssh')
    expect(() => baseEnvironment({ ...settings, location: 'ssh://u@h/x' })).toThrow('SSH settings')
    expect(() => baseEnvironment({ ...settings, location: '/srv/{hostname}' })).toThrow('braces')
  })
})

describe('isRemoteLocation', () => {
  it('knows both ways to write one', () => {
    expect(['ssh://h/x', 'u@h:x', 'h:/x', 'file:///x', '/a:b', './a:b'].map(isRemoteLocation)).toEqual([
      ...[true, true, true, false, false, false],
    ])
  })
})
