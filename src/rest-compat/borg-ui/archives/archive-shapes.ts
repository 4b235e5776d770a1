import { z } from 'zod'
import type { ArchiveFileFragment, ArchiveItemFragment } from '../../generated/borg-ui/archives.ts'

/** Borg's own naive time in UTC, with six fractional digits (contract borg-ui, 1.5). */
export const borgTime = (instant: string): string => `${instant.replace(/Z$/, '').padEnd(23, '0')}000`

const times = z.string().meta({ description: 'UTC without a zone, as Borg writes it' })

/** One archive of `borg list --json`. */
export const listedShape = z.object({
  archive: z.string(),
  barchive: z.string(),
  id: z.string(),
  name: z.string(),
  start: times,
  time: times,
})

export function listedOf({ borgId, name, startedAt }: ArchiveItemFragment): z.output<typeof listedShape> {
  const start = borgTime(startedAt)
  return { archive: name, barchive: name, id: borgId, name, start, time: start }
}

/** The same with the backup that made it, as far as it is known. */
export const archiveShape = z.strictObject({
  ...listedShape.shape,
  triggered_by: z.enum(['manual', 'schedule']).optional(),
  backup_job_id: z.int().optional(),
  backup_plan_id: z.null().optional(),
  backup_plan_run_id: z.null().optional(),
  scheduled_job_id: z.int().nullable().optional(),
})

export function archiveOf(archive: ArchiveItemFragment): z.output<typeof archiveShape> {
  const { job } = archive
  return {
    ...listedOf(archive),
    ...(job && {
      triggered_by: job.trigger === 'SCHEDULE' ? ('schedule' as const) : ('manual' as const),
      backup_job_id: job.databaseId,
      backup_plan_id: null,
      backup_plan_run_id: null,
      scheduled_job_id: job.databaseIds.schedule,
    }),
  }
}

/** Borg's letters. */
const letters: Record<ArchiveFileFragment['type'], string> = {
  FILE: '-',
  DIRECTORY: 'd',
  SYMBOLIC_LINK: 'l',
  // Borg shows what it is in the mode.
  HARD_LINK: '-',
  PIPE: 'p',
  BLOCK_DEVICE: 'b',
  CHARACTER_DEVICE: 'c',
  OTHER: '?',
}

/** Is this an entry of the archive itself, and no folder that only follows from a path? */
export const isListed = (file: ArchiveFileFragment): boolean => file.modifiedAt !== null

/** A file of `info?include_files=true`. */
export const fileShape = z.strictObject({
  path: z.string(),
  type: z.string().meta({ description: 'Borg’s letter, such as - d l' }),
  mode: z.string(),
  user: z.string(),
  group: z.string(),
  size: z.int(),
  mtime: times,
  healthy: z.boolean(),
})

export const fileOf = (file: ArchiveFileFragment): z.output<typeof fileShape> => ({
  path: file.path,
  type: letters[file.type],
  mode: file.mode ?? '',
  user: file.user ?? '',
  group: file.group ?? '',
  // Borg lists folders without a size.
  size: file.type === 'DIRECTORY' ? 0 : file.size,
  mtime: borgTime(file.modifiedAt!),
  healthy: true,
})

/** A line of `borg list --json-lines`; what the index does not keep (`uid`, `gid`, `flags`) is left out. */
export function lineOf(file: ArchiveFileFragment): object {
  const { path, type, mode, user, group, size, mtime, healthy } = fileOf(file)
  const target = file.linkTarget ?? ''
  return { type, mode, user, group, path, healthy, source: target, linktarget: target, mtime, size }
}

/** An item of a folder. */
export const itemShape = z.strictObject({
  name: z.string(),
  type: z.enum(['directory', 'file']),
  size: z.int().meta({ description: 'Of a directory: of all files below it' }),
  mtime: times.nullable().meta({ description: 'Null for a directory that only follows from paths below it' }),
  path: z.string(),
  raw_path: z
    .string()
    .optional()
    .meta({ description: 'Of our own, only where the path is not UTF-8: its bytes in base64' }),
})

export const itemOf = (file: ArchiveFileFragment): z.output<typeof itemShape> => ({
  name: file.name,
  type: file.type === 'DIRECTORY' ? 'directory' : 'file',
  size: file.size,
  mtime: file.modifiedAt === null ? null : borgTime(file.modifiedAt),
  path: file.path,
  ...(file.path.includes('\ufffd') ? { raw_path: file.rawPath } : {}),
})
