import { access, constants, readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { BorgCallRow } from '../domain/calls/borg-calls.ts'
import { readHosted } from '../domain/hosting/hosted-repositories.ts'
import type { HostingCall, HostingCalls, HostKeyFingerprint } from '../domain/hosting/hosting-calls.ts'
import { parseSshPublicKey } from '../domain/hosting/ssh-public-keys.ts'
import type { World } from '../domain/kernel/scope.ts'
import type { HostedKeyLines } from './hosted-key-lines.ts'
import type { TakeLock } from './key-file.ts'
import type { Prober } from './prober.ts'
import { prepare, removalProblem, remove } from './storage.ts'

/** What the hosting room needs of the configuration beside `World.hosting`. */
export interface HostingSettings {
  /** Absolute path; null: sshd asks by `AuthorizedKeysCommand`, and no file is written. */
  readonly authorizedKeysFile: string | null
  /** Keeps other processes of this machine from writing that file. */
  readonly takeLock: TakeLock
  /** Public host keys of the sshd that clients reach. */
  readonly hostKeyFiles: readonly string[]
  /** The pools whose files are on this machine. */
  readonly pools: readonly string[]
}

type Answers = {
  [Kind in HostingCall]: (
    call: BorgCallRow,
    input: HostingCalls[Kind]['input'],
  ) => Promise<HostingCalls[Kind]['output']>
}

/** Answers the calls that are about files of hosted repositories. */
export function createHostingAnswers(
  world: World,
  settings: HostingSettings,
  lines: HostedKeyLines,
  prober: Prober,
  report: (error: unknown, what: string) => void,
): (call: BorgCallRow) => Promise<object> {
  const write = (withNewKey: string | null) =>
    lines.write(withNewKey).catch((error: unknown) => {
      report(error, 'the authorized_keys file cannot be written')
      return 'KEY_FILE_UNWRITABLE' as const
    })
  const placeOf = async ({ repositoryId }: BorgCallRow) => {
    const hosted = await readHosted(world, repositoryId!)
    if (!hosted) throw new Error('The hosted repository of this call is gone.')
    return { path: hosted.path, storageTarget: hosted.hosted.storageTarget }
  }
  const answers: Answers = {
    async APPLY_HOSTED(call, { isNew, hasNewKey }) {
      const place = await placeOf(call)
      const problem = await prepare(place, isNew)
      return { problem: problem ?? (await write(hasNewKey ? basename(place.path) : null)) }
    },

    async REMOVE_HOSTED(call) {
      const place = await placeOf(call)
      const problem = (await removalProblem(place)) ?? (await write(null))
      if (problem) return { problem, hadFiles: false }
      try {
        return { problem: null, hadFiles: await remove(place) }
      } catch (error) {
        report(error, 'files of a hosted repository cannot be removed')
        return { problem: 'FILES_UNREMOVABLE', hadFiles: true }
      }
    },

    async PROBE_HOSTED(_call, { what, repositoryIds }) {
      const which = { ids: repositoryIds }
      const { probed, made } =
        what === 'STORAGE' ? await prober.measure(which) : await prober.lookForChanges(which)
      return { probed, made }
    },

    async READ_SSH_SERVER() {
      return { fingerprints: await readHostKeys(settings.hostKeyFiles) }
    },

    async PROBE_STORAGE_TARGETS(_call, { paths }) {
      const online = await Promise.all(paths.map(isOnline))
      return { online: paths.filter((_path, index) => online[index]) }
    },

    async REVIEW_AUTHORIZED_KEYS() {
      return { findings: await lines.review() }
    },
  }
  return call => {
    const work = answers[call.kind as HostingCall] as (call: BorgCallRow, input: unknown) => Promise<object>
    return work(call, JSON.parse(call.input))
  }
}

/** Storage on a network that does not answer counts as gone after so many milliseconds (contract borgwarehouse, 4.12). */
const patience = 5000

/** Is this a folder that can be written to? */
async function isOnline(path: string): Promise<boolean> {
  const look = stat(path).then(
    async found => found.isDirectory() && (await access(path, constants.W_OK).then(() => true)),
  )
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>(resolve => {
    timer = setTimeout(() => resolve(false), patience)
  })
  return Promise.race([look.catch(() => false), late]).finally(() => clearTimeout(timer))
}

/** Of the files that are there and hold a key. */
async function readHostKeys(files: readonly string[]): Promise<HostKeyFingerprint[]> {
  const found = await Promise.all(
    files.map(async file => {
      try {
        const { type, fingerprint } = parseSshPublicKey(await readFile(file, 'utf8'))
        return { type: typeOf(type), fingerprint }
      } catch {
        return null
      }
    }),
  )
  return found.filter(each => each !== null)
}

const typeOf = (type: string): HostKeyFingerprint['type'] =>
  type === 'ssh-rsa' ? 'RSA' : type.startsWith('ecdsa-') ? 'ECDSA' : 'ED25519'
