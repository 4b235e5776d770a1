import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { processes } from '../fixtures/processes.ts'
import { freePort } from './free-port.ts'

/** A real sshd on the loopback. Its own key may do nothing but `borg serve` below one folder. */
export interface TestSshd extends AsyncDisposable {
  /** The location of a repository of this name. */
  location(name: string): string
  /** For `SSH_KEY_FILE`. */
  readonly keyFile: string
  /** For `SSH_KNOWN_HOSTS_FILE`. */
  readonly knownHostsFile: string
  /** Where the repositories lie. */
  readonly storage: string
  readonly port: number
  readonly username: string
  /** Of the host key, as `ssh-keygen -l` prints it. */
  fingerprint(): string
  /** Lets somebody in; `command` is all that the key may do. */
  authorize(publicKey: string, command?: string): void
  /** Comes back with another host key. */
  changeHostKey(): Promise<void>
  /** Ends every connection, and answers on. */
  dropConnections(): void
}

/** What a key may do that is only for repositories. */
export const borgServe = (folder: string): string => {
  const borg = execFileSync('sh', ['-c', 'command -v borg'], { encoding: 'utf8' }).trim()
  return `${borg} serve --restrict-to-path ${folder}`
}

/** Who may sign in: the lines of a file that somebody else writes, or more lines for sshd's configuration. */
export interface SshdOptions {
  authorizedKeysFile?: string
  configuration?: string
}

/** Starts sshd on a free port with keys of its own, all below `folder` (BORG.md section 8). */
export async function startSshd(folder: string, options: SshdOptions = {}): Promise<TestSshd> {
  const file = (name: string) => join(folder, name)
  const storage = file('storage')
  mkdirSync(storage)
  const makeKey = (name: string) => execFileSync('ssh-keygen', ['-qt', 'ed25519', '-N', '', '-f', file(name)])
  for (const name of ['host', 'client']) makeKey(name)
  const publicKey = (name: string) => readFileSync(file(`${name}.pub`), 'utf8').trim()
  const authorize = (key: string, command?: string) =>
    appendFileSync(
      file('authorized_keys'),
      command ? `command="${command}",restrict ${key}\n` : `restrict ${key}\n`,
    )
  authorize(publicKey('client'), borgServe(storage))
  const port = await freePort()
  writeFileSync(
    file('sshd_config'),
    `Port ${port}
ListenAddress 127.0.0.1
HostKey ${file('host')}
PidFile none
AuthorizedKeysFile ${options.authorizedKeysFile ?? file('authorized_keys')}
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
PermitRootLogin prohibit-password
Subsystem sftp internal-sftp
${options.configuration ?? ''}
`,
  )
  writeFileSync(file('known_hosts'), `[127.0.0.1]:${port} ${publicKey('host').split(' ', 2).join(' ')}\n`)
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true })
  let sshd = await start(file('sshd_config'))
  const username = process.env.USER ?? 'root'
  const dropConnections = () => {
    for (const pid of childrenOf(sshd.pid!)) process.kill(pid, 'SIGKILL')
  }
  const stop = async () => {
    const gone = once(sshd, 'exit')
    dropConnections()
    sshd.kill()
    await gone
  }
  return {
    location: name => `ssh://${username}@127.0.0.1:${port}${join(storage, name)}`,
    keyFile: file('client'),
    knownHostsFile: file('known_hosts'),
    storage,
    port,
    username,
    fingerprint: () =>
      execFileSync('ssh-keygen', ['-lf', file('host.pub')], { encoding: 'utf8' }).split(' ')[1]!,
    authorize,
    async changeHostKey() {
      await stop()
      for (const name of ['host', 'host.pub']) rmSync(file(name))
      makeKey('host')
      sshd = await start(file('sshd_config'))
    },
    dropConnections,
    [Symbol.asyncDispose]: stop,
  }
}

async function start(config: string): Promise<ChildProcess> {
  const sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] })
  await listening(sshd)
  return sshd
}

/** sshd serves each connection with a process of its own. */
const childrenOf = (pid: number): number[] =>
  processes()
    .filter(process_ => process_.parent === pid)
    .map(process_ => process_.pid)

async function listening(sshd: ChildProcess): Promise<void> {
  const said: string[] = []
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: sshd.stderr! }).on('line', line => {
      said.push(line)
      if (line.includes('Server listening')) resolve()
    })
    sshd.once('exit', code => reject(new Error(`sshd ended with code ${code}:\n${said.join('\n')}`)))
  })
}
