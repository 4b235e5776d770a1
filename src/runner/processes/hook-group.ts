import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Control groups (version 2): the one thing that holds everything a script starts, whatever that does with sessions, parents and its
 * environment. There are groups where this process may make one below its own; elsewhere the mark in the environment has to do.
 */

/** The word in the names of groups of ours. */
const groupPrefix = 'vinculum-hook-'

/** Makes a group below that of this process. Null where that is not possible. */
export function makeGroup(mark: string): string | null {
  const own = ownGroup()
  if (own === null) return null
  const group = join(own, `${groupPrefix}${mark}`)
  try {
    mkdirSync(group)
    return group
  } catch {
    return null
  }
}

/** Numbers of the processes in a group; none when it is gone, or was none of ours. */
export function groupMembers(group: string): number[] {
  if (!isOurs(group)) return []
  try {
    const text = readFileSync(join(group, 'cgroup.procs'), 'utf8')
    return text.split('\n').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

/** Removes a group; what still runs in it goes on in the one above, where it would have been without. */
export function releaseGroup(group: string): void {
  if (!isOurs(group)) return
  try {
    for (const pid of groupMembers(group)) writeFileSync(join(group, '../cgroup.procs'), String(pid))
    rmdirSync(group)
  } catch {
    // It stays, and does no harm.
  }
}

/** Names come from files of the spool: nothing but a group of ours is ever touched. */
const isOurs = (group: string): boolean => new RegExp(`/${groupPrefix}[\\da-f-]{36}$`).test(group)

/** The folder of this process's own group; null without version 2. */
function ownGroup(): string | null {
  try {
    const path = /^0::(\/.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1]
    const mount = readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .find(line => / - cgroup2 /.test(line))
      ?.split(' ')[4]
    return path === undefined || mount === undefined ? null : join(mount, path)
  } catch {
    return null
  }
}
