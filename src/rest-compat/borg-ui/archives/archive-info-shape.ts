import { z } from 'zod'
import type { ArchiveInfoQuery, ArchiveNumbersQuery } from '../../generated/borg-ui/archives.ts'
import { encryptionText } from '../repositories/repository-shapes.ts'
import { borgTime, fileShape } from './archive-shapes.ts'

type Numbers = NonNullable<ArchiveNumbersQuery['archive']>
type Details = NonNullable<NonNullable<ArchiveInfoQuery['archive']>['details']>

const size = z.int().meta({ description: 'Bytes' })

/** `borg info --json` of one archive, flattened as the old server did (contract borg-ui, 6.1). */
export const infoShape = z.strictObject({
  name: z.string(),
  id: z.string(),
  start: z.string(),
  end: z.string(),
  duration: z.number().meta({ description: 'Seconds' }),
  stats: z.strictObject({
    original_size: size,
    compressed_size: size,
    deduplicated_size: size,
    nfiles: z.int(),
  }),
  command_line: z.array(z.string()),
  hostname: z.string(),
  username: z.string(),
  chunker_params: z.array(z.union([z.string(), z.number()])),
  limits: z.strictObject({ max_archive_size: z.number() }),
  comment: z.string(),
  repository: z.strictObject({ location: z.string(), last_modified: z.string().nullable() }),
  encryption: z.strictObject({ mode: z.string() }),
  cache: z.strictObject({
    stats: z.strictObject({
      total_size: size.nullable(),
      total_csize: size.nullable(),
      unique_csize: size.nullable(),
    }),
  }),
  files: z.array(fileShape).optional(),
  file_count: z.int().optional(),
})

export function infoOf(archive: Numbers, details: Details): z.output<typeof infoShape> {
  const repository = archive.repository && 'encryption' in archive.repository ? archive.repository : null
  return {
    name: archive.name,
    id: archive.borgId,
    start: borgTime(archive.startedAt),
    end: borgTime(archive.finishedAt ?? archive.startedAt),
    duration: details.durationSeconds,
    stats: {
      original_size: archive.originalSize ?? 0,
      compressed_size: archive.compressedSize ?? 0,
      deduplicated_size: archive.deduplicatedSize ?? 0,
      nfiles: archive.fileCount ?? 0,
    },
    command_line: details.commandLine,
    hostname: archive.hostname ?? '',
    username: archive.username ?? '',
    // Numbers are numbers here: `["buzhash", 19, 23, 21, 4095]`.
    chunker_params: details.chunkerParams.map(word => (/^\d+$/.test(word) ? Number(word) : word)),
    limits: { max_archive_size: details.metadataUsage },
    comment: archive.comment ?? '',
    repository: {
      location: repository?.path ?? '',
      last_modified: repository?.lastBackupAt ? borgTime(repository.lastBackupAt) : null,
    },
    encryption: { mode: repository ? encryptionText(repository.encryption) : 'none' },
    cache: {
      stats: {
        total_size: repository?.archiveTotals.originalSize ?? null,
        total_csize: repository?.archiveTotals.compressedSize ?? null,
        unique_csize: repository?.totalSize ?? null,
      },
    },
  }
}
