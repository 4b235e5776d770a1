import type { AlertNews } from '../domain/health/alert-sender.ts'
import type { AlertedRepository } from '../domain/health/delivery-queue.ts'

/** What an alert says, in plain text. */
export interface AlertText {
  subject: string
  /** What has happened. */
  heading: string
  /** One line for each repository. */
  items: string[]
}

/** A message names so many repositories; the webhook names all. */
const mostItems = 100

const subjects: Record<AlertNews['kind'], string> = {
  // Contract borgwarehouse, section 7.3.
  STALE: 'Down status alert !',
  RECOVERED: 'Backups are up to date again',
  STORAGE_NEARLY_FULL: 'Storage is nearly full',
  STORAGE_RECOVERED: 'Storage has room again',
  TEST: 'Test of your alerts',
}

const headings: Record<AlertNews['kind'], string> = {
  STALE: '🔴 These repositories have had no successful backup for too long:',
  RECOVERED: '🟢 These repositories have recent backups again:',
  STORAGE_NEARLY_FULL: '🟠 The storage of these repositories is nearly full:',
  STORAGE_RECOVERED: '🟢 The storage of these repositories has room again:',
  TEST: 'This is a test: alerts reach you here.',
}

/** Puts an alert into words. */
export function textOf({ kind, repositories }: AlertNews): AlertText {
  const items = repositories.slice(0, mostItems).map(repository => itemOf(kind, repository))
  const more = repositories.length - items.length
  return {
    subject: subjects[kind],
    heading: headings[kind],
    items: more > 0 ? [...items, `and ${more} more`] : items,
  }
}

/** The name under which its users know a repository. */
export const titleOf = ({ alias, name }: AlertedRepository): string => (alias?.trim() ? alias : name)

function itemOf(kind: AlertNews['kind'], repository: AlertedRepository): string {
  const title = titleOf(repository)
  const { lastSuccessAt, quota } = repository
  if (kind === 'STORAGE_NEARLY_FULL' || kind === 'STORAGE_RECOVERED') {
    const used = Math.max(repository.sizeOnDisk ?? 0, repository.quotaUsed ?? 0)
    return `${title} (${gigabytes(used)} of ${gigabytes(quota ?? 0)} GB)`
  }
  const when = lastSuccessAt === null ? 'never' : new Date(lastSuccessAt).toISOString()
  return `${title} (last backup: ${when})`
}

const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(2)
