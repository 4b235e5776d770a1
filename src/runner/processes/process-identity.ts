import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/**
 * A process that cannot be confused with a later one of the same number: pid, start time in clock ticks since boot
 * (`/proc/PID/stat`, field 22) and the boot itself.
 */
export interface ProcessIdentity {
  pid: number
  startTime: string
  boot: string
}

/** Differs after every reboot. */
export const currentBoot = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()

/**
 * The system whose processes are seen from here: two workers that say the same see the same processes under the same numbers. A
 * container with numbers of its own is another one.
 */
export const currentMachine = (): string => `${currentBoot()} ${readlinkSync('/proc/self/ns/pid')}`

/** Start time and state of a living process, or null. The command name may contain blanks and parentheses. */
function readStat(pid: number): { startTime: string; state: string } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0]!, startTime: fields[19]! }
  } catch {
    return null
  }
}

/** The process that has a number now; null when there is none, or only a zombie. */
export function identify(pid: number): ProcessIdentity | null {
  const stat = readStat(pid)
  if (!stat || stat.state === 'Z' || stat.state === 'X') return null
  return { pid, startTime: stat.startTime, boot: currentBoot() }
}

/** Does this very process still run? A zombie does not. */
export function isAlive({ pid, startTime, boot }: ProcessIdentity): boolean {
  if (boot !== currentBoot()) return false
  const stat = readStat(pid)
  return stat !== null && stat.startTime === startTime && stat.state !== 'Z' && stat.state !== 'X'
}

/**
 * Could process `pid` be a Borg that works on this location? When its environment cannot be read it could: only a
 * process that certainly is something else, or nothing, gives up its locks.
 */
export function couldBeBorgOn(pid: number, location: string): boolean {
  const stat = readStat(pid)
  if (!stat) return isHidden(pid)
  if (stat.state === 'Z' || stat.state === 'X') return false
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`BORG_REPO=${location}`)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}

/** Does some process work on this location for this worker, as far as can be seen from here? */
export function isBorgRunning(host: string, location: string): boolean {
  const isIt = (pid: string) => {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
      return environment.includes(`BORG_HOST_ID=${host}`) && environment.includes(`BORG_REPO=${location}`)
    } catch {
      return false
    }
  }
  return readdirSync('/proc').some(name => /^\d+$/.test(name) && isIt(name))
}

/** Could process `pid` be any Borg? Only one that certainly is something else, or nothing, is not. */
export function couldBeSomeBorg(pid: number): boolean {
  const stat = readStat(pid)
  if (!stat) return isHidden(pid)
  if (stat.state === 'Z' || stat.state === 'X') return false
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('borg')
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}

/** Is there a process that may not be looked at (`hidepid` of proc(5))? */
function isHidden(pid: number): boolean {
  try {
    return Number.isInteger(pid) && process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Sends a signal to this very process and to no other. False when it was gone, or is not ours to signal. */
export function signalProcess(process_: ProcessIdentity, signal: NodeJS.Signals | 0): boolean {
  return isAlive(process_) && kill(process_.pid, signal)
}

/** Sends a signal to a whole process group. The caller knows that a member of it still lives. */
export function signalGroup(group: number, signal: NodeJS.Signals): boolean {
  return group > 1 && kill(-group, signal)
}

function kill(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ESRCH' || code === 'EPERM') return false
    throw error
  }
}
