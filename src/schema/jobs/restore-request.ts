import type { RestoreRequest } from '../../domain/jobs/restores.ts'
import { type builder, readRepositoryId } from '../builder.ts'
import { RestoreLayout } from './restore-jobs.ts'

type InputFields = Parameters<NonNullable<Parameters<typeof builder.inputType>[1]['fields']>>[0]

/** What every input about a restore holds. */
export const restoreRequest = (t: InputFields) => ({
  repositoryId: t.id({ required: true, description: 'Global id.' }),
  archiveName: t.string({ required: true, description: 'Its name; it need not be in the catalogue.' }),
  paths: t.stringList({ description: 'Paths in the archive; absent or empty: everything.' }),
  destination: t.string({
    required: true,
    description:
      'Absolute path of a folder on the worker’s machine; made, for the server’s user alone, when it is missing. System folders, repositories and the server’s own data are refused.',
  }),
  layout: t.field({
    type: RestoreLayout,
    required: true,
    defaultValue: 'PRESERVE_PATH' as const,
    description: 'Where the paths land in it.',
  }),
})

/** Reads {@link restoreRequest}. @throws DomainError `NOT_FOUND` */
export const readRestore = ({
  repositoryId,
  archiveName,
  paths,
  destination,
  layout,
}: Omit<RestoreRequest, 'repositoryId' | 'paths'> & {
  repositoryId: string | number
  paths?: readonly string[] | null | undefined
}): RestoreRequest => ({
  repositoryId: readRepositoryId(repositoryId),
  archiveName,
  paths: [...(paths ?? [])],
  destination,
  layout,
})
