import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RepositoryRow } from '../../domain/repositories/repositories.ts'
import { openParameters, readParameters } from '../../domain/repositories/script-parameters.ts'
import { markTree } from '../processes/hook-tree.ts'
import type { Command } from '../processes/process.ts'
import type { Spool } from '../processes/spool.ts'
import type { RunnerSettings } from '../sessions/settings.ts'
import { followStep } from './follow-step.ts'
import type { HookEnd, Run } from './run.ts'

/**
 * Runs a pre- or post-backup script as a step of the job: its output goes to the same log, and a time-out ends
 * everything that it started.
 *
 * The script gets, beside `PATH` and `LANG`: `VINCULUM_HOOK` (`pre` or `post`), `VINCULUM_JOB_ID`,
 * `VINCULUM_REPOSITORY_NAME`, `VINCULUM_REPOSITORY_PATH`, `VINCULUM_ARCHIVE_NAME` and, after the backup,
 * `VINCULUM_JOB_STATUS`; the repository's parameters; and what scripts for Borg UI know by its names. Values are never pasted into the
 * script.
 */
export async function runHook(
  run: Run,
  settings: RunnerSettings,
  repository: RepositoryRow,
  hook: Hook,
  jobStatus: string | null,
  signal: AbortSignal,
): Promise<HookEnd> {
  const script = hook === 'pre' ? repository.preBackupScript! : repository.postBackupScript!
  const seconds = hook === 'pre' ? repository.preHookTimeoutSeconds : repository.postHookTimeoutSeconds
  await run.enterPhase(hook === 'pre' ? 'PRE_HOOK' : 'POST_HOOK')
  const end = await followStep(
    run,
    {
      name: hook === 'pre' ? 'pre-hook' : 'post-hook',
      spoolDir: settings.spoolDir,
      mergeOutput: true,
      cancellable: hook === 'pre',
      prepare: async spool =>
        markTree(spool, hookCommand(script, spool, await environment(run, repository, hook, jobStatus))),
      onLine: line => run.add(line, 'HOOK'),
      shouldAbort: () => false,
      timeout: seconds * 1000,
      grace: 5000,
    },
    signal,
  )
  const result: HookEnd = end.timedOut
    ? 'TIMED_OUT'
    : hook === 'pre' && (await run.isCancelRequested())
      ? 'CANCELLED'
      : end.exitCode === 0
        ? 'OK'
        : 'FAILED'
  if (result === 'TIMED_OUT')
    run.note(`The ${hook}-backup script took longer than ${seconds} s and was ended.`)
  if (result === 'FAILED')
    run.note(`The ${hook}-backup script ended with exit code ${end.exitCode ?? 'unknown'}.`)
  return result
}

/** A script with an interpreter line is run by that interpreter, every other one by `sh`. */
function hookCommand(script: string, spool: Spool, env: Record<string, string>): Command {
  const file = join(spool.folder, 'script')
  const text = script.replaceAll('\r\n', '\n')
  writeFileSync(file, text.endsWith('\n') ? text : `${text}\n`, { mode: 0o700 })
  return text.startsWith('#!') ? { file, args: [], env } : { file: '/bin/sh', args: [file], env }
}

type Hook = 'pre' | 'post'

/** Parameters first: they never take the place of what is known for sure. */
async function environment(
  run: Run,
  repository: RepositoryRow,
  hook: Hook,
  jobStatus: string | null,
): Promise<Record<string, string>> {
  const parameters = openParameters(run.world.sealer, repository, `${hook}BackupScriptParameters`)
  return {
    ...readParameters(parameters),
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    LANG: 'C.UTF-8',
    VINCULUM_HOOK: hook,
    VINCULUM_JOB_ID: String(run.job.id),
    VINCULUM_REPOSITORY_NAME: repository.name,
    VINCULUM_REPOSITORY_PATH: repository.path,
    VINCULUM_ARCHIVE_NAME: run.archiveName ?? '',
    ...(jobStatus === null ? {} : { VINCULUM_JOB_STATUS: jobStatus }),
    ...(await legacyEnvironment(run, repository, hook, jobStatus)),
  }
}

/** What scripts for Borg UI read (its documentation, Docker Hooks): the same facts under its names and in its words. */
async function legacyEnvironment(
  run: Run,
  repository: RepositoryRow,
  hook: Hook,
  jobStatus: string | null,
): Promise<Record<string, string>> {
  const source =
    repository.sourceConnectionId === null
      ? undefined
      : await run.world.db
          .selectFrom('ssh_connection')
          .select(['host', 'port', 'username'])
          .where('id', '=', repository.sourceConnectionId)
          .executeTakeFirst()
  return {
    BORG_UI_HOOK_TYPE: `${hook}-backup`,
    BORG_UI_REPOSITORY_ID: String(repository.id),
    BORG_UI_REPOSITORY_NAME: repository.name,
    BORG_UI_REPOSITORY_PATH: repository.path,
    BORG_UI_JOB_ID: String(run.job.id),
    ...(jobStatus === null ? {} : { BORG_UI_BACKUP_STATUS: legacyStatus(jobStatus) }),
    ...(source && {
      BORG_UI_SOURCE_HOST: source.host,
      BORG_UI_SOURCE_PORT: String(source.port),
      BORG_UI_SOURCE_USERNAME: source.username,
    }),
  }
}

const legacyStatus = (status: string): string =>
  status === 'COMPLETED' ? 'success' : status === 'COMPLETED_WITH_WARNINGS' ? 'warning' : 'failure'
