import { describe, expect, it } from 'vitest'
import { DomainError } from '../../src/domain/kernel/errors.ts'
import { Mistakes } from '../../src/domain/kernel/mistakes.ts'
import {
  checkPassphrase,
  type RepositorySettings,
  readSettings,
} from '../../src/domain/repositories/repository-input.ts'

const relativeFolder = '/var/lib/vinculum/repositories'

/** What is wrong with some settings, by field; null for nothing. */
function problemsOf(settings: RepositorySettings): Record<string, string> | null {
  try {
    readSettings(settings, relativeFolder)
    return null
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    return error.details.fields!
  }
}

describe('readSettings', () => {
  it('turns settings into columns', () => {
    const settings = {
      name: '  documents ',
      path: ' /srv/backups/../repositories//documents/ ',
      compression: 'auto,zstd,10',
      sourceDirectories: ['/home', '/etc'],
      excludePatterns: ['*.tmp', 'sh:/home/*/.cache'],
      listFiles: 'ALL',
      mode: 'OBSERVE',
      bypassLock: true,
      remotePath: '/opt/borg/bin/borg',
      customFlags: ['--exclude-caches', '--comment', 'two words'],
      preBackupScript: '#!/bin/sh\necho before',
      postBackupScript: '',
      preHookTimeoutSeconds: 1,
      postHookTimeoutSeconds: 86_400,
      continueOnHookFailure: false,
      pool: 'site-2',
    } as const
    expect(readSettings(settings, relativeFolder)).toEqual({
      ...settings,
      name: 'documents',
      path: '/srv/repositories/documents',
      sourceDirectories: '["/home","/etc"]',
      excludePatterns: '["*.tmp","sh:/home/*/.cache"]',
      bypassLock: 1,
      customFlags: '["--exclude-caches","--comment=two words"]',
      postBackupScript: null,
      continueOnHookFailure: 0,
    })
  })

  it('leaves alone what is absent, clears what is null, and keeps the rest on null', () => {
    expect(readSettings({}, relativeFolder)).toEqual({})
    const nothing = {
      name: null,
      path: null,
      remotePath: null,
      preBackupScript: null,
      postBackupScript: '  ',
      customFlags: null,
      compression: null,
    }
    expect(readSettings(nothing, relativeFolder)).toEqual({
      remotePath: null,
      preBackupScript: null,
      postBackupScript: null,
      customFlags: '[]',
    })
  })

  it('reports all mistakes at once', () => {
    const problems = problemsOf({
      name: '',
      path: 'http://example.org/x',
      compression: 'zip',
      sourceDirectories: ['relative'],
      excludePatterns: [''],
      remotePath: 'borg --rsh=evil',
      customFlags: ['--rsh=evil'],
      preBackupScript: 'echo \0',
      postBackupScript: 'x'.repeat(100_001),
      preHookTimeoutSeconds: 0,
      postHookTimeoutSeconds: 86_401,
      pool: 'Two Words',
    })
    expect(Object.keys(problems!).sort()).toEqual([
      'compression',
      'customFlags',
      'excludePatterns',
      'name',
      'path',
      'pool',
      'postBackupScript',
      'postHookTimeoutSeconds',
      'preBackupScript',
      'preHookTimeoutSeconds',
      'remotePath',
      'sourceDirectories',
    ])
    expect(problems!.customFlags).toBe('`--rsh` is not allowed.')
  })

  it.each([
    '/srv/documents',
    'documents',
    'a/b/c',
    'ssh://backup@example.org/srv/documents',
    'ssh://backup@example.org:2222/./documents',
    'ssh://example.org/~/documents',
    'ssh://backup@[2001:db8::1]:22/srv/documents',
    'ssh://backup@192.0.2.1:65535/srv/x',
  ])('accepts the location %s', path => {
    expect(problemsOf({ path })).toBeNull()
  })

  it('keeps relative locations below the folder for them', () => {
    expect(readSettings({ path: 'a/b' }, relativeFolder).path).toBe(`${relativeFolder}/a/b`)
    for (const path of ['..', '../other', 'a/../../other', '.'])
      expect(problemsOf({ path }), path).toEqual({ path: 'Must not leave the folder for relative paths.' })
  })

  it.each([
    '',
    '   ',
    '/srv/x::archive',
    'ssh://backup@example.org/srv/x::archive',
    '/srv/{now}',
    '/srv/x\ny',
    'x\ty',
    'backup@example.org:/srv/x',
    'http://example.org/x',
    'sftp://example.org/x',
    'SSH://example.org/x',
    'ssh://example.org',
    'ssh://-oProxyCommand=evil@example.org/x',
    'ssh://example.org:0/x',
    'ssh://example.org:65536/x',
    'ssh://example.org:22x/x',
    'ssh://exa mple.org/x',
    `/${'x'.repeat(1000)}`,
    'x'.repeat(990),
  ])('refuses the location %j', path => {
    expect(Object.keys(problemsOf({ path })!)).toEqual(['path'])
  })

  it.each(['none', 'lz4', 'zstd', 'zstd,22', 'zlib,0', 'lzma,9', 'auto,lzma,6', 'obfuscate,110,zstd,3'])(
    'accepts the compression %s',
    compression => {
      expect(problemsOf({ compression })).toBeNull()
    },
  )

  it.each([
    '',
    'LZ4',
    'zstd,0',
    'zstd,23',
    'lz4,1',
    'zlib,10',
    'auto',
    'auto,auto,lz4',
    'lz4 --rsh=x',
    'zstd,3\n',
  ])('refuses the compression %j', compression => {
    expect(problemsOf({ compression })).toHaveProperty('compression')
  })

  it.each([
    [{ name: 'x'.repeat(201) }, 'name'],
    [{ name: 'two\nlines' }, 'name'],
    [{ sourceDirectories: Array(1001).fill('/x') }, 'sourceDirectories'],
    [{ sourceDirectories: ['/x\0'] }, 'sourceDirectories'],
    [{ excludePatterns: ['x'.repeat(4097)] }, 'excludePatterns'],
    [{ remotePath: '/x'.repeat(128) }, 'remotePath'],
    [{ remotePath: '$(id)' }, 'remotePath'],
    [{ remotePath: '-F/tmp/config' }, 'remotePath'],
    [{ path: 'ssh://-l@example.org/x' }, 'path'],
    [{ path: 'ssh://backup@-oProxyCommand=x/x' }, 'path'],
    [{ sourceDirectories: ['-x'] }, 'sourceDirectories'],
    [{ sourceDirectories: [`/srv/${'x'.repeat(256)}`] }, 'sourceDirectories'],
    [{ sourceDirectories: Array(1000).fill(`/srv${'/x'.repeat(400)}`) }, 'sourceDirectories'],
    [{ path: `/srv/${'ä'.repeat(128)}` }, 'path'],
    [{ excludePatterns: ['*.tmp', '--'] }, 'excludePatterns'],
    [{ excludePatterns: ['xx:foo'] }, 'excludePatterns'],
    [{ excludePatterns: ['sh:[z-a]'] }, 'excludePatterns'],
    [{ excludePatterns: Array(1000).fill('x'.repeat(600)) }, 'excludePatterns'],
    [{ compression: 'obfuscate,999,lz4' }, 'compression'],
    [{ customFlags: ['--chunker-params=99,99,99,4095'] }, 'customFlags'],
    [{ preHookTimeoutSeconds: 1.5 }, 'preHookTimeoutSeconds'],
    [{ pool: '-x' }, 'pool'],
  ])('refuses %j', (settings, field) => {
    expect(Object.keys(problemsOf(settings)!)).toEqual([field])
  })
})

describe('checkPassphrase', () => {
  it.each([
    ['NONE', null, null],
    ['NONE', 'something', 'A repository without encryption has none.'],
    ['REPOKEY', null, 'Is needed for encryption mode REPOKEY.'],
    ['KEYFILE_BLAKE2', '', 'Is needed for encryption mode KEYFILE_BLAKE2.'],
    ['AUTHENTICATED', 'a good one, with ünicode', null],
    ['REPOKEY', 'two\nlines', 'Must be a single line.'],
    ['REPOKEY', 'ends in a newline\n', 'Must be a single line.'],
  ] as const)('%s with %j', (mode, passphrase, problem) => {
    const mistakes = new Mistakes()
    checkPassphrase(mistakes, mode, passphrase)
    if (problem === null) mistakes.throwIfAny()
    else expect(() => mistakes.throwIfAny()).toThrow(`passphrase: ${problem}`)
  })
})
