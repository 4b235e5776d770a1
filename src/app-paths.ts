import { type Config, ConfigError, keyFileOf, poolDirOf, restoreRootsOf } from './config.ts'
import { internalProblem, type PathUse } from './runner/places/internal-places.ts'

/**
 * Refuses folders and files of the configuration that lie where the server keeps its own: what is put there could be removed, or
 * exchanged by what others restore.
 *
 * @throws ConfigError naming every such variable
 */
export async function requireUsablePaths(config: Config): Promise<void> {
  const { dataDir } = config
  const asked: [name: string, use: PathUse, paths: readonly (string | null | undefined)[]][] = [
    ['REPOSITORIES_DIR', 'STORAGE', [config.repositoriesDir]],
    ['HOSTED_REPOSITORIES_DIR', 'STORAGE', [poolDirOf(config)]],
    ['STORAGE_TARGETS', 'STORAGE', config.storageTargets.map(({ path }) => path)],
    ['MOUNT_ROOTS', 'MOUNT', config.mountRoots],
    ['RESTORE_ROOTS', 'RESTORE', restoreRootsOf(config)],
    ['SSH_KEY_FILE', 'KEY_FILE', config.sshKeyFiles],
    ['SSH_KNOWN_HOSTS_FILE', 'KEY_FILE', [config.sshKnownHostsFile]],
    ['AUTHORIZED_KEYS_FILE', 'KEY_FILE', [keyFileOf(config)]],
  ]
  const mistakes: string[] = []
  for (const [name, use, paths] of asked)
    for (const path of paths) {
      const problem = path == null ? null : await internalProblem(dataDir, path, use)
      if (problem) mistakes.push(`${name}: ${path}: ${problem}`)
    }
  if (mistakes.length > 0) throw new ConfigError(mistakes)
}
