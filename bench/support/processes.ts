import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The project's folder. */
export const root = join(import.meta.dirname, '../..')

/** Processor time of a process so far (all threads, no children), in milliseconds; the kernel counts in steps of 10. */
export function cpuTime(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** Resident memory of a process, in bytes: now, and the highest since {@link forgetPeak}. */
export function memory(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const bytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)![1]) * 1024
  return { now: bytes('VmRSS'), peak: bytes('VmHWM') }
}

/** Lets the kernel measure the highest memory anew. */
export const forgetPeak = (pid: number) => writeFileSync(`/proc/${pid}/clear_refs`, '5')

/** A clock that all processes of this machine share, in milliseconds. */
export const clock = (): number => Number(process.hrtime.bigint()) / 1e6

const started = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of started) child.kill('SIGKILL')
})

/** A child process that prints and is ended with its block. */
export interface Child extends AsyncDisposable {
  readonly process: ChildProcess
  /** Rejects with all it printed, when it ends. */
  readonly ended: Promise<never>
  /** The first match of a line that it prints. @throws Error with all it printed, when it ends before */
  printed(pattern: RegExp): Promise<RegExpExecArray>
}

/** Starts `node …args` with these variables and no others. With `ipc` the two can send messages. */
export function startNode(args: string[], env: Record<string, string>, ipc = false): Child {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME ?? '/', ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? ['ipc' as const] : [])],
  })
  started.add(child)
  let output = ''
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', text => {
      output += text
    })
  const gone = once(child, 'exit').then(() => started.delete(child))
  const ended = gone.then((): never => {
    throw new Error(`${args.join(' ')} ended:\n${output}`)
  })
  // Whoever waits for something else will hear of it; the end of its block is no surprise.
  ended.catch(() => {})
  return {
    process: child,
    ended,
    async printed(pattern) {
      for (;;) {
        const match = pattern.exec(output)
        if (match) return match
        await Promise.race([once(child.stdout!, 'data'), ended])
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await gone
    },
  }
}
