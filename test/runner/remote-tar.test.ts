import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { probeCommand, readProbe, receiveCommand } from '../../src/runner/restores/remote-tar.ts'
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
    for (const name of ['', 'new', 'new/and deeper', ...hostileNames])
      expect(probe(at(name)), name).toBe('ready')
    expect(probe('/')).toBe('ready')
    expect(probe(at('file'))).toBe('no-folder')
    expect(probe(at('file/below'))).toBe('no-folder')
    expect(probe(at('dangling/below'))).toBe('no-folder')
    // For root every folder is open.
    const nobody = process.getuid!() === 0 ? { uid: 65_534, gid: 65_534 } : {}
    expect(probe(at('closed/below'), nobody)).toBe('not-writable')
    expect(probe(at('new'), { env: { PATH: at('bin') } })).toBe('no-tar')
    expect(existsSync(at('new'))).toBe(false)
  })

  it('is heard through what a login shell prints, and through nothing else', () => {
    expect(readProbe('Welcome!\nvinculum:ready\n')).toBe('ready')
    expect(readProbe('')).toBeNull()
    expect(readProbe('sh: vinculum:ready\n')).toBeNull()
    expect(readProbe('vinculum:ready and more\n')).toBeNull()
  })
})
