import { z } from 'zod'
import type { EncryptionMode, RepositoryMode } from '../../generated/schema.ts'
import { sentOf } from '../values/as-sent.ts'
import { laxBoolean, laxInt, laxNumber } from '../values/lax.ts'
import type { Flags } from './repository-flags.ts'
import { locationShownOf } from './repository-shapes.ts'

/** The path parameter of routes about one repository. */
export const repositoryId = z.object({ repo_id: laxInt() })

const sourceLocation = z.object({
  source_type: z.enum(['local', 'remote', 'agent']).default('local'),
  source_ssh_connection_id: laxInt().nullish(),
  agent_machine_id: laxInt().nullish(),
  paths: z.array(z.string()).default([]),
})

const parameters = () =>
  z
    .record(z.string(), z.unknown())
    .nullish()
    .meta({ description: 'Variables for the script, by upper-case names' })

/** What can be said about a repository, all of it optional. Null is the same as absent. */
const settings = {
  compression: z.string().nullish(),
  source_directories: z.array(z.string()).nullish(),
  source_locations: z.array(sourceLocation).nullish().meta({ description: 'Wins over source_directories' }),
  exclude_patterns: z.array(z.string()).nullish(),
  remote_path: z.string().nullish(),
  pre_backup_script: z.string().nullish(),
  post_backup_script: z.string().nullish(),
  pre_backup_script_parameters: parameters(),
  post_backup_script_parameters: parameters(),
  hook_timeout: laxNumber().nullish(),
  pre_hook_timeout: laxNumber().nullish(),
  post_hook_timeout: laxNumber().nullish(),
  continue_on_hook_failure: laxBoolean().nullish(),
  skip_on_hook_failure: laxBoolean().nullish(),
  mode: z.enum(['full', 'observe']).nullish(),
  bypass_lock: laxBoolean().nullish(),
  custom_flags: z.string().nullish(),
  upload_ratelimit_kib: laxNumber().nullish(),
  connection_id: laxInt().nullish(),
  source_connection_id: laxInt().nullish(),
  // What this server does not have; anything but the default is refused by name.
  borg_version: laxInt().nullish(),
  execution_target: z.string().nullish(),
  executor_type: z.string().nullish(),
  agent_machine_id: laxInt().nullish(),
  storage_backend: z.string().nullish(),
  rclone_remote: z.unknown().optional(),
  rclone_path: z.unknown().optional(),
  cloud_mirror_enabled: laxBoolean().nullish(),
}

/** `POST /api/repositories/` */
export const createBody = z.object({
  name: z.string(),
  path: z.string(),
  encryption: z.string().default('repokey'),
  passphrase: z.string().nullish(),
  ...settings,
})

/** `POST /api/repositories/import` */
export const importBody = z.object({
  name: z.string(),
  path: z.string(),
  encryption: z.string().nullish().meta({ description: 'Ignored: Borg says what it is' }),
  passphrase: z.string().nullish(),
  keyfile_content: z.string().nullish(),
  ...settings,
})

/** `PUT /api/repositories/{repo_id}` */
export const updateBody = z.object({ name: z.string().nullish(), path: z.string().nullish(), ...settings })

/** Input fields of the schema that have other names in these bodies. */
export const settingsLocations = {
  keyFile: ['body', 'keyfile_content'],
  preBackupScriptParameters: ['body', 'pre_backup_script_parameters'],
  postBackupScriptParameters: ['body', 'post_backup_script_parameters'],
  preHookTimeoutSeconds: ['body', 'pre_hook_timeout'],
  postHookTimeoutSeconds: ['body', 'post_hook_timeout'],
}

/** The fields that all three share. */
export type Settings = z.output<z.ZodObject<typeof settings>>

const modes: Readonly<Record<string, EncryptionMode>> = {
  none: 'NONE',
  repokey: 'REPOKEY',
  'repokey-blake2': 'REPOKEY_BLAKE2',
  keyfile: 'KEYFILE',
  'keyfile-blake2': 'KEYFILE_BLAKE2',
  authenticated: 'AUTHENTICATED',
  'authenticated-blake2': 'AUTHENTICATED_BLAKE2',
}

/** Null for what is no mode of Borg 1. */
export const readEncryption = (text: string): EncryptionMode | null =>
  Object.hasOwn(modes, text) ? modes[text]! : null

/** Without null and undefined, for which the schema has meanings of its own. */
const given = <Input extends object>(input: Input) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value != null)) as {
    [Key in keyof Input]?: NonNullable<Input[Key]>
  }

/** The settings as the schema takes them; flags are not among them, see `repository-flags.ts`. */
export function readSettings(body: Settings) {
  const mode: RepositoryMode | null = body.mode == null ? null : body.mode === 'observe' ? 'OBSERVE' : 'FULL'
  return given({
    compression: body.compression,
    sourceDirectories: body.source_locations?.flatMap(location => location.paths) ?? body.source_directories,
    excludePatterns: body.exclude_patterns,
    remotePath: body.remote_path,
    preBackupScript: body.pre_backup_script,
    postBackupScript: body.post_backup_script,
    preBackupScriptParameters:
      body.pre_backup_script_parameters && JSON.stringify(body.pre_backup_script_parameters),
    postBackupScriptParameters:
      body.post_backup_script_parameters && JSON.stringify(body.post_backup_script_parameters),
    preHookTimeoutSeconds: body.pre_hook_timeout,
    postHookTimeoutSeconds: body.post_hook_timeout,
    continueOnHookFailure: body.continue_on_hook_failure,
    mode,
    bypassLock: body.bypass_lock,
  })
}

/** Flags after a request, given those from before; null when it says nothing about them. */
export function readFlags(body: Settings, before: Flags): Flags | null {
  if (body.custom_flags == null && body.upload_ratelimit_kib == null) return null
  return {
    text: body.custom_flags ?? before.text,
    uploadLimit: body.upload_ratelimit_kib ?? before.uploadLimit,
  }
}

/**
 * What a request sent, by field of the answer.
 *
 * @param flags see {@link readFlags}: what a request leaves out stays as it was spelled
 */
export function sentSettings(
  body: Settings & { name?: string | null | undefined; path?: string | null | undefined },
  flags: Flags | null,
) {
  const path = body.path?.trim()
  return {
    ...sentOf(body, [
      'name',
      'compression',
      'exclude_patterns',
      'remote_path',
      'pre_backup_script',
      'post_backup_script',
      'hook_timeout',
      'pre_hook_timeout',
      'post_hook_timeout',
      'continue_on_hook_failure',
      'skip_on_hook_failure',
      'mode',
      'bypass_lock',
    ]),
    // A relative path, and one on another machine, are answered in full: that is what backups are started by.
    ...(path?.startsWith('/') && body.connection_id == null ? { path } : {}),
    ...sentSources(body),
    ...(flags && { custom_flags: flags.text, upload_ratelimit_kib: flags.uploadLimit }),
  }
}

function sentSources(body: Settings) {
  if (!body.source_locations) return sentOf(body, ['source_directories'])
  const locations = body.source_locations.map(({ source_type, source_ssh_connection_id, paths }) =>
    locationShownOf(
      paths,
      source_type === 'remote' ? (source_ssh_connection_id ?? body.source_connection_id ?? null) : null,
    ),
  )
  return { source_locations: locations }
}
