import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ExecaError, execa } from 'execa'
import { AlertFailure } from '../domain/health/alert-sender.ts'

/** A message for Apprise's services. */
export interface AppriseMessage {
  title: string
  body: string
  /** Apprise URLs; they contain passwords. */
  urls: readonly string[]
}

/** No delivery takes longer, in milliseconds. */
const patience = 60_000

/**
 * Hands a message to the `apprise` program. The services are named in a file of ours, not in arguments, which every user of the
 * machine could read.
 *
 * @throws AlertFailure when the program is not there, or when a service refused; what it wrote may hold passwords and is not passed on
 */
export async function sendByApprise(
  program: string,
  { title, body, urls }: AppriseMessage,
  signal?: AbortSignal,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'vinculum-apprise-'))
  try {
    const services = join(folder, 'services')
    await writeFile(services, `${urls.join('\n')}\n`, { mode: 0o600 })
    await execa(program, ['--config', services, '--title', title], {
      input: body,
      timeout: patience,
      ...(signal ? { cancelSignal: signal } : {}),
      maxBuffer: 65_536,
      extendEnv: false,
      env: { PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin', HOME: folder, LC_ALL: 'C.UTF-8' },
    })
  } catch (error) {
    throw error instanceof ExecaError ? failureOf(error) : error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function failureOf({ code, exitCode, timedOut }: ExecaError): AlertFailure {
  if (code === 'ENOENT' || code === 'EACCES')
    return new AlertFailure('APPRISE_NOT_INSTALLED', 'Apprise is not installed on the server.')
  const why = timedOut ? 'took too long' : `ended with exit code ${exitCode ?? 'none'}`
  return new AlertFailure('APPRISE_FAILED', `Apprise ${why}; one of the services may have refused.`)
}
