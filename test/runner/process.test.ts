import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { endProcesses } from '../../src/runner/jobs/orphans.ts'
import { markTree, releaseTree, signalTree } from '../../src/runner/processes/hook-tree.ts'
import { runShort, startDetached } from '../../src/runner/processes/process.ts'
import {
  couldBeBorgOn,
  currentBoot,
  isAlive,
  isBorgRunning,
  type ProcessIdentity,
  signalGroup,
  signalProcess,
} from '../../src/runner/processes/process-identity.ts'
import { makeSpool, spoolOf } from '../../src/runner/processes/spool.ts'
import type { RunnerSettings } from '../../src/runner/sessions/settings.ts'
import { hasStaleLock } from '../../src/runner/sessions/stale-locks.ts'
import { RoomWatch } from '../../src/runner/steps/spool-room.ts'
import { isRunning, processes, processesWith, until } from '../fixtures/processes.ts'
import { mountSmallDisk } from '../fixtures/small-disk.ts'
import { makeFolder } from '../support/trees.ts'

const folder = makeFolder()
afterAll(() => folder[Symbol.dispose]())

const startTimeOf = async (pid: number): Promise<string> => {
  const { readFile } = await import('node:fs/promises')
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]!
}

/** A process with a name that tries to confuse whoever reads `/proc/PID/stat`. */
async function sleeper(env: Record<string, string> = {}) {
  const child = spawn('/bin/sleep', ['600'], { argv0: 'a) Z 1 (b', env, stdio: 'ignore' })
  await once(child, 'spawn')
  const pid = child.pid!
  const identity: ProcessIdentity = { pid, startTime: await startTimeOf(pid), boot: currentBoot() }
  return {
    identity,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL'))
        await once(child, 'exit')
    },
  }
}

describe('a process identity', () => {
  it('is alive as long as this very process is', async () => {
    await using sleeping = await sleeper()
    const { identity } = sleeping
    expect(isAlive(identity)).toBe(true)
    expect(isAlive({ ...identity, startTime: '1' })).toBe(false)
    expect(isAlive({ ...identity, boot: 'another-boot' })).toBe(false)
    expect(isAlive({ ...identity, pid: 2 ** 22 + 1 })).toBe(false)
    await sleeping[Symbol.asyncDispose]()
    expect(isAlive(identity)).toBe(false)
    expect(signalProcess(identity, 'SIGTERM')).toBe(false)
  })

  it('protects whoever has the number now', async () => {
    await using sleeping = await sleeper()
    const { identity } = sleeping
    expect(signalProcess({ ...identity, startTime: '1' }, 'SIGKILL')).toBe(false)
    expect(signalProcess({ ...identity, boot: 'another-boot' }, 'SIGKILL')).toBe(false)
    expect(isAlive(identity)).toBe(true)
  })

  it('counts a zombie as dead', async () => {
    // The shell becomes a program that never waits for children.
    const parent = spawn('/bin/sh', ['-c', 'sleep 600 & echo $!; exec sleep 601'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    })
    try {
      const [line] = (await once(parent.stdout, 'data')) as [Buffer]
      const pid = Number(line.toString())
      const startTime = await startTimeOf(pid)
      await until(
        () => processes().some(({ pid: of, command }) => of === parent.pid && command.startsWith('sleep')),
        'the shell is that program',
      )
      process.kill(pid, 'SIGKILL')
      await until(() => !isRunning(pid), 'it is a zombie')
      expect(await startTimeOf(pid)).toBe(startTime)
      expect(isAlive({ pid, startTime, boot: currentBoot() })).toBe(false)
    } finally {
      // The parent and, if it still runs, its child.
      process.kill(-parent.pid!, 'SIGKILL')
      await once(parent, 'exit')
    }
  })

  it('never signals group 0 or 1, which would be everybody', () => {
    expect(signalGroup(0, 'SIGKILL')).toBe(false)
    expect(signalGroup(1, 'SIGKILL')).toBe(false)
    expect(signalGroup(Number.NaN, 'SIGKILL')).toBe(false)
  })
})

describe('a short command', () => {
  const env = { PATH: '/usr/bin:/bin' }
  const shell = (script: string, passphrase?: string) => ({
    file: '/bin/sh',
    args: ['-c', script],
    env,
    ...(passphrase === undefined ? {} : { passphrase }),
  })

  it('gives both streams, the exit code, and has nothing of the server’s environment', async () => {
    process.env.VINCULUM_TEST_LEAK = 'leak'
    try {
      const result = await runShort(shell('env; echo oh >&2; cat <&3; exit 4', 'the passphrase'), 10_000)
      expect(result).toMatchObject({ exitCode: 4, signal: null, stderr: 'oh\n' })
      expect(result.stdout).toContain('the passphrase')
      expect(result.stdout).not.toContain('leak')
    } finally {
      delete process.env.VINCULUM_TEST_LEAK
    }
  })

  it('is ended with its children when its time is up', async () => {
    const mark = join(folder.path, 'timeout')
    const result = await runShort(shell(`sh -c 'sleep 600' ${mark} & sleep 600; : ${mark}`), 300)
    expect(result).toMatchObject({ exitCode: null, signal: 'SIGTERM' })
    await until(() => processesWith(mark).length === 0, 'its children are gone')
  })

  it('is ended with its children when somebody aborts, and says so', async () => {
    const mark = join(folder.path, 'abort')
    const stop = new AbortController()
    const running = runShort(shell(`sh -c 'sleep 600' ${mark} & sleep 600; : ${mark}`), 60_000, stop.signal)
    const rejected = expect(running).rejects.toThrow('enough')
    await until(() => processesWith(mark).length >= 2, 'it runs')
    stop.abort(new Error('enough'))
    await rejected
    await until(() => processesWith(mark).length === 0, 'its children are gone')
    await expect(runShort(shell('true'), 1000, stop.signal)).rejects.toThrow('enough')
  })
})

