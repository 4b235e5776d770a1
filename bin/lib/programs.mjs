/** The programs outside npm: BorgBackup, and for the tests an SSH server, a reverse proxy, sshfs and some command line tools. */
import { accessSync, constants, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { run, SetupError, say } from './process.mjs'

const packageOf = {
  borg: 'borgbackup',
  sshd: 'openssh-server',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
  sshfs: 'sshfs',
  fusermount3: 'fuse3',
  curl: 'curl',
  jq: 'jq',
}

/** What the server cannot do without. */
export const serverPrograms = ['borg']
/** What the tests use besides: repositories over a real SSH server, sources mounted from one, and the curl walk-through. */
export const testPrograms = Object.keys(packageOf)

/** Borg's FUSE support is a Python module without a program. */
const fuseModule = { folder: '/usr/lib/python3/dist-packages', names: /^(llfuse|pyfuse3)/ }

const hasFuseModule = () =>
  existsSync(fuseModule.folder) && readdirSync(fuseModule.folder).some(name => fuseModule.names.test(name))

/** What tests can do without: those that need it are skipped then. */
const optional = [
  {
    package: 'python3-llfuse',
    isWanted: () => !process.env.BORG_PATH && !hasFuseModule(),
    without: 'no FUSE for Borg: tests of mounts are skipped',
  },
  {
    package: 'nginx',
    isWanted: () => !find('nginx'),
    without: 'no nginx: tests through a reverse proxy are skipped',
  },
  {
    package: 'apprise',
    isWanted: () => !find('apprise'),
    without: 'no Apprise: tests with the real program are skipped',
  },
]

/** Finds the programs; as root on a system with apt it installs those that are missing, else it says how to. */
export async function ensurePrograms(names) {
  const borg = process.env.BORG_PATH
  if (borg && names.includes('borg') && !find(borg)) {
    throw new SetupError(`BORG_PATH is "${borg}", which is not a program that can be run.`)
  }
  const missing = names.filter(name => !(name === 'borg' && borg) && !find(name))
  const canInstall = process.getuid?.() === 0 && find('apt-get') !== undefined
  const wanted = canInstall && names === testPrograms ? optional.filter(one => one.isWanted()) : []
  if (missing.length === 0 && wanted.length === 0) return
  const packages = [...new Set(missing.map(name => packageOf[name]))]
  if (!canInstall) throw new SetupError(advice(missing, packages))
  if (packages.length > 0) await installWithApt(packages)
  for (const one of wanted) await installWithApt([one.package]).catch(() => say(one.without))
  const still = missing.filter(name => !find(name))
  if (still.length > 0) throw new SetupError(advice(still, packages))
}

async function installWithApt(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = { env, stdio: ['ignore', 2, 2] }
  say(`installing ${packages.join(', ')} (apt-get update; apt-get install) …`)
  // One unreachable source among several fails the update; the installation itself is what counts.
  await run('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=120', 'update'], options)
  const install = ['-qq', '-o', 'DPkg::Lock::Timeout=120', 'install', '-y', '--no-install-recommends']
  const allow = keepServersFromStarting()
  try {
    await run('apt-get', [...install, ...packages], options)
  } finally {
    allow()
  }
}

/**
 * Debian starts the servers that it installs; the tests start their own, and nothing shall listen on this machine because of them.
 * Returns what takes the rule (`man invoke-rc.d`) back.
 */
function keepServersFromStarting() {
  const rule = '/usr/sbin/policy-rc.d'
  if (existsSync(rule)) return () => {}
  writeFileSync(rule, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  return () => rmSync(rule, { force: true })
}

function advice(missing, packages) {
  const lines = [
    `not found: ${missing.join(', ')}. On Debian or Ubuntu install it with`,
    `  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`,
  ]
  if (missing.includes('borg')) {
    lines.push('elsewhere see https://borgbackup.readthedocs.io/en/stable/installation.html,')
    lines.push('or name the program in BORG_PATH.')
  }
  return lines.join('\n')
}

/** The path of a program. Servers like sshd lie outside the PATH of ordinary users. */
function find(name) {
  if (isAbsolute(name)) return isProgram(name) ? name : undefined
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/bin', '/usr/bin', '/usr/sbin']
  return folders
    .filter(Boolean)
    .map(folder => join(folder, name))
    .find(isProgram)
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
