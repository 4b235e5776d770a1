import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'

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
 * @throws ExecaError when the program is not there, or when a service refused
 */
export async function sendByApprise(program: string, { title, body, urls }: AppriseMessage): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'vinculum-apprise-'))
  try {
    const services = join(folder, 'services')
    await writeFile(services, `${urls.join('\n')}\n`, { mode: 0o600 })
    await execa(program, ['--config', services, '--title', title], {
      input: body,
      timeout: patience,
      maxBuffer: 65_536,
      extendEnv: false,
      env: { PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin', HOME: folder, LC_ALL: 'C.UTF-8' },
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
