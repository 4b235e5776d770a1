import { describe, expect, it } from 'vitest'
import { readCustomFlags } from '../../src/domain/repositories/custom-flags.ts'

describe('readCustomFlags', () => {
  it('gives every option its value in one word', () => {
    expect(
      readCustomFlags(['-x', '--exclude-if-present', '.nobackup', '-e', '-y', '--comment=a = b']),
    ).toEqual(['-x', '--exclude-if-present=.nobackup', '--exclude=-y', '--comment=a = b'])
  })

  it('drops what is always on', () => {
    expect(readCustomFlags(['--stats', '--list'])).toEqual([])
  })

  it.each([
    '--rsh=sh',
    '--rs=sh',
    '--remote-path=/tmp/x',
    '--repo=/x',
    '--paths-from-command',
    '--paths-from-stdin',
    '--content-from-command',
    '--debug',
    '--debug-topic=x',
    '--debug-profile=/etc/x',
    '--lock-wait=0',
    '--json',
    '--log-json',
    '--dry-run',
    '-n',
    '--force',
    '--filter=A',
    '--patterns-from=x',
    '--pattern=R /etc',
    '--exclude-from=/etc/shadow',
    '--stdin-name=x',
    '--bypass-lock',
    '--',
  ])('refuses %s by name', flag => {
    expect(() => readCustomFlags([flag])).toThrow(flag.split('=')[0])
  })

  it.each([
    ['--comment=a', '--comment=b'],
    ['--exclude=--'],
    ['-e', 'xx:foo'],
    ['--comment=--'],
    ['--chunker-params=99,99,99,4095'],
    ['--files-cache=size'],
    ['--timestamp=2026-02-30T00:00'],
    Array(200).fill(`--exclude=${'x'.repeat(4000)}`),
  ])('refuses %s %s, which Borg would refuse each time', (...flags) => {
    expect(() => readCustomFlags(flags)).toThrow('customFlags')
  })

  it.each(['::other', 'word', '--one-file-system=1', '--exclude', '--umask=evil', '--comment={now}'])(
    'refuses %s',
    flag => {
      expect(() => readCustomFlags([flag])).toThrow('customFlags')
    },
  )
})
