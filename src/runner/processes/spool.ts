import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { removeConnectionKey } from './connection-files.ts'
import type { ProcessIdentity } from './process-identity.ts'

/**
 * The folder of one process of one job. Everything about the process is in files, so that it needs nobody: it can
 * neither block on a full pipe nor die with its reader, and any later server finds how it went.
 *
 * | file | |
 * | --- | --- |
 * | `out`, `err` | what it printed |
 * | `process` | pid, start time, boot id and process group of Borg itself; written right before it starts |
 * | `claimed/` | made right after that, or by a server that decides that nothing will ever start here |
 * | `exit` | its exit code; written by the wrapper, renamed into place |
 */
export interface Spool {
  readonly folder: string
  readonly out: string
  readonly err: string
  readonly sshLog: string
  readonly keyFile: string
  /** Begins the names of the files for the machine to which a restore goes (`connectionFiles`). */
  readonly destinationKeyFile: string
}

export const spoolOf = (spoolDir: string, jobId: number, step: string): Spool =>
  spoolIn(join(spoolDir, String(jobId), step))

/** The spool of a process that belongs to no job. */
export function spoolIn(folder: string): Spool {
  return {
    folder,
    out: join(folder, 'out'),
    err: join(folder, 'err'),
    sshLog: join(folder, 'ssh.log'),
    keyFile: join(folder, 'key'),
    destinationKeyFile: join(folder, 'destination'),
  }
}

/** What runs, as the wrapper recorded it. */
export interface Started {
  process: ProcessIdentity
  /** Process group and session of wrapper, process and its children. */
  group: number
}

/** Null until it is written, and for one that a power cut left half-written. */
export function readStarted({ folder }: Spool): Started | null {
  const text = readIfThere(join(folder, 'process'))
  const match = /^(\d+) (\d+) (\S+) (\d+)\n$/.exec(text ?? '')
  if (!match) return null
  const [, pid, startTime, boot, group] = match
  return { process: { pid: Number(pid), startTime: startTime!, boot: boot! }, group: Number(group) }
}

/** Exit code of the process, null while there is none; 128 + N for signal N, as a shell says it. */
export function readExitCode({ folder }: Spool): number | null {
  const text = readIfThere(join(folder, 'exit'))
  return text !== null && /^\d+ *\n/.test(text) ? Number.parseInt(text, 10) : null
}

/** When the process ended, in unix milliseconds; null while nobody knows. */
export function readExitTime({ folder }: Spool): number | null {
  const found = statSync(join(folder, 'exit'), { throwIfNoEntry: false })
  return found ? Math.ceil(found.mtimeMs) : null
}

/**
 * Decides once and for all whether a process was ever started in this spool: making the folder is atomic, and a process
 * that comes late finds it and goes away. True: it was not and never will be. False: it was, and {@link readStarted}
 * says who it is.
 */
export function claimAsNeverStarted({ folder }: Spool): boolean {
  try {
    mkdirSync(join(folder, 'claimed'))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Makes the folder and both output files, readable by this server's user only. */
export function makeSpool({ folder, out, err }: Spool): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const file of [out, err]) writeFileSync(file, '', { flag: 'a', mode: 0o600 })
}

/** Removes the keys that Borg and ssh needed; everything else stays as evidence until retention. */
export async function removeSecrets({ keyFile, destinationKeyFile }: Spool): Promise<void> {
  await rm(keyFile, { force: true })
  await removeConnectionKey(keyFile)
  await removeConnectionKey(destinationKeyFile)
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/**
 * Becomes the command, after noting who it is: nothing ever runs that no later server can find. Arguments: the spool
 * folder, the boot id, the process group, then the command. The start time is field 22 of `/proc/PID/stat`.
 */
const recordScript = `spool=$1 boot=$2 group=$3; shift 3
read -r _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ start _ <"/proc/$$/stat"
echo "$$ $start $boot $group" >"$spool/process.tmp" && mv "$spool/process.tmp" "$spool/process" || exit 125
mkdir "$spool/claimed" 2>/dev/null || exit 125
exec "$@"`

/**
 * The wrapper (BORG.md section 6): starts the command, waits, notes how it ended. It ignores the signals that are meant
 * for Borg, and lets go of descriptor 3, so that only Borg can read the passphrase. Room for the exit code is taken
 * before the start, so that it can be written on a disk that became full meanwhile. What the shell itself has to say of
 * the end (`Killed`) is nobody's output.
 */
const wrapperScript = `spool=$1 out=$2 err=$3 boot=$4 record=$5; shift 5
exec 2>>"$err"
echo '    ' >"$spool/exit.tmp" || exit 125
trap '' INT TERM HUP
( trap - INT TERM HUP; exec sh -c "$record" sh "$spool" "$boot" "$$" "$@" ) >>"$out" & p=$!
exec 2>/dev/null
exec 3<&-
wait $p; rc=$?
printf '%-4s' $rc 1<>"$spool/exit.tmp" && mv "$spool/exit.tmp" "$spool/exit"`

/** Arguments for `sh` that run a command in a spool. `output` is where its standard output goes. */
export const wrapperArguments = (spool: Spool, output: string, boot: string): string[] => [
  '-c',
  wrapperScript,
  'sh',
  spool.folder,
  output,
  spool.err,
  boot,
  recordScript,
]
