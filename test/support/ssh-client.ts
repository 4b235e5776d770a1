import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestSshd } from './sshd.ts'

/** How a program of a client ended. */
export interface Ended {
  code: number
  stdout: string
  stderr: string
}

/** A machine that pushes to hosted repositories, with a key of its own. */
export interface SshClient {
  /** One line, as in `id_ed25519.pub`. */
  readonly publicKey: string
  /** The real borg. `REPO` in an argument becomes the location of the repository. */
  borg(repositoryName: string, ...args: string[]): Promise<Ended>
  /** The real ssh, with the options of a client. */
  ssh(...args: string[]): Promise<Ended>
  sftp(batch: string): Promise<Ended>
}

/** A client below `folder`, of an sshd. */
export function makeClient(folder: string, sshd: TestSshd, name = 'client'): SshClient {
  const home = join(folder, `home-${name}`)
  mkdirSync(home)
  const keyFile = join(home, 'key')
  execFileSync('ssh-keygen', ['-qt', 'ed25519', '-N', '', '-C', `${name}@there`, '-f', keyFile])
  const options = [
    ...['-F', '/dev/null', '-o', 'BatchMode=yes', '-o', 'IdentitiesOnly=yes'],
    ...['-o', `UserKnownHostsFile=${sshd.knownHostsFile}`, '-i', keyFile],
  ]
  const env = {
    PATH: process.env.PATH!,
    HOME: home,
    BORG_BASE_DIR: home,
    BORG_PASSPHRASE: 'known to the client alone',
    BORG_RSH: ['ssh', ...options].join(' '),
    BORG_RELOCATED_REPO_ACCESS_IS_OK: 'yes',
    BORG_EXIT_CODES: 'modern',
  }
  const run = (program: string, args: readonly string[], input = '') =>
    new Promise<Ended>(resolve => {
      const child = execFile(
        program,
        args,
        { env, encoding: 'utf8', timeout: 60_000, maxBuffer: 64e6 },
        (error, stdout, stderr) =>
          resolve({ code: error ? (typeof error.code === 'number' ? error.code : -1) : 0, stdout, stderr }),
      )
      child.stdin!.on('error', () => {})
      child.stdin!.end(input)
    })
  return {
    publicKey: readFileSync(`${keyFile}.pub`, 'utf8').trim(),
    borg: (repositoryName, ...args) => {
      const location = `ssh://${sshd.username}@127.0.0.1:${sshd.port}/./${repositoryName}`
      return run(
        'borg',
        args.map(arg => arg.replaceAll('REPO', location)),
      )
    },
    ssh: (...args) => run('ssh', [...options, '-p', `${sshd.port}`, ...args]),
    sftp: batch =>
      run('sftp', [...options, '-P', `${sshd.port}`, '-b', '-', `${sshd.username}@127.0.0.1`], batch),
  }
}
