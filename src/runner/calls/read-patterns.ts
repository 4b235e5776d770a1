import { readPatternsCommand } from '../borg/command.ts'
import { Refused } from '../borg/refused.ts'
import { runShort } from '../processes/process.ts'
import type { RunnerSettings } from '../sessions/settings.ts'

/** Borg needs a quarter of a second; an expression that it is still busy with after that is none to run each night. */
const readTimeoutMs = 20_000

/**
 * The first pattern that Borg on this machine cannot read; null when it reads them all. Needs no repository.
 *
 * @throws Refused `BORG_NOT_FOUND`; the reason of `signal`
 */
export async function firstUnreadable(
  { borg }: Pick<RunnerSettings, 'borg'>,
  patterns: readonly string[],
  signal: AbortSignal,
): Promise<string | null> {
  if (!borg) throw new Refused('BORG_NOT_FOUND')
  const isReadable = async (some: readonly string[]) => {
    const env = { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', TZ: 'UTC', BORG_BASE_DIR: '/nonexistent' }
    const command = { file: borg.path, env, args: readPatternsCommand(some).args }
    return (await runShort(command, readTimeoutMs, signal)).exitCode === 0
  }
  if (await isReadable(patterns)) return null
  // Halved again and again: Borg does not say which one it was.
  let suspects = patterns
  while (suspects.length > 1) {
    const half = suspects.slice(0, suspects.length >> 1)
    suspects = (await isReadable(half)) ? suspects.slice(half.length) : half
  }
  return suspects[0] ?? null
}
