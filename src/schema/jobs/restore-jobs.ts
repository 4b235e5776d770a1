import { displayOf } from '../../domain/archives/exact-paths.ts'
import { optionsOf } from '../../domain/jobs/job-options.ts'
import { type RestoreCheckedFile as CheckedFile, resultOf } from '../../domain/jobs/job-results.ts'
import type { JobRow } from '../../domain/jobs/job-states.ts'
import { builder } from '../builder.ts'
import { describedEnum } from '../enums.ts'
import { SshConnection } from '../ssh/ssh-connection.ts'
import { JobInterface } from './job.ts'
import { isJobOf } from './job-types.ts'

export const RestoreLayout = describedEnum('RestoreLayout', 'Where restored paths land.', {
  PRESERVE_PATH: 'Below the destination as they are in the archive.',
  CONTENTS_ONLY: 'Each chosen path in the destination, by its last name alone.',
})

export const RestoreJob = builder.objectRef<JobRow>('RestoreJob')

builder.node(RestoreJob, {
  description:
    'A job that extracts files of an archive. What was restored stays when it fails or is cancelled.',
  interfaces: [JobInterface],
  id: { resolve: job => job.id },
  isTypeOf: isJobOf('RESTORE'),
  fields: t => ({
    archiveName: t.string({ description: 'The archive.', resolve: job => job.archiveName! }),
    paths: t.stringList({
      description: 'Paths in the archive; empty: everything.',
      resolve: job => optionsOf('RESTORE', job).paths.map(displayOf),
    }),
    destination: t.string({
      description: 'The folder, on the worker’s machine or on that of the connection.',
      resolve: job => optionsOf('RESTORE', job).destination,
    }),
    connection: t.field({
      type: SshConnection,
      nullable: true,
      description:
        'The machine of the destination; null: the worker’s own, or one whose connection is gone. Only for administrators.',
      resolve: (job, _args, { loaders }) => {
        const { connectionId } = optionsOf('RESTORE', job)
        return connectionId === undefined ? null : loaders.sshConnection.load(connectionId)
      },
    }),
    layout: t.field({
      type: RestoreLayout,
      description: 'Where the paths land in it.',
      resolve: job => optionsOf('RESTORE', job).layout,
    }),
    allowSensitivePaths: t.boolean({
      description: 'Whether an administrator let it write to system folders, homes and start-up files.',
      resolve: job => optionsOf('RESTORE', job).allowSensitivePaths ?? false,
    }),
    restoredFileCount: t.int({
      nullable: true,
      description: 'Regular files; null before the end, and when not all were restored.',
      resolve: job => resultOf('RESTORE', job)?.fileCount ?? null,
    }),
  }),
})

const RestoreCheckMode = describedEnum('RestoreCheckMode', 'Which files a restore check compares.', {
  SAMPLE: 'Files that are picked at random: at most 100, and 512 MiB.',
  PATHS: 'Chosen paths.',
  FULL: 'Every file of the archive.',
})

const RestoreCheckedFile = builder.objectRef<CheckedFile>('RestoreCheckedFile').implement({
  description: 'A file that was restored and compared.',
  fields: t => ({
    path: t.exposeString('path', { description: 'In the archive.' }),
    size: t.expose('size', { type: 'ByteSize', description: 'As Borg recorded it.' }),
    expected: t.exposeString('expected', {
      description: 'SHA-256 of what Borg reads from the repository, hexadecimal.',
    }),
    actual: t.exposeString('actual', {
      description: 'SHA-256 of the restored file, hexadecimal; empty when it was not restored.',
    }),
  }),
})

export const RestoreCheckJob = builder.objectRef<JobRow>('RestoreCheckJob')

const evidenceOf = (job: JobRow) => resultOf('RESTORE_CHECK', job)

builder.node(RestoreCheckJob, {
  description:
    'A job that restores files of the newest archive and compares them with what Borg recorded. A difference ends it as `FAILED` with `RESTORE_MISMATCH`; without any archive it is `NO_ARCHIVE`.',
  interfaces: [JobInterface],
  id: { resolve: job => job.id },
  isTypeOf: isJobOf('RESTORE_CHECK'),
  fields: t => ({
    mode: t.field({
      type: RestoreCheckMode,
      description: 'Which files.',
      resolve: job => {
        const { paths, fullArchive } = optionsOf('RESTORE_CHECK', job)
        return fullArchive ? 'FULL' : paths.length > 0 ? 'PATHS' : 'SAMPLE'
      },
    }),
    paths: t.stringList({
      description: 'The chosen paths.',
      resolve: job => optionsOf('RESTORE_CHECK', job).paths.map(displayOf),
    }),
    archiveName: t.exposeString('archiveName', {
      nullable: true,
      description: 'The archive; null until the job has found the newest one.',
    }),
    archiveId: t.string({
      nullable: true,
      description: 'Borg’s id of the archive; null until files were compared.',
      resolve: job => evidenceOf(job)?.archiveId ?? null,
    }),
    checkedCount: t.int({
      nullable: true,
      description: 'How many files were compared; null until then.',
      resolve: job => evidenceOf(job)?.checkedCount ?? null,
    }),
    checkedBytes: t.field({
      type: 'ByteSize',
      nullable: true,
      description: 'Their size together; null until then.',
      resolve: job => evidenceOf(job)?.checkedBytes ?? null,
    }),
    files: t.field({
      type: [RestoreCheckedFile],
      nullable: true,
      description: 'The first hundred of them; null until then.',
      resolve: job => evidenceOf(job)?.files ?? null,
    }),
    mismatches: t.stringList({
      nullable: true,
      description:
        'Paths of files that came back otherwise, at most a hundred; the log has more. Null until then.',
      resolve: job => evidenceOf(job)?.mismatches ?? null,
    }),
  }),
})
