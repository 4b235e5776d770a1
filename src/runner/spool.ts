import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { currentBoot, type ProcessIdentity } from './process-identity.ts'

/**
 * The folder of one process of one job. Everything about the process is in files, so that it needs nobody: it can
 * neither block on a full pipe nor die with its reader, and any later server finds how it went.
 *
 * | file | |
 * | --- | --- |
 * | `out`, `err` | what it printed |
 * | `claimed/` | made by the wrapper when it starts, or by a server that decides it never will |
 * | `process` | pid, start time, boot id and process group of Borg itself |
 * | `exit` | its exit code; written by the wrapper, renamed into place |
 */
export interface Spool {
  readonly folder: string
  readonly out: string
  readonly err: string
  readonly sshLog: string
  readonly keyFile: string
}

export function spoolOf(spoolDir: string, jobId: number, step: string): Spool {
  const folder = join(spoolDir, String(jobId), step)
  return {
    folder,
    out: join(folder, 'out'),
    err: join(folder, 'err'),
    sshLog: join(folder, 'ssh.log'),
    keyFile: join(folder, 'key'),
  }
}

/** What runs, as the wrapper recorded it. */
export interface Started {
  process: ProcessIdentity
  /** Process group and session of wrapper, process and its children. */
  group: number
}

/** Null until the wrapper has written it. */
export function readStarted({ folder }: Spool): Started | null {
  const text = readIfThere(join(folder, 'process'))
  if (text === null) return null
  const [pid, startTime = '', boot = '', group] = text.trim().split(' ')
  return { process: { pid: Number(pid), startTime, boot }, group: Number(group) }
}

/** Exit code of the process, null while there is none; 128 + N for signal N, as a shell says it. */
export function readExitCode({ folder }: Spool): number | null {
  const text = readIfThere(join(folder, 'exit'))
  return text === null ? null : Number(text)
}

/**
 * Decides once and for all whether a process was ever started in this spool: making the folder is atomic, and a wrapper
 * that comes late finds it and goes away. True: it was not and never will be.
 */
export function claimAsNeverStarted({ folder }: Spool): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
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

/** Removes the key file that Borg needed; everything else stays as evidence until retention. */
export const removeSecrets = ({ keyFile }: Spool): Promise<void> => rm(keyFile, { force: true })

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/**
 * The wrapper (BORG.md section 6): starts the command in its own session, notes who it is, waits, notes how it ended.
 * It ignores the signals that are meant for Borg, and lets go of descriptor 3, so that only Borg can read the
 * passphrase. Arguments: the spool folder, the files for both outputs, then the command.
 */
export const wrapperScript = `spool=$1 out=$2 err=$3; shift 3
mkdir "$spool/claimed" 2>/dev/null || exit 0
exec >>"$out" 2>>"$err"
boot=$BOOT_ID; unset BOOT_ID
trap '' INT TERM HUP
( trap - INT TERM HUP; exec "$@" ) & p=$!
exec 3<&-
start=$(sed 's/.*) //' "/proc/$p/stat" | cut -d' ' -f20)
echo "$p $start $boot $$" > "$spool/process.tmp" && mv "$spool/process.tmp" "$spool/process"
wait $p; rc=$?
echo $rc > "$spool/exit.tmp" && mv "$spool/exit.tmp" "$spool/exit"`

/** Variables that {@link wrapperScript} reads. */
export const wrapperEnvironment = () => ({ BOOT_ID: currentBoot() })
