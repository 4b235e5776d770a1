import type { Selectable } from 'kysely'
import type { Tables } from '../entities/index.ts'
import { unavailable } from './errors.ts'
import type { RestoreOptions } from './job-options.ts'
import type { World } from './scope.ts'

export type BorgCallRow = Selectable<Tables['borg_call']>

/** A failure that Borg gave as an answer: a code of the failure catalogue with its sentences. */
export interface CallFailure {
  code: string
  message: string
  remedy: string
}

/** What each call is given and what it answers. Passphrases and key files inside are sealed. */
export interface BorgCalls {
  /** Makes the repository on disk. Answers the key file for the key file modes. */
  INIT: { input: Record<string, never>; output: { sealedKeyFile: string | null } }
  /** Opens the repository with its secrets and says what it is. */
  VERIFY: {
    input: { relocated: boolean }
    output: { encryption: string; borgId: string; totalSize: number }
  }
  /** `borg key export`; the answer is sealed. */
  EXPORT_KEY: { input: { paper: boolean }; output: { sealedKey: string } }
  /** Who holds the repository; its own lock is not seen where it is on another machine. */
  READ_LOCK: { input: Record<string, never>; output: LockFacts }
  /** Mounts an archive, or all, until `expiresAt` (unix milliseconds). `problem`: why not at this mount point. */
  MOUNT: {
    input: {
      mountId: string
      archiveName: string | null
      mountPoint: string | null
      expiresAt: number
      createdById: number | null
    }
    output: { problem: string | null; busy: boolean }
  }
  /** Unmounts on the worker that has mounted it; `force` also while somebody uses it. */
  UNMOUNT: { input: { mountId: string; force: boolean }; output: { inUse: boolean } }
  /** Breaks the lock, unless somebody is using it. */
  BREAK_LOCK: { input: { confirmForeignHost: boolean }; output: LockBreaking }
  /** Brings the catalogue of archives up to date. */
  REFRESH_ARCHIVES: { input: Record<string, never>; output: { archiveCount: number } }
  /** Removes the repository's files, unless something speaks against it. Only for local paths. */
  DELETE_REPOSITORY: {
    input: Record<string, never>
    output: { outcome: 'DELETED' | 'UNSAFE_PATH' | 'PATH_MISSING' | 'NOT_A_REPOSITORY' }
  }
  /** The host keys that a machine offers, each `type base64`; none of them is trusted by being asked for. */
  SCAN_HOST_KEYS: { input: ConnectionInput; output: { hostKeys: string[] } }
  /** Signs in, and does nothing. */
  TEST_CONNECTION: { input: ConnectionInput; output: Record<string, never> }
  /** Asks for the Borg of another machine; null where there is none. */
  VERIFY_REMOTE_BORG: { input: ConnectionInput; output: { version: string | null; path: string | null } }
  /** What Borg knows of the repository as a whole; sizes in bytes. */
  REPOSITORY_INFO: { input: Record<string, never>; output: RepositoryFacts }
  /** What Borg knows of one archive; its numbers go into the catalogue. */
  ARCHIVE_DETAILS: { input: { archiveId: number }; output: ArchiveDetails }
  /** One page of the differences of two archives, of which the worker keeps a list. */
  READ_DIFF: {
    input: { fromId: number; toId: number; offset: number; limit: number }
    output: DiffPage
  }
  /** Why files may not be restored into a folder of the worker's machine; null when they may. */
  CHECK_DESTINATION: { input: { destination: string }; output: { problem: string | null } }
  /** What a restore would do. Nothing is written. */
  PREVIEW_RESTORE: { input: RestoreWish; output: RestorePreview }
  /** Lists the files of an archive into the database. An order: nobody waits for the answer, but for the index. */
  INDEX_ARCHIVE: { input: { archiveId: number; attempt: number }; output: Record<string, never> }
}

/** A process that holds a lock, and what a worker could find out about it. */
export interface LockHolder {
  /** The repository's own lock, or that of the cache which this server keeps of it. */
  place: 'REPOSITORY' | 'CACHE'
  exclusive: boolean
  /** As Borg names the machine. */
  host: string
  pid: number
  /** Unix milliseconds; null when nobody knows. */
  since: number | null
  /** `THIS_SERVER`: the worker that answers. `SAME_MACHINE`: somebody else's Borg on the machine of that worker. */
  machine: 'THIS_SERVER' | 'OTHER_WORKER' | 'SAME_MACHINE' | 'ELSEWHERE'
  /** `UNKNOWN`: it runs, or ran, where nobody can look from here. */
  state: 'ALIVE' | 'GONE' | 'UNKNOWN'
}

