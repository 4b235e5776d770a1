import { mkdirSync } from 'node:fs'
import { access, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { failureOf } from '../../domain/borg/failures.ts'
import {
  answerCall,
  type BorgCallRow,
  type BorgCalls,
  type CallKind,
  type ConnectionCall,
  forgetOrder,
  type LockFacts,
} from '../../domain/calls/borg-calls.ts'
import { type HostingCall, isHostingCall } from '../../domain/hosting/hosting-calls.ts'
import type { World } from '../../domain/kernel/scope.ts'
import { mayBypassLock } from '../../domain/repositories/repositories.ts'
import { longestDestruction } from '../../domain/repositories/repository-destruction.ts'
import { judgeLock } from '../../domain/repositories/repository-locks.ts'
import {
  breakLockCommand,
  deleteRepositoryCommand,
  encryptionModeFromBorg,
  infoRepositoryCommand,
  keyExportCommand,
} from '../borg/command.ts'
import { isRemoteLocation } from '../borg/environment.ts'
import { Refused } from '../borg/refused.ts'
import { parseRepositoryDetails } from '../borg/results.ts'
import { mountArchive, unmountArchive } from '../mounts/mounts.ts'
import { internalProblem } from '../places/internal-places.ts'
import { lookAtDestination } from '../restores/restore-destination.ts'
import { lockHolders } from '../sessions/lock-holders.ts'
import { findArchive, readArchiveDetails, readCatalogue } from '../sessions/read-catalogue.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import { readDiff } from './archive-diff.ts'
import { CallSession } from './call-session.ts'
import { answerConnectionCall } from './connection-calls.ts'
import { openCreations, settleCreation } from './creations.ts'
import { whyNotDestroy } from './destroy-repository.ts'
import { indexArchive } from './index-archive.ts'
import { initRepository, localPathProblem, withKeptKey } from './init-repository.ts'
import { previewRestore } from './preview-restore.ts'
import { firstUnreadable } from './read-patterns.ts'
import { streamDownload } from './stream-download.ts'

/** Answers one call; every failure is an answer, too, and so is the end of this server (`signal`). */
export async function answer(
  world: World,
  settings: RunnerSettings,
  call: BorgCallRow,
  signal: AbortSignal,
): Promise<void> {
  const folder = join(settings.spoolDir, `call-${call.id}`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const output = isHostingCall(call.kind)
      ? await settings.answerHostingCall(call)
      : call.repositoryId === null
        ? await answerConnectionCall(world, settings, call, folder, signal)
        : await answerOnRepository(world, settings, call, folder, signal)
    await answerCall(world, call.id, 'DONE', output, signal)
  } catch (error) {
    const expected = error instanceof Refused || signal.aborted
    const code = error instanceof Refused ? error.code : signal.aborted ? 'PROCESS_LOST' : 'UNKNOWN'
    const hasBorg = settings.borg !== null || call.repositoryId === null || isHostingCall(call.kind)
    const failure = failureOf(hasBorg ? code : 'BORG_NOT_FOUND')
    await answerCall(world, call.id, 'FAILED', failure, signal)
    if (!expected && hasBorg) throw error
  } finally {
    if (call.kind === 'INDEX_ARCHIVE') await forgetOrder(world, call.id)
    await rm(folder, { recursive: true, force: true })
  }
}

async function answerOnRepository(
  world: World,
  settings: RunnerSettings,
  call: BorgCallRow,
  folder: string,
  signal: AbortSignal,
): Promise<object> {
  const repository = await world.db
    .selectFrom('repository')
    .selectAll()
    .where('id', '=', call.repositoryId)
    .executeTakeFirstOrThrow()
  const session = new CallSession(world, settings, repository, folder, signal)
  const work = answers[call.kind as RepositoryCall] as (
    session: CallSession,
    input: unknown,
    callId: number,
  ) => Promise<object>
  return work(session, JSON.parse(call.input), call.id)
}

type RepositoryCall = Exclude<CallKind, ConnectionCall | HostingCall>

const answers: {
  [Kind in RepositoryCall]: (
    session: CallSession,
    input: BorgCalls[Kind]['input'],
    callId: number,
  ) => Promise<BorgCalls[Kind]['output']>
} = {
  async CHECK_LOCATION({ settings: { dataDir } }, { path, sources }) {
    const problems = await Promise.all(
      sources.map(async source => {
        const problem = await internalProblem(dataDir, source, 'SOURCE')
        return problem && `${problem.slice(0, -1)}: ${source}.`
      }),
    )
    return {
      problem: path === null ? null : await localPathProblem(dataDir, path),
      sourceProblem: problems.find(problem => problem !== null) ?? null,
    }
  },

  async READ_PATTERNS({ settings, signal }, { patterns }) {
    return { unreadable: await firstUnreadable(settings, patterns, signal) }
  },

  INIT: initRepository,

  async SETTLE_CREATION({ world, settings, repository }) {
    for (const creation of await openCreations(settings, repository.path))
      await settleCreation(world, settings, creation)
    return {}
  },

  async VERIFY(given, { relocated }) {
    const session = await withKeptKey(given)
    const bypassLock = await bypassesLockOnInfo(session)
    const details = parseRepositoryDetails(
      await session.borg(infoRepositoryCommand({ bypassLock }), { trustLocation: relocated }),
    )
    const encryption = encryptionModeFromBorg(details.encryptionMode)
    if (!encryption) throw new Refused('REPOSITORY_FEATURE_UNSUPPORTED')
    const { sealedKeyFile } = session.repository
    const isKept = session !== given && encryption.startsWith('KEYFILE')
    return {
      encryption,
      borgId: details.id,
      totalSize: details.statistics.uniqueCompressedSize,
      kept: isKept ? { sealedKeyFile: sealedKeyFile!, host: session.settings.host } : null,
    }
  },

  async EXPORT_KEY(session, { paper }) {
    return { sealedKey: session.sealKey(await session.borg(keyExportCommand({ paper }), {})) }
  },

  async READ_LOCK(session) {
    return readLock(session)
  },

  async MOUNT(session, input) {
    const { world, settings, repository, signal } = session
    if (await isBusy(session)) return { problem: null, busy: true }
    return { problem: await mountArchive(world, settings, repository, input, signal), busy: false }
  },

  async UNMOUNT({ world, settings }, { mountId, force }) {
    return { inUse: !(await unmountArchive(world, settings, mountId, force)) }
  },

  async BREAK_LOCK(session, { confirmForeignHost }) {
    if (await isBusy(session)) return { verdict: 'BUSY', holder: null }
    if (session.repository.kind === 'HOSTED' && !(await isMade(session.repository.path)))
      return { verdict: 'NOT_MADE', holder: null }
    const breaking = judgeLock(await readLock(session), { confirmForeignHost })
    if (breaking.verdict === 'BROKEN') await session.borg(breakLockCommand(), {})
    return breaking
  },

  async REFRESH_ARCHIVES(session) {
    const { world, repository } = session
    return readCatalogue(world, repository, command => session.borg(command, {}))
  },

  async FIND_ARCHIVE(session, { name }) {
    const { world, repository } = session
    return { isThere: await findArchive(world, repository, name, command => session.borg(command, {})) }
  },

  async DELETE_REPOSITORY(session) {
    const refusal = await whyNotDestroy(session.repository.path)
    if (refusal) return { outcome: refusal }
    await session.borg(deleteRepositoryCommand(), {}, longestDestruction)
    await session.forgetState()
    return { outcome: 'DELETED' }
  },

  async REPOSITORY_INFO(session) {
    // A job of ours is worth waiting for; a lock that others hold may stay for hours.
    const lockWait = (await isBusy(session)) ? undefined : lockWaitForOthersSeconds
    const options = { bypassLock: await bypassesLockOnInfo(session), lockWait }
    const { id, lastModified, statistics } = parseRepositoryDetails(
      await session.borg(infoRepositoryCommand(options), {}),
    )
    return { borgId: id, lastModifiedAt: lastModified.getTime(), ...statistics }
  },

  async ARCHIVE_DETAILS(session, { archiveId }) {
    const { world, repository } = session
    return readArchiveDetails(world, repository, archiveId, command => session.borg(command, {}))
  },

  async READ_DIFF(session, page) {
    const { world, repository } = session
    return readDiff(world, session.settings, repository, page, session.signal)
  },

  async CHECK_DESTINATION({ world, settings }, place) {
    return { problem: (await lookAtDestination(world, settings, place)).problem }
  },

  async PREVIEW_RESTORE({ world, settings, repository, signal }, wish) {
    return previewRestore(world, settings, repository, wish, signal)
  },

  async INDEX_ARCHIVE(session, build) {
    await indexArchive(session.world, session.settings, build, session.signal)
    return {}
  },

  DOWNLOAD: streamDownload,
}

/** Does a job of ours run? As long as this call is answered, none begins (`claimJob`). */
async function isBusy({ world, repository }: CallSession): Promise<boolean> {
  const running = await world.db
    .selectFrom('job')
    .select('id')
    .where('repositoryId', '=', repository.id)
    .where('status', '=', 'RUNNING')
    .executeTakeFirst()
  return running !== undefined
}

/** Borg writes the configuration first of all. What the tables know of a repository comes later than what lies on the disk. */
const isMade = (path: string): Promise<boolean> =>
  access(join(path, 'config')).then(
    () => true,
    () => false,
  )
/** How long `borg info` waits for a lock that no job of ours holds. */
const lockWaitForOthersSeconds = 2

async function bypassesLockOnInfo({ world, repository }: CallSession): Promise<boolean> {
  return (await world.settings.values()).bypassLockOnInfo || mayBypassLock(repository)
}

const readLock = async ({ world, settings, repository }: CallSession): Promise<LockFacts> => ({
  holders: await lockHolders(world, settings, repository),
  repositoryExamined: !isRemoteLocation(repository.path),
})
