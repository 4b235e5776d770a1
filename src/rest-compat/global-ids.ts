/** The type of a job by its kind in lower case, as the REST dialects spell it. */
export const jobTypes = {
  backup: 'BackupJob',
  restore: 'RestoreJob',
  check: 'CheckJob',
  restore_check: 'RestoreCheckJob',
  compact: 'CompactJob',
  prune: 'PruneJob',
  delete_archive: 'DeleteArchiveJob',
} as const

/** The types whose rows the REST dialects name by number. */
export type GlobalType =
  | (typeof jobTypes)[keyof typeof jobTypes]
  | 'ManagedRepository'
  | 'ApiKey'
  | 'SshKey'
  | 'SshConnectionProfile'
  | 'User'
  | 'Schedule'

/** Ids are 32-bit in the database: a larger one, or one below 1, names nothing. */
const largestId = 2 ** 31 - 1

/** The GraphQL id of a row that REST names by its number. No row has number 0, so that stands for ids that cannot exist. */
export function globalId(type: GlobalType, id: number): string {
  const row = Number.isInteger(id) && id > 0 && id <= largestId ? id : 0
  return Buffer.from(`${type}:${row}`).toString('base64')
}
