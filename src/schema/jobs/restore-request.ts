import type { RestoreRequest } from '../../domain/jobs/restores.ts'
import { type builder, readRepositoryId } from '../builder.ts'
import { readSshConnectionId } from '../ssh/ssh-connection.ts'
import { RestoreLayout } from './restore-jobs.ts'

type InputFields = Parameters<NonNullable<Parameters<typeof builder.inputType>[1]['fields']>>[0]

/** What every input about a restore holds. */
export const restoreRequest = (t: InputFields) => ({
  repositoryId: t.id({ required: true, description: 'Global id.' }),
  archiveName: t.string({ required: true, description: 'Its name; it need not be in the catalogue.' }),
  paths: t.stringList({ description: 'Paths in the archive; absent or empty: everything.' }),
  rawPaths: t.stringList({
    description: 'More of them, by their `rawPath`: exact, whatever the names.',
  }),
  destination: t.string({
    required: true,
    description:
      'Absolute path of a folder on the worker’s machine, or on that of `connectionId`; made, for the writing user alone, when it is missing. Callers who are no administrators restore below the folders of `RESTORE_ROOTS`. Repositories and the server’s own data are refused; so are system folders, homes of other accounts and start-up files, unless an administrator sets `allowSensitivePaths`.',
  }),
  connectionId: t.id({
    description:
      'The SSH connection to the machine of the destination; absent: the worker’s own. That machine needs `tar`; its homes and system folders are taken to be where they usually are. Times come back in whole seconds, without ACLs and extended attributes. For administrators, unless `RESTORES_FOR_NON_ADMINS` is `anywhere`.',
  }),
  layout: t.field({
    type: RestoreLayout,
    required: true,
    defaultValue: 'PRESERVE_PATH' as const,
    description: 'Where the paths land in it.',
  }),
  allowSensitivePaths: t.boolean({
    required: true,
    defaultValue: false,
    description:
      'Writes to system folders, homes of other accounts, `.ssh` and start-up files as well, as a restore of a whole home or machine needs it. For administrators only.',
  }),
})

/** Reads {@link restoreRequest}. @throws DomainError `NOT_FOUND` */
export const readRestore = ({
  repositoryId,
  archiveName,
  paths,
  rawPaths,
  destination,
  connectionId,
  layout,
  allowSensitivePaths,
}: Omit<RestoreRequest, 'repositoryId' | 'paths' | 'rawPaths' | 'connectionId'> & {
  repositoryId: string | number
  connectionId?: string | number | null | undefined
  paths?: readonly string[] | null | undefined
  rawPaths?: readonly string[] | null | undefined
}): RestoreRequest => ({
  repositoryId: readRepositoryId(repositoryId),
  archiveName,
  paths: [...(paths ?? [])],
  rawPaths: [...(rawPaths ?? [])],
  destination,
  ...(connectionId == null ? {} : { connectionId: readSshConnectionId(connectionId) }),
  layout,
  allowSensitivePaths,
})
