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

  it.each(['::other', 'word', '--one-file-system=1', '--exclude', '--umask=evil', '--comment={now}'])(
    'refuses %s',
    flag => {
      expect(() => readCustomFlags([flag])).toThrow('customFlags')
    },
  )
})
