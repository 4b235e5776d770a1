import type { RepositoryFieldsFragment } from '../generated/borgwarehouse/repositories.ts'

const seconds = (instant: string | null | undefined) => (instant ? Math.floor(Date.parse(instant) / 1000) : 0)

/**
 * A repository as both families send it, in the order of contract borgwarehouse, section 2.
 *
 * @param family `legacy` has `displayDetails`, and none of what came later
 */
export function repositoryShape(repository: RepositoryFieldsFragment, family: 'legacy' | 'v1'): object {
  const { health } = repository
  const isLegacy = family === 'legacy'
  const details = isLegacy ? (repository.displayDetails ?? true) : (repository.displayDetails ?? undefined)
  return {
    id: repository.databaseId,
    alias: repository.alias,
    repositoryName: repository.name,
    status: health.status === 'HEALTHY',
    lastSave: seconds(repository.lastModifiedAt),
    lastStatusAlertSend: seconds(health.lastAlertAt),
    alert: health.freshnessSeconds ?? 0,
    storageSize: Math.ceil(repository.quota / 1e9),
    storageUsed: Math.ceil((repository.sizeOnDisk ?? 0) / 1024),
    sshPublicKey: repository.sshPublicKey,
    comment: repository.comment,
    displayDetails: details,
    lanCommand: repository.lanCommand,
    appendOnlyMode: repository.appendOnly,
    ...(isLegacy
      ? {}
      : {
          icon: repository.icon ?? undefined,
          storageTarget: repository.storageTarget ?? undefined,
          archived: repository.wasArchived ? repository.archived : undefined,
        }),
  }
}
