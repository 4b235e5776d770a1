import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startDetached } from '../../src/runner/processes/process.ts'
import { currentBoot, isAlive } from '../../src/runner/processes/process-identity.ts'
import {
  claimAsNeverStarted,
  makeSpool,
  readExitCode,
  readStarted,
  removeSecrets,
  type Spool,
  spoolOf,
  wrapperArguments,
} from '../../src/runner/processes/spool.ts'
import { isRunning, processes, until } from '../fixtures/processes.ts'
import { makeFolder } from '../support/trees.ts'

let folder: ReturnType<typeof makeFolder>
let spool: Spool
beforeEach(() => {
  folder = makeFolder()
  spool = spoolOf(folder.path, 7, 'borg.1')
  makeSpool(spool)
})
afterEach(() => {
  // Only when a test failed half-way.
  const left = readStarted(spool)
  if (left && isAlive(left.process)) process.kill(-left.group, 'SIGKILL')
  folder[Symbol.dispose]()
})

const env = { PATH: '/usr/bin:/bin' }
const shell = (script: string) => ({ file: '/bin/sh', args: ['-c', script], env })
const ended = () => until(() => readExitCode(spool) !== null, 'there is an exit code')
const started = () => until(() => readStarted(spool), 'the process has said who it is')
const text = (name: string) => readFileSync(join(spool.folder, name), 'utf8')

describe('a detached process', () => {
  it('leaves output, identity and exit code behind, readable by its user only', async () => {
    startDetached(shell('echo out; echo err >&2; cat <&3; exit 7'), spool)
    await ended()
    expect(readExitCode(spool)).toBe(7)
    expect([text('out'), text('err')]).toEqual(['out\n', 'err\n'])
    expect(readStarted(spool)!.process.boot).toBe(currentBoot())
    expect(isAlive(readStarted(spool)!.process)).toBe(false)
    for (const file of [spool.out, spool.err]) expect(statSync(file).mode & 0o077).toBe(0)
    expect(statSync(spool.folder).mode & 0o077).toBe(0)
  })

  it('is the one that the spool names, in a session of its own with its wrapper', async () => {
    startDetached(shell('echo $$; read -r _ <&3; exec sleep 60'), spool)
    const { process: process_, group } = await started()
    try {
      expect(isAlive(process_)).toBe(true)
      await until(() => text('out') !== '', 'it has said its pid')
      expect(text('out')).toBe(`${process_.pid}\n`)
      const members = processes().filter(({ group: of }) => of === group)
      expect(members.map(({ pid }) => pid).sort()).toEqual([group, process_.pid].sort())
      expect(readFileSync(`/proc/${group}/stat`, 'utf8').split(' ')[5]).toBe(String(group))
    } finally {
      process.kill(process_.pid, 'SIGTERM')
    }
    await ended()
    expect(readExitCode(spool)).toBe(143)
    expect(text('err')).toBe('')
  })

  it('gets the signals itself, which its wrapper survives', async () => {
    startDetached(shell(`trap 'exit 3' TERM; while :; do sleep 0.05; done`), spool)
    const { process: process_, group } = await started()
    await until(
      () => processes().some(({ command }) => command.startsWith('sleep\x000.05')),
      'its trap is set',
    )
    process.kill(-group, 'SIGTERM')
    await ended()
    expect(readExitCode(spool)).toBe(3)
    expect(isAlive(process_)).toBe(false)
  })

  it('has nobody to tell its exit code when its group is killed', async () => {
    startDetached(shell('sleep 60; :'), spool)
    const { process: process_, group } = await started()
    process.kill(-group, 'SIGKILL')
    await until(() => !isAlive(process_), 'it is gone')
    await until(() => !processes().some(({ group: of }) => of === group), 'its group is gone')
    expect(readExitCode(spool)).toBeNull()
  })

  it('reads its passphrase to the end, and nobody else has it', async () => {
    startDetached({ ...shell('cat <&3; echo .'), passphrase: 'secret ü' }, spool)
    await ended()
    expect(text('out')).toBe('secret ü.\n')
    for (const file of ['err', 'process', 'exit']) expect(text(file)).not.toContain('secret')
  })

  it('prints both streams into one file when it is told to', async () => {
    startDetached(shell('for i in 1 2 3; do echo $i; echo -$i >&2; done'), spool, true)
    await ended()
    expect([text('out'), text('err')]).toEqual(['', '1\n-1\n2\n-2\n3\n-3\n'])
  })

  it('has an exit code also when there is no such program', async () => {
    startDetached({ file: '/nowhere/borg', args: [], env }, spool)
    await ended()
    expect(readExitCode(spool)).toBe(127)
    expect(text('err')).toContain('not found')
  })

  it('never runs when it comes after somebody decided that it never will', async () => {
    expect(claimAsNeverStarted(spool)).toBe(true)
    startDetached(shell('echo ran'), spool)
    await ended()
    expect(readExitCode(spool)).toBe(125)
    expect(text('out')).toBe('')
  })

  it('cannot be claimed as never started once it runs', async () => {
    startDetached(shell('sleep 60'), spool)
    await until(() => existsSync(join(spool.folder, 'claimed')), 'it has claimed its spool')
    const { group } = await started()
    expect(claimAsNeverStarted(spool)).toBe(false)
    process.kill(-group, 'SIGKILL')
    await until(() => !processes().some(({ group: of }) => of === group), 'its group is gone')
  })
})

