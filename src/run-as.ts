import { execFileSync } from 'node:child_process'
import { lstatSync, mkdirSync } from 'node:fs'
import { type Config, ConfigError } from './config.ts'

/** Borg reads files of every owner; ports below 1024 are root's otherwise. */
const capabilities = (port: number): string[] => [
  'dac_read_search',
  ...(port > 0 && port < 1024 ? ['net_bind_service'] : []),
]

/** What a server that runs as root should know of it; null: this one does not. */
export const rootWarning = (): string | null =>
  process.getuid?.() === 0
    ? 'This runs as root: it reads every file, and restores of administrators can write every file. RUN_AS=user runs it as that user.'
    : null

/**
 * With `RUN_AS`, goes on as that user in the same process: gives it the data directory, keeps the right to read files of every
 * owner (a Linux capability, which Borg and scripts inherit), and gives up everything else. Returns when there is nothing to do.
 *
 * @throws ConfigError when this process is not root's, or there is no such user, group or `setpriv` (util-linux)
 */
export function runAs({ runAs: wanted, dataDir, port }: Pick<Config, 'runAs' | 'dataDir' | 'port'>): void {
  if (wanted === undefined) return
  const [user = '', group = null] = wanted.split(':')
  const account = lookUp('passwd', user)
  if (account.id === 0) throw new ConfigError(['RUN_AS must be a user without the rights of root'])
  if (process.getuid?.() === account.id) return
  if (process.getuid?.() !== 0)
    throw new ConfigError(['RUN_AS needs a server that root starts, or the user itself'])
  const gid = group === null ? account.gid : lookUp('group', group).id
  giveAway(dataDir, account.id, gid)
  const kept = capabilities(port).map(name => `+${name}`)
  const setpriv = find('setpriv')
  const args = [
    ...['--reuid', `${account.id}`, '--regid', `${gid}`, '--init-groups'],
    ...['--inh-caps', `-all,${kept}`, '--ambient-caps', `-all,${kept}`],
    '--',
    ...[process.execPath, ...process.execArgv, ...process.argv.slice(1)],
  ]
  process.execve!(setpriv, [setpriv, ...args], {
    ...process.env,
    HOME: account.home,
    USER: user,
    LOGNAME: user,
  })
}

/** An entry of the system's own tables, wherever they come from. @throws ConfigError */
function lookUp(table: 'passwd' | 'group', name: string): { id: number; gid: number; home: string } {
  try {
    const entry = execFileSync('getent', [table, '--', name], { encoding: 'utf8' }).trim().split(':')
    return { id: Number(entry[2]), gid: Number(entry[3]), home: entry[5] ?? '/' }
  } catch {
    throw new ConfigError([`RUN_AS names a ${table === 'passwd' ? 'user' : 'group'} that is not there`])
  }
}

function find(program: string): string {
  try {
    return execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim()
  } catch {
    throw new ConfigError([`RUN_AS needs ${program} of util-linux on the search path`])
  }
}

/** A data directory of another owner becomes the user's, with all that lies in it on the same file system. */
function giveAway(dataDir: string, uid: number, gid: number): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  if (lstatSync(dataDir).uid === uid) return
  execFileSync('find', [dataDir, '-xdev', '-exec', 'chown', '-h', `${uid}:${gid}`, '--', '{}', '+'])
}
