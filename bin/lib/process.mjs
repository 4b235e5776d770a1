/**
 * What every launcher needs: the project's folder, messages for a person, child processes, one at a time.
 * Plain JavaScript without packages: it runs on Node 20 before anything is installed.
 */
import { spawn } from 'node:child_process'
import { closeSync, openSync, rmSync, statSync, utimes } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** The folder of the project, wherever the launcher was called from. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** A mistake that a person can repair: shown as its message alone, without a stack. */
export class SetupError extends Error {}

/** Progress goes to stderr, so that stdout belongs to the program that is started. */
export function say(message) {
  process.stderr.write(`vinculum: ${message}\n`)
}

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP']
const numberOf = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 }

/**
 * Runs a program, hands our signals on to it, and answers its exit code (128 + signal when a signal ended it).
 * Ctrl-C in a terminal reaches the whole foreground group by itself; handing it on would count it twice.
 */
export function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options })
    const forward = signal => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    for (const signal of forwarded) process.on(signal, forward)
    const settle = () => {
      for (const signal of forwarded) process.off(signal, forward)
    }
    child.on('error', error => {
      settle()
      reject(new SetupError(`${command} could not be started (${error.code ?? error.message}).`))
    })
    child.on('exit', (code, signal) => {
      settle()
      resolve(code ?? 128 + (numberOf[signal] ?? 0))
    })
  })
}

const lockFile = join(root, '.vinculum-setup.lock')

/**
 * Runs `work` while no other process installs or builds in this folder, as when a server and a worker are started
 * together from a fresh clone. The holder touches the file, so that a killed holder blocks nobody for long.
 */
export async function alone(work) {
  while (!take()) await sleep(200)
  const heartbeat = setInterval(() => utimes(lockFile, new Date(), new Date(), () => {}), 1000)
  try {
    return await work()
  } finally {
    clearInterval(heartbeat)
    rmSync(lockFile, { force: true })
  }
}

function take() {
  try {
    closeSync(openSync(lockFile, 'wx'))
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw new SetupError(`${root} is not writable (${error.code}).`)
    const touched = statSync(lockFile, { throwIfNoEntry: false })?.mtimeMs
    if (touched !== undefined && Date.now() - touched > 15_000) rmSync(lockFile, { force: true })
    return false
  }
}