describe('the wrapper', () => {
  /** As a child of this test, to wait for it. */
  const wrap = (script: string): ChildProcess =>
    spawn('sh', [...wrapperArguments(spool, spool.out, 'boot'), '/bin/sh', '-c', script], {
      env,
      stdio: ['ignore', 'ignore', 'ignore', 'ignore'],
    })

  it('starts nothing that it could not record', async () => {
    mkdirSync(join(spool.folder, 'process.tmp'))
    await once(wrap('echo ran'), 'exit')
    expect(text('out')).toBe('')
    expect(readStarted(spool)).toBeNull()
    expect(readExitCode(spool)).toBe(125)
  })

  it('starts nothing when there is no room for an exit code', async () => {
    mkdirSync(join(spool.folder, 'exit.tmp'))
    const [code] = await once(wrap('echo ran'), 'exit')
    expect(code).toBe(125)
    expect(text('out')).toBe('')
    expect(claimAsNeverStarted(spool)).toBe(true)
  })

  it('has taken the room for the exit code before it is needed', async () => {
    const child = wrap(`cp '${spool.folder}/exit.tmp' '${spool.folder}/before'; exit 143`)
    await once(child, 'exit')
    expect(text('before')).toMatch(/^ {4}\n$/)
    expect(text('exit')).toBe('143 \n')
    expect(isRunning(child.pid!)).toBe(false)
  })
})

describe('a spool after a power cut', () => {
  it.each(['', '    \n', '\0\0\0\0', '14', 'x\n'])('has no exit code in %j', content => {
    writeFileSync(join(spool.folder, 'exit'), content)
    expect(readExitCode(spool)).toBeNull()
  })

  it.each(['', '12 \n', '12 34 boot\n', '\0\0\0'])('names no process in %j', content => {
    writeFileSync(join(spool.folder, 'process'), content)
    expect(readStarted(spool)).toBeNull()
  })

  it.each([
    ['0   \n', 0],
    ['143 \n', 143],
    ['2\n', 2],
  ])('has the exit code in %j', (content, code) => {
    writeFileSync(join(spool.folder, 'exit'), content)
    expect(readExitCode(spool)).toBe(code)
  })
})

it('forgets the key file and nothing else', async () => {
  writeFileSync(spool.keyFile, 'key')
  chmodSync(spool.keyFile, 0o600)
  await removeSecrets(spool)
  await removeSecrets(spool)
  expect(existsSync(spool.keyFile)).toBe(false)
  expect(existsSync(spool.err)).toBe(true)
})
