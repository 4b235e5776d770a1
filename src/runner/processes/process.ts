import type { Readable } from 'node:stream'
import { execa } from 'execa'
import { currentBoot } from './process-identity.ts'
import { type Spool, wrapperArguments } from './spool.ts'

/** A command to run: never a shell string, never with the server's own environment. */
export interface Command {
  file: string
  args: readonly string[]
  env: Readonly<Record<string, string>>
  /** Absolute; `/` when absent. */
  cwd?: string
  /** Written to descriptor 3 of the process, which then sees its end. */
  passphrase?: string | null
}

/**
 * Starts a command that outlives this server: own session, output to the files of the spool, supervised by nobody but
 * its wrapper. Returns as soon as it is started.
 *
 * @throws Error when the system could not start it
 * @param mergeOutput both streams into `err`, in the order in which they are written (hooks)
 */
export function startDetached(command: Command, spool: Spool, mergeOutput = false): void {
  const output = mergeOutput ? spool.err : spool.out
  const child = execa(
    'sh',
    [...wrapperArguments(spool, output, currentBoot()), command.file, ...command.args],
    {
      cwd: command.cwd ?? '/',
      env: command.env,
      extendEnv: false,
      detached: true,
      cleanup: false,
      buffer: false,
      reject: false,
      stdio: ['ignore', 'ignore', 'ignore', { value: 'pipe', input: true }],
    },
  )
  // Whatever happens to the wrapper is read from the spool.
  child.catch(() => {})
  if (child.pid === undefined) throw new Error('No process could be started.')
  const input = child.stdio[3] as unknown as NodeJS.WritableStream
  // A command that ends without reading its passphrase is its own business.
  input.on('error', () => {})
  input.end(command.passphrase ?? '')
  child.nodeChildProcess.unref()
}

/** What a short command printed and how it ended. `exitCode` is null when it was killed or could not be started. */
export interface ShortResult {
  exitCode: number | null
  signal: string | null
  stdout: string
  stderr: string
}

/**
 * Runs a command to its end and keeps its output (at most 64 MiB). Ended with its children after `timeout` milliseconds,
 * or when `signal` aborts.
 *
 * @throws the reason of `signal`
 */
export async function runShort(
  command: Command,
  timeout: number,
  signal?: AbortSignal,
): Promise<ShortResult> {
  signal?.throwIfAborted()
  const result = await execa(command.file, command.args, {
    cwd: command.cwd ?? '/',
    env: command.env,
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    maxBuffer: 64 * 1024 * 1024,
    timeout,
    // Own session, so that nothing can ask on the server's terminal.
    detached: true,
    cleanup: true,
    killDescendants: true,
    ...(signal ? { cancelSignal: signal } : {}),
    stdio: ['ignore', 'pipe', 'pipe', new TextEncoder().encode(command.passphrase ?? '')],
  })
  signal?.throwIfAborted()
  return {
    exitCode: result.exitCode ?? null,
    signal: result.signal ?? null,
    stdout: String(result.stdout ?? ''),
    stderr: String(result.stderr ?? ''),
  }
}

/** A command whose output is read while it runs. */
export interface RunningStream {
  /** Raw bytes. The command waits while nobody reads. */
  stdout: Readable
  /** How it ended, without its output; of its messages the last ones. Never rejects. */
  ended: Promise<Omit<ShortResult, 'stdout'>>
}

/** So much of what a streaming command says on standard error is kept, in characters. */
const keptMessages = 65_536

/**
 * Starts a command whose output is taken as fast as somebody reads it, and never kept. When `signal` aborts, it is
 * asked to end, and killed with its children 5 seconds later.
 */
export function startStream(command: Command, signal: AbortSignal): RunningStream {
  const child = execa(command.file, command.args, {
    cwd: '/',
    env: command.env,
    extendEnv: false,
    reject: false,
    buffer: false,
    // Own session, so that nothing can ask on the server's terminal.
    detached: true,
    cleanup: true,
    killDescendants: true,
    cancelSignal: signal,
    forceKillAfterDelay: 5000,
    stdio: ['ignore', 'pipe', 'pipe', new TextEncoder().encode(command.passphrase ?? '')],
  })
  let stderr = ''
  // Borg must never wait for the reader of its messages (BORG.md fact 3).
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-keptMessages)
  })
  const { stdout } = child
  stdout.on('error', () => {})
  // A command that waits for its reader hears no signal.
  const giveUp = () => stdout.destroy()
  signal.addEventListener('abort', giveUp, { once: true })
  const ended = child.then(result => {
    signal.removeEventListener('abort', giveUp)
    return { exitCode: result.exitCode ?? null, signal: result.signal ?? null, stderr }
  })
  return { stdout, ended }
}
