import { z } from 'zod'
import type { RepositoryDetailsFragment } from '../../generated/borg-ui/borg-ui.ts'
import type { EncryptionMode } from '../../generated/schema.ts'
import { dateOrNull, dateText, sizeText } from '../protocol/text-formats.ts'
import { asSent } from '../values/as-sent.ts'
import { date } from '../values/job-shapes.ts'
import { pick } from '../values/pick.ts'
import { splitFlags } from './repository-flags.ts'

/** `REPOKEY_BLAKE2` is `repokey-blake2` here, as Borg spells it. */
export const encryptionText = (mode: EncryptionMode) => mode.toLowerCase().replaceAll('_', '-')

const summaryKeys = {
  id: z.int(),
  name: z.string(),
  path: z.string(),
  encryption: z.string(),
  compression: z.string(),
  execution_target: z.enum(['local', 'ssh']),
  executor_type: z.literal('server'),
  agent_machine_id: z.null(),
  agent_machine_name: z.null(),
  agent_machine_status: z.null(),
  upload_ratelimit_kib: z.int().nullable(),
}

/** What `POST /api/repositories/` answers about the new repository. */
export const summaryShape = z.strictObject(summaryKeys)

const isRemote = (path: string) => path.startsWith('ssh://')

const parameters = z.record(z.string(), z.unknown()).nullable()

const detailKeys = {
  ...summaryKeys,
  source_directories: z.array(z.string()),
  source_locations: z.array(
    z.strictObject({
      source_type: z.enum(['local', 'remote']),
      source_ssh_connection_id: z.int().nullable(),
      agent_machine_id: z.null(),
      paths: z.array(z.string()),
    }),
  ),
  last_backup: date().nullable(),
  total_size: z.string().nullable().meta({ description: 'Such as "667.58 MB"' }),
  archive_count: z.int(),
  created_at: date(),
  updated_at: date(),
  has_keyfile: z.boolean(),
  source_ssh_connection_id: z.int().nullable(),
}

/** Sizes as texts, such as "667.58 MB"; "Unknown" where Borg has not said one yet. */
export const statsShape = z.strictObject({
  total_size: z.string(),
  compressed_size: z.string(),
  deduplicated_size: z.string(),
  archive_count: z.int(),
  last_modified: date().nullable(),
  encryption: z.string(),
})

/** What the stats are made of. */
interface Numbers {
  encryption: EncryptionMode
  totalSize: number | null
  archiveCount: number
  lastBackupAt: string | null
  archiveTotals: { originalSize: number | null; compressedSize: number | null }
}

/** What the old server said for every number; we say it for those that we do not have. */
const sizeOrUnknown = (bytes: number | null) => (bytes === null ? 'Unknown' : sizeText(bytes))

export const statsOf = (repository: Numbers): z.output<typeof statsShape> => ({
  total_size: sizeOrUnknown(repository.archiveTotals.originalSize),
  compressed_size: sizeOrUnknown(repository.archiveTotals.compressedSize),
  deduplicated_size: sizeOrUnknown(repository.totalSize),
  archive_count: repository.archiveCount,
  last_modified: dateOrNull(repository.lastBackupAt),
  encryption: encryptionText(repository.encryption),
})

/** `GET /api/repositories/{repo_id}` */
export const detailsShape = z.strictObject({ ...detailKeys, stats: statsShape })

/** One item of `GET /api/repositories/` */
export const itemShape = z.strictObject({
  ...detailKeys,
  exclude_patterns: z.array(z.string()),
  repository_type: z.enum(['local', 'ssh']),
  host: z.string().nullable(),
  port: z.int(),
  username: z.string().nullable(),
  ssh_key_id: z.int().nullable(),
  remote_path: z.string().nullable(),
  last_check: date().nullable(),
  last_compact: date().nullable(),
  pre_backup_script: z.string().nullable(),
  post_backup_script: z.string().nullable(),
  pre_backup_script_parameters: parameters,
  post_backup_script_parameters: parameters,
  hook_timeout: z.int().meta({ description: 'Kept, without effect: each script has its own' }),
  pre_hook_timeout: z.int(),
  post_hook_timeout: z.int(),
  continue_on_hook_failure: z.boolean(),
  skip_on_hook_failure: z.boolean().meta({ description: 'Kept, without effect' }),
  mode: z.enum(['full', 'observe']),
  bypass_lock: z.boolean(),
  custom_flags: z.string().nullable(),
  has_running_maintenance: z.boolean(),
  has_schedule: z.boolean(),
  schedule_enabled: z.boolean(),
  schedule_name: z.string().nullable(),
  schedule_timezone: z.string().nullable(),
  next_run: date().nullable(),
  borg_version: z.literal(1),
})

