import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { groupMembers, makeGroup, releaseGroup } from './hook-group.ts'
import type { Command } from './process.ts'
import { identify, type ProcessIdentity, signalProcess } from './process-identity.ts'
import type { Spool } from './spool.ts'

/** The variable by which everything is known that a script started: children inherit it, whatever session they are in. */
const variable = 'VINCULUM_HOOK_MARK'
/** Joins a group, where there is one, and becomes the script. */
const joinScript = '{ echo 0 >"$1/cgroup.procs"; } 2>/dev/null; shift; exec "$@"'

/** Milliseconds between two looks at what is still there. */
export const treeBeat = 50
/** What was killed is gone at once, unless the system holds it; then it is not waited for longer than so many milliseconds. */
export const killPatience = 5000

/** Makes a script findable with all that it starts, also for a later server: the mark and the group are noted in the spool. */
export function markTree(spool: Spool, { file, args, env, ...rest }: Command): Command {
  const mark = randomUUID()
  const group = makeGroup(mark)
  writeFileSync(join(spool.folder, 'tree'), JSON.stringify({ mark, group }), { mode: 0o600 })
  const marked = { ...rest, env: { ...env, [variable]: mark } }
  return group === null
    ? { ...marked, file, args }
    : { ...marked, file: '/bin/sh', args: ['-c', joinScript, 'sh', group, file, ...args] }
}

/** Sends a signal to everything that the script of this spool started and that is still there; 0: none. False: nothing is there. */
export function signalTree(spool: Spool, signal: NodeJS.Signals | 0): boolean {
  const members = membersOf(readTree(spool))
  for (const member of members) signalProcess(member, signal)
  return members.length > 0
}

/** Kills what is left of a script, and waits until it is gone. */
export async function killTree(spool: Spool): Promise<void> {
  for (const last = Date.now() + killPatience; Date.now() < last; await sleep(treeBeat))
    if (!signalTree(spool, 'SIGKILL')) return
}

/** The script is over. What it left running on purpose goes on. */
export function releaseTree(spool: Spool): void {
  const { group } = readTree(spool)
  if (group !== null) releaseGroup(group)
}

interface Tree {
  mark: string | null
  group: string | null
}

/** What was noted; nothing for a script that an older version started. */
function readTree({ folder }: Spool): Tree {
  try {
    return JSON.parse(readFileSync(join(folder, 'tree'), 'utf8'))
  } catch {
    return { mark: null, group: null }
  }
}

function membersOf({ mark, group }: Tree): ProcessIdentity[] {
  const inGroup = group === null ? [] : groupMembers(group)
  const marked = mark === null ? [] : pidsMarked(`${variable}=${mark}`)
  return [...new Set([...inGroup, ...marked])].flatMap(pid => identify(pid) ?? [])
}

/** Processes that were started with a word in their environment. What may not be looked at is not ours to end. */
const pidsMarked = (word: string): number[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(pid => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(word)
      } catch {
        return false
      }
    })
    .map(Number)
