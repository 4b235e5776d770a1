import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { runShort } from '../processes/process.ts'
import { type BorgCapabilities, type BorgVersion, capabilitiesOf, parseBorgVersion } from './capabilities.ts'

/** Borg on this machine. */
export interface Borg {
  /** Absolute path. */
  path: string
  version: BorgVersion
  capabilities: BorgCapabilities
}

/**
 * Finds Borg and asks its version. Null when there is none.
 *
 * @throws Error for one that cannot be asked, or whose version is not supported (Borg 2, or older than 1.2)
 */
export async function findBorg(nameOrPath: string, searchPath: string): Promise<Borg | null> {
  const path = isAbsolute(nameOrPath)
    ? nameOrPath
    : searchPath
        .split(delimiter)
        .map(folder => join(folder, nameOrPath))
        .find(isExecutable)
  if (!path || !isExecutable(path)) return null
  const { exitCode, stdout } = await runShort(
    { file: path, args: ['--version'], env: { PATH: searchPath, LANG: 'C.UTF-8' } },
    20_000,
  )
  if (exitCode !== 0) throw new Error(`${path} --version failed: is this a working Borg?`)
  const version = parseBorgVersion(stdout)
  const capabilities = capabilitiesOf(version)
  if (!capabilities.supported)
    throw new Error(`Borg ${version.text} is not supported: Vinculum needs Borg 1.2 or 1.4.`)
  return { path, version, capabilities }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