export interface LockFacts {
  holders: LockHolder[]
  /** False for a repository on another machine: its own lock cannot be seen. */
  repositoryExamined: boolean
}

/** What became of a request to break a lock. `BUSY`: a job of ours runs. `holder`: who stood in the way. */
export interface LockBreaking {
  verdict: 'BROKEN' | 'NOT_LOCKED' | 'BUSY' | 'HOLDER_ALIVE' | 'HOLDER_UNKNOWN'
  holder: LockHolder | null
}

/** Which row of `ssh_connection` a call is about. */
export interface ConnectionInput {
  connectionId: number
}

/** `borg info` of a repository. */
export interface RepositoryFacts {
  borgId: string
  /** Unix milliseconds. */
  lastModifiedAt: number
  totalSize: number
  totalCompressedSize: number
  uniqueSize: number
  uniqueCompressedSize: number
  totalChunks: number
  uniqueChunks: number
}

/** What the catalogue does not keep of an archive. */
export interface ArchiveDetails {
  /** The words of the command that made it. */
  commandLine: string[]
  /** Such as `["buzhash", "19", "23", "21", "4095"]`. */
  chunkerParams: string[]
  /** Seconds. */
  duration: number
  /** How far its metadata fills what Borg can hold, from 0 to 1. */
  metadataUsage: number
}

/** Which files of an archive shall be where. */
export interface RestoreWish extends RestoreOptions {
  archiveName: string
}

/** What a restore would do. Of each list, the first {@link mostPreviewed}. */
export interface RestorePreview {
  /** Files, folders and links. */
  entryCount: number
  /** Regular files. */
  fileCount: number
  /** Bytes. */
  totalSize: number
  /** What would be written, below the destination. */
  targets: string[]
  overwriteCount: number
  /** Of these, what is there already and is no folder. */
  overwrites: string[]
  /** Paths that are not in the archive. */
  missingPaths: string[]
  /** Why the restore would be refused; null: it would not. */
  refusal: string | null
}

/** A preview names at most so many of anything. */
export const mostPreviewed = 1000

/** `changes` null: the list is still being made. `next` null: there are no more. */
export interface DiffPage {
  changes: string[] | null
  next: number | null
}

/** Calls that may take long: they have places of their own, so that short ones never wait for them. */
export const longCalls: readonly CallKind[] = ['INDEX_ARCHIVE', 'READ_DIFF', 'PREVIEW_RESTORE']

export type CallKind = keyof BorgCalls

/** The calls that are about another machine, and not about a repository. */
export type ConnectionCall = 'SCAN_HOST_KEYS' | 'TEST_CONNECTION' | 'VERIFY_REMOTE_BORG'

/** Borg's refusal of a call, for the caller to translate. */
export class BorgCallError extends Error {
  override name = 'BorgCallError'
  readonly failure: CallFailure

  constructor(failure: CallFailure) {
    super(failure.message)
    this.failure = failure
  }
}

/** What a call is about, whose workers answer it, and, where only one can, which. */
interface Addressee {
  id: number | null
  pool: string
  workerHost?: string
}

/** How long a call may wait for a worker, in milliseconds. One that has it ends it in time (`settings.ts`). */
const usualPatience = 150_000

/** Calls that are about another machine go to the workers of this pool. */
export const connectionPool = { id: null, pool: 'default' } as const

/**
 * Has a worker of the repository's pool run a short Borg command and waits for the answer.
 *
 * @throws BorgCallError when Borg refused; DomainError `UNAVAILABLE` when no worker answered in time
 */
export async function callBorg<Kind extends CallKind>(
  world: World,
  kind: Kind,
  repository: Addressee,
  input: BorgCalls[Kind]['input'],
  patience = usualPatience,
): Promise<BorgCalls[Kind]['output']> {
  const call = await postCall(world, kind, repository, input)
  using bell = world.wakeups.listen([`call:${call.id}`])
  await world.wakeups.ring('calls')
  const unclaimed = Date.now() + patience
  const unanswered = unclaimed + (await longestCall(world))
  try {
    for (;;) {
      const row = await world.db
        .selectFrom('borg_call')
        .select(['status', 'output'])
        .where('id', '=', call.id)
        .executeTakeFirst()
      if (row?.status === 'DONE') return JSON.parse(row.output!)
      if (row?.status === 'FAILED') throw new BorgCallError(JSON.parse(row.output!))
      if (!row || Date.now() > (row.status === 'PENDING' ? unclaimed : unanswered))
        throw unavailable(`No worker of pool ${repository.pool} answered. Is one running?`)
      await bell.next(500)
    }
  } finally {
    await world.db.deleteFrom('borg_call').where('id', '=', call.id).execute()
  }
}

