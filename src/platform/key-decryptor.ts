import { mkdirSync, rmSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ExecaError, execa, type Options } from 'execa'
import { KeyDecryptionError, type KeyDecryptor } from '../domain/ssh/key-decryption.ts'

/** What {@link createKeyDecryptor} goes by; tests have others. */
export interface KeyDecryptionSettings {
  /** A key may cost so many seconds of one processor. */
  readonly maxCpuSeconds: number
  /** On a busy machine they may take so many milliseconds. */
  readonly decryptionTimeoutMs: number
  /** The program that decrypts keys in OpenSSH's format. */
  readonly sshKeygen: string
}

const usual: KeyDecryptionSettings = {
  maxCpuSeconds: 20,
  decryptionTimeoutMs: 60_000,
  sshKeygen: 'ssh-keygen',
}
/** So many keys are decrypted at once; others wait. */
const maxAtOnce = 2

/** Reads `{key, passphrase}` from its input, and prints the key without one. */
const pemProgram = `
const { createPrivateKey } = require('node:crypto')
const input = JSON.parse(require('node:fs').readFileSync(0, 'utf8'))
process.stdout.write(createPrivateKey(input).export({ type: 'pkcs8', format: 'pem' }))
`

/**
 * Private keys are decrypted by processes of their own: those in OpenSSH's format by `ssh-keygen`, PEM by Node. Passphrases go through a
 * pipe, and are in no argument, environment or file.
 *
 * @param folder of this process alone; what a killed process has left there is removed
 */
export function createKeyDecryptor(
  folder: string,
  settings: Partial<KeyDecryptionSettings> = {},
): KeyDecryptor {
  rmSync(folder, { recursive: true, force: true })
  const turns = new Turns(maxAtOnce)
  const rules = { ...usual, ...settings }
  return {
    decrypt: (text, format, passphrase) =>
      turns.take(() =>
        format === 'PEM'
          ? decryptPem(text, passphrase, rules)
          : decryptOpenSsh(text, passphrase, folder, rules),
      ),
  }
}

const decryptPem = (key: string, passphrase: string, rules: KeyDecryptionSettings): Promise<string> =>
  run(process.execPath, ['-e', pemProgram], JSON.stringify({ key, passphrase }), rules)

async function decryptOpenSsh(
  text: string,
  passphrase: string,
  folder: string,
  rules: KeyDecryptionSettings,
): Promise<string> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const own = await mkdtemp(join(folder, 'key-'))
  try {
    const file = join(own, 'key')
    await writeFile(file, `${text}\n`, { mode: 0o600 })
    // It asks for the old passphrase; without a terminal it reads the answer from its input.
    await run(rules.sshKeygen, ['-q', '-p', '-N', '', '-f', file], `${passphrase}\n`, rules)
    return await readFile(file, 'utf8')
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}

/** Not found, as the shell says it (POSIX, "Exit Status for Commands"). */
const notFound = 127

/** The shell limits the time on the processor, so that a program whose server was killed ends, too. @throws KeyDecryptionError */
async function run(
  program: string,
  args: readonly string[],
  input: string,
  { maxCpuSeconds, decryptionTimeoutMs }: KeyDecryptionSettings,
): Promise<string> {
  const options = {
    input,
    // A session of its own has no terminal to ask for a passphrase.
    detached: true,
    timeout: decryptionTimeoutMs,
    killSignal: 'SIGKILL',
    extendEnv: false,
    env: { PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' },
    stripFinalNewline: false,
    maxBuffer: 262_144,
  } as const satisfies Options
  try {
    const limited = `ulimit -t ${maxCpuSeconds} && exec "$0" "$@"`
    return (await execa('/bin/sh', ['-c', limited, program, ...args], options)).stdout
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error
    const { exitCode, timedOut, isTerminated } = error
    // What it printed may hold parts of the key, and is not kept.
    if (exitCode === notFound) throw new KeyDecryptionError('NO_PROGRAM')
    throw new KeyDecryptionError(timedOut || isTerminated ? 'TOO_SLOW' : 'REFUSED')
  }
}

/** Work of which only so much is done at once, in order. */
class Turns {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(free: number) {
    this.#free = free
  }

  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free -= 1
    else await new Promise<void>(resolve => this.#waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free += 1
    }
  }
}