describe('a lock that was left behind', () => {
  const dead = 2 ** 22 + 1
  const settings = (stateDir: string) => ({ host: 'us', stateDir }) as RunnerSettings
  let number = 0

  function place(owners: string[], roster?: object, where: 'repository' | 'cache' = 'repository') {
    number += 1
    const path = join(folder.path, `repository-${number}`)
    const stateDir = join(folder.path, `state-${number}`)
    const locked = where === 'repository' ? path : join(stateDir, '1/.cache/borg/0123')
    mkdirSync(join(locked, 'lock.exclusive'), { recursive: true })
    for (const owner of owners) writeFileSync(join(locked, 'lock.exclusive', owner), '')
    if (roster) writeFileSync(join(locked, 'lock.roster'), JSON.stringify(roster))
    return { path, stale: () => hasStaleLock(settings(stateDir), { id: 1, path }, new Set(['neighbor'])) }
  }

  it('is stale when its owner was ours and is gone, in the repository and in its cache', async () => {
    expect(await place([`us.${dead}-0`]).stale()).toBe(true)
    expect(await place([`us.${dead}-1f`], undefined, 'cache').stale()).toBe(true)
    expect(await place([], { shared: [['us', dead, 0]] }).stale()).toBe(true)
    expect(await place([`neighbor.${dead}-0`]).stale()).toBe(true)
    expect(await place([`neighbor.${dead}-0`], { shared: [['us', dead, 0]] }).stale()).toBe(true)
  })

  it('is not when there is none, or its owner is of another machine or not known', async () => {
    expect(await place([]).stale()).toBe(false)
    expect(await place([`them.${dead}-0`]).stale()).toBe(false)
    expect(await place([`us.more.${dead}-0`]).stale()).toBe(false)
    expect(await place([`us.${dead}-0`], { shared: [['them', dead, 0]] }).stale()).toBe(false)
    expect(await place(['something']).stale()).toBe(false)
  })

  it('is stale when its number was given to another process, and not while its Borg lives', async () => {
    await using other = await sleeper({ BORG_REPO: '/somewhere/else' })
    expect(await place([`us.${other.identity.pid}-0`]).stale()).toBe(true)
    const lock = place([])
    await using borg = await sleeper({ BORG_REPO: lock.path, BORG_HOST_ID: 'us' })
    writeFileSync(join(lock.path, 'lock.exclusive', `us.${borg.identity.pid}-0`), '')
    expect(couldBeBorgOn(borg.identity.pid, lock.path)).toBe(true)
    expect([isBorgRunning('us', lock.path), isBorgRunning('them', lock.path)]).toEqual([true, false])
    expect(await lock.stale()).toBe(false)
    await borg[Symbol.asyncDispose]()
    expect(await lock.stale()).toBe(true)
    expect(isBorgRunning('us', lock.path)).toBe(false)
  })
})

describe('a script and all that it started', () => {
  const spoolDir = join(folder.path, 'spool')
  const settings = {
    spoolDir,
    sourcesDir: join(folder.path, 'sources'),
    dataDir: folder.path,
    cancelGrace: 200,
  }

  /** A script that has left its session twice and waits. Its spool, and whoever left. */
  async function startScript(jobId: number) {
    const spool = spoolOf(spoolDir, jobId, 'pre-hook.1')
    makeSpool(spool)
    const text = `setsid sh -c 'setsid sleep 603 & echo $! >"$0"' "${spool.folder}/left" & wait; sleep 604`
    startDetached(
      markTree(spool, { file: '/bin/sh', args: ['-c', text], env: { PATH: '/usr/bin:/bin' } }),
      spool,
      true,
    )
    const file = join(spool.folder, 'left')
    const left = await until(
      () => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0),
      'its child has left',
    )
    return { spool, left }
  }

  it('ends with a run that was given up, and nothing else does', async () => {
    mkdirSync(settings.sourcesDir, { recursive: true })
    const [one, other] = [await startScript(1), await startScript(2)]
    await endProcesses(settings, 1)
    expect([isRunning(one.left), signalTree(one.spool, 0)]).toEqual([false, false])
    expect([isRunning(other.left), signalTree(other.spool, 0)]).toEqual([true, true])
    // Also where there are no control groups: by the mark alone.
    releaseTree(other.spool)
    expect(isRunning(other.left)).toBe(true)
    await endProcesses(settings, 2)
    expect(isRunning(other.left)).toBe(false)
  })
})

describe('the room for output', () => {
  it('is looked after: when there is none, the log may lack lines', async context => {
    const path = join(folder.path, 'small')
    const disk = mountSmallDisk(path, 1)
    if (typeof disk === 'string') return context.skip(disk)
    using _disk = disk
    const run = {
      isLogIncomplete: false,
      noteIncompleteLog: () => Object.assign(run, { isLogIncomplete: true }),
    }
    await new RoomWatch(run, path).look()
    expect(run.isLogIncomplete).toBe(false)
    expect(() => writeFileSync(join(path, 'filler'), Buffer.alloc(2 ** 21))).toThrow('ENOSPC')
    await new RoomWatch(run, path).look()
    expect(run.isLogIncomplete).toBe(true)
  })
})