/** Who, where and through which port, of `ssh://user@host:port/path`. */
function locationOf(path: string) {
  const match = /^ssh:\/\/(?:([^@/]+)@)?(\[[^\]]+\]|[^:/]+)(?::(\d+))?\//.exec(path)
  return { host: match?.[2] ?? null, port: Number(match?.[3] ?? 22), username: match?.[1] ?? null }
}

const maintenance: ReadonlySet<string> = new Set(['CHECK', 'PRUNE', 'COMPACT', 'PRUNING', 'COMPACTING'])

/** Does a check, compaction or pruning run, be it after a backup? */
const isMaintained = ({ runningJob: job }: RepositoryDetailsFragment): boolean =>
  job !== null && (maintenance.has(job.kind) || maintenance.has(job.progress.phase))

const parametersOf = (json: string | null): z.output<typeof parameters> =>
  json === null ? null : JSON.parse(json)

/** An item as the server derives it, whatever a client sent. */
export function derivedItemOf(repository: RepositoryDetailsFragment): z.output<typeof itemShape> {
  const { backupSchedule: schedule, path, sourceDirectories: paths } = repository
  const source = repository.databaseIds.sourceConnection
  const { text, uploadLimit } = splitFlags(repository.customFlags)
  const target = isRemote(path) ? 'ssh' : 'local'
  return {
    id: repository.databaseId,
    name: repository.name,
    path,
    encryption: encryptionText(repository.encryption),
    compression: repository.compression,
    source_directories: paths,
    source_locations: paths.length === 0 ? [] : [locationShownOf(paths, source)],
    exclude_patterns: repository.excludePatterns,
    repository_type: target,
    execution_target: target,
    executor_type: 'server',
    agent_machine_id: null,
    agent_machine_name: null,
    agent_machine_status: null,
    ...locationOf(path),
    ssh_key_id: repository.connection?.sshKey?.databaseId ?? null,
    remote_path: repository.remotePath,
    last_backup: dateOrNull(repository.lastBackupAt),
    last_check: dateOrNull(repository.lastCheckAt),
    last_compact: dateOrNull(repository.lastCompactAt),
    total_size: repository.totalSize === null ? null : sizeText(repository.totalSize),
    archive_count: repository.archiveCount,
    created_at: dateText(repository.createdAt),
    updated_at: dateText(repository.updatedAt),
    pre_backup_script: repository.preBackupScript,
    post_backup_script: repository.postBackupScript,
    pre_backup_script_parameters: parametersOf(repository.preBackupScriptParameters),
    post_backup_script_parameters: parametersOf(repository.postBackupScriptParameters),
    // Each script has a limit of its own; the old common one is only kept.
    hook_timeout: 300,
    pre_hook_timeout: repository.preHookTimeoutSeconds,
    post_hook_timeout: repository.postHookTimeoutSeconds,
    continue_on_hook_failure: repository.continueOnHookFailure,
    skip_on_hook_failure: false,
    mode: repository.mode === 'OBSERVE' ? 'observe' : 'full',
    bypass_lock: repository.bypassLock,
    custom_flags: text,
    upload_ratelimit_kib: uploadLimit,
    has_running_maintenance: isMaintained(repository),
    has_schedule: schedule !== null,
    schedule_enabled: schedule?.isEnabled ?? false,
    schedule_name: schedule?.name ?? null,
    schedule_timezone: schedule?.timezone ?? null,
    next_run: dateOrNull(schedule?.nextRunAt),
    has_keyfile: repository.hasKeyFile,
    source_ssh_connection_id: source,
    borg_version: 1,
  }
}

/** One place of sources, with all its keys. */
export const locationShownOf = (paths: string[], connection: number | null) => ({
  source_type: connection === null ? ('local' as const) : ('remote' as const),
  source_ssh_connection_id: connection,
  agent_machine_id: null,
  paths,
})

/** What clients sent about repositories. Flags and their limit are one list of options here. */
export const repositoryAsSent = asSent<z.output<typeof itemShape>>(['custom_flags', 'upload_ratelimit_kib'])

export const itemOf = (repository: RepositoryDetailsFragment) =>
  repositoryAsSent.show(derivedItemOf(repository), repository.asSent)

export const summaryOf = (item: z.output<typeof itemShape>): z.output<typeof summaryShape> =>
  pick(summaryShape, item)

export const detailsWithStatsOf = (repository: RepositoryDetailsFragment): z.output<typeof detailsShape> => ({
  ...pick(z.object(detailKeys), itemOf(repository)),
  stats: statsOf(repository),
})
