import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A real sshd on the loopback whose only key may do nothing but `borg serve` below one folder. */
export interface TestSshd extends AsyncDisposable {
  /** The location of a repository of this name. */
  location(name: string): string
  /** For `SSH_KEY_FILE`. */
  readonly keyFile: string
  /** For `SSH_KNOWN_HOSTS_FILE`. */
  readonly knownHostsFile: string
  /** Where the repositories lie. */
  readonly storage: string
}

/** Starts sshd on a free port with keys of its own, all below `folder` (BORG.md section 8). */
export async function startSshd(folder: string): Promise<TestSshd> {
  const file = (name: string) => join(folder, name)
  const storage = file('storage')
  mkdirSync(storage)
  for (const name of ['host', 'client'])
    execFileSync('ssh-keygen', ['-qt', 'ed25519', '-N', '', '-f', file(name)])
  const publicKey = (name: string) => readFileSync(file(`${name}.pub`), 'utf8').trim()
  const borg = execFileSync('sh', ['-c', 'command -v borg'], { encoding: 'utf8' }).trim()
  writeFileSync(
    file('authorized_keys'),
    `command="${borg} serve --restrict-to-path ${storage}",restrict ${publicKey('client')}\n`,
  )
  const port = await freePort()
  writeFileSync(
    file('sshd_config'),
    `Port ${port}
ListenAddress 127.0.0.1
HostKey ${file('host')}
PidFile none
AuthorizedKeysFile ${file('authorized_keys')}
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
PermitRootLogin prohibit-password
`,
  )
  writeFileSync(file('known_hosts'), `[127.0.0.1]:${port} ${publicKey('host').split(' ', 2).join(' ')}\n`)
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true })
  const sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', file('sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await listening(sshd)
  return {
    location: name => `ssh://${process.env.USER ?? 'root'}@127.0.0.1:${port}${join(storage, name)}`,
    keyFile: file('client'),
    knownHostsFile: file('known_hosts'),
    storage,
    async [Symbol.asyncDispose]() {
      const gone = once(sshd, 'exit')
      sshd.kill()
      await gone
    },
  }
}

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

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  return port
}
