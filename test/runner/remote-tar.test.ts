import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  linksCommand,
  probeCommand,
  readLinks,
  readProbe,
  receiveCommand,
} from '../../src/runner/restores/remote-tar.ts'
import { makeFolder } from '../support/trees.ts'

/** As sshd has a login shell run it. */
const inShell = (command: string, options: object = {}) =>
  execFileSync('sh', ['-c', command], { encoding: 'utf8', stdio: 'pipe', ...options })

const hostileNames = [
  '-C x',
  'a \'b\' "c"',
  '$(touch touched) `touch touched`; touch touched',
  '\\',
  '{a,b}*?[c]',
  '%h ü',
]

describe('what receives files on another machine', () => {
  it('unpacks into the folder that is meant, whatever its name', () => {
    using folder = makeFolder()
    writeFileSync(join(folder.path, 'file'), 'content')
    const input = execFileSync('tar', ['-C', folder.path, '-cf', '-', 'file'])
    for (const name of hostileNames) {
      const destination = join(folder.path, name, 'deeper')
      expect(inShell(receiveCommand(destination), { input, cwd: folder.path })).toBe('')
      expect(readFileSync(join(destination, 'file'), 'utf8')).toBe('content')
    }
    expect(existsSync(join(folder.path, 'touched'))).toBe(false)
  })

  it('says beforehand whether it can, and writes nothing', () => {
    using folder = makeFolder()
    const at = (name: string) => join(folder.path, name)
    writeFileSync(at('file'), '')
    symlinkSync('nowhere', at('dangling'))
    mkdirSync(at('bin'))
    symlinkSync('/bin/sh', at('bin/sh'))
    mkdirSync(at('closed'), { mode: 0o555 })
    chmodSync(folder.path, 0o755)
    const probe = (path: string, options?: object) => readProbe(inShell(probeCommand(path), options))
    symlinkSync(at('bin'), at('link'))
    for (const name of ['', 'new', 'new/and deeper', ...hostileNames])
      expect(probe(at(name)), name).toEqual({ real: join(folder.path, name) })
    expect(probe('/')).toEqual({ real: '/' })
    expect(probe('/new')).toEqual({ real: '/new' })
    expect(probe(at('link'))).toEqual({ real: at('bin') })
    expect(probe(at('link/new/$(id)'))).toEqual({ real: at('bin/new/$(id)') })
    expect(probe(at('file'))).toEqual({ obstacle: 'no-folder' })
    expect(probe(at('file/below'))).toEqual({ obstacle: 'no-folder' })
    expect(probe(at('dangling/below'))).toEqual({ obstacle: 'no-folder' })
    // For root every folder is open.
    const nobody = process.getuid!() === 0 ? { uid: 65_534, gid: 65_534 } : {}
    expect(probe(at('closed/below'), nobody)).toEqual({ obstacle: 'not-writable' })
    expect(probe(at('new'), { env: { PATH: at('bin') } })).toEqual({ obstacle: 'no-tar' })
    expect(existsSync(at('new'))).toBe(false)
  })

  it('is heard through what a login shell prints, and through nothing else', () => {
    expect(readProbe('Welcome!\nvinculum:ready:/srv/a\nb/\n')).toEqual({ real: '/srv/a\nb' })
    expect(readProbe('vinculum:ready:/srv/\ufffd\n')).toEqual({ obstacle: 'not-utf-8' })
    for (const other of ['', 'sh: vinculum:ready:/\n', 'vinculum:ready:x\n', 'vinculum:no-tar yet\n'])
      expect(readProbe(other)).toBeNull()
  })

  it('names the links that are there', () => {
    using folder = makeFolder()
    const at = (name: string) => join(folder.path, name)
    mkdirSync(at('a/new\nline'), { recursive: true })
    symlinkSync('/etc', at('a/new\nline/etc'))
    symlinkSync('nowhere', at('$(id)'))
    symlinkSync(at('a'), at('a/itself'))
    const links = (path: string) => readLinks(inShell(linksCommand(path)))?.toSorted()
    expect(links(folder.path)).toEqual(['$(id)', 'a/itself', 'a/new\nline/etc'])
    expect(links(at('not there'))).toEqual([])
    symlinkSync('x', Buffer.concat([Buffer.from(at('/')), Buffer.of(0xff)]))
    expect(links(folder.path)).toBeUndefined()
  })
})