/** Milliseconds after which a worker that lives has ended whatever it was given. */
async function longestCall(world: World): Promise<number> {
  const { infoTimeout, listTimeout, initTimeout, mountTimeout } = await world.settings.values()
  return Math.max(infoTimeout + listTimeout, initTimeout, mountTimeout + 60) * 1000
}

async function postCall(world: World, kind: CallKind, repository: Addressee, input: object) {
  return world.db
    .insertInto('borg_call')
    .values({
      kind,
      repositoryId: repository.id,
      pool: repository.pool,
      workerHost: repository.workerHost ?? null,
      status: 'PENDING',
      input: JSON.stringify(input),
      createdAt: Date.now(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
}

/** Has a worker do something that nobody waits for here. */
export async function postOrder<Kind extends CallKind>(
  world: World,
  kind: Kind,
  repository: { id: number; pool: string },
  input: BorgCalls[Kind]['input'],
): Promise<void> {
  await postCall(world, kind, repository, input)
  await world.wakeups.ring('calls')
}

/** The worker's side: an order is done, and of no interest any more. */
export async function forgetOrder(world: World, id: number): Promise<void> {
  await world.db.deleteFrom('borg_call').where('id', '=', id).execute()
}

/** The worker's side: takes the oldest waiting call of its pools, of the long ones or of the short ones. */
export async function claimCall(
  world: World,
  host: string,
  pools: readonly string[],
  isSqlite: boolean,
  lane: 'long' | 'short',
): Promise<BorgCallRow | null> {
  const claimed = await world.db
    .updateTable('borg_call')
    .set({ status: 'RUNNING', workerHost: host })
    .where('id', '=', ({ selectFrom }) => {
      const next = selectFrom('borg_call as next')
        .select('next.id')
        .where('next.status', '=', 'PENDING')
        .where('next.pool', 'in', [...pools])
        .where(({ or, eb }) => or([eb('next.workerHost', 'is', null), eb('next.workerHost', '=', host)]))
        .where('next.kind', lane === 'long' ? 'in' : 'not in', [...longCalls])
        .orderBy('next.id')
        .limit(1)
      return isSqlite ? next : next.forUpdate().skipLocked()
    })
    .returningAll()
    .executeTakeFirst()
  return claimed ?? null
}

/** The worker's side: gives the answer. */
export async function answerCall(
  world: World,
  id: number,
  status: 'DONE' | 'FAILED',
  output: object,
): Promise<void> {
  await world.db
    .updateTable('borg_call')
    .set({ status, output: JSON.stringify(output) })
    .where('id', '=', id)
    .execute()
  await world.wakeups.ring(`call:${id}`)
}

/** Calls that a worker on this machine left unanswered when it died: nobody can say how far Borg got. */
export async function failAbandonedCalls(world: World, host: string): Promise<void> {
  await giveUpIndexes(world, host)
  const failure: CallFailure = {
    code: 'PROCESS_LOST',
    message: 'The server was stopped while Borg was working.',
    remedy: 'Try again.',
  }
  await world.db
    .updateTable('borg_call')
    .set({ status: 'FAILED', output: JSON.stringify(failure) })
    .where('status', '=', 'RUNNING')
    .where('workerHost', '=', host)
    .execute()
}

/** Indexes that were being built: whoever waits for one starts it again at once. */
async function giveUpIndexes(world: World, host: string): Promise<void> {
  const orders = await world.db
    .deleteFrom('borg_call')
    .where('kind', '=', 'INDEX_ARCHIVE')
    .where('status', '=', 'RUNNING')
    .where('workerHost', '=', host)
    .returning('input')
    .execute()
  for (const { input } of orders) {
    const { archiveId, attempt } = JSON.parse(input) as BorgCalls['INDEX_ARCHIVE']['input']
    await world.db
      .updateTable('archive_index')
      .set({ usedAt: 0 })
      .where('archiveId', '=', archiveId)
      .where('startedAt', '=', attempt)
      .where('state', '=', 'BUILDING')
      .execute()
  }
}
