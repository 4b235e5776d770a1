import { isRowId } from '../../kernel/pages.ts'
import type { ImportReport } from './import-report.ts'
import { type OldEntry, type OldFile, readEntries } from './old-entries.ts'

/** One entry of `repo.json`, whichever version wrote it (contract borgwarehouse, section 2). Null: absent. */
export interface OldRepository {
  readonly entry: OldEntry
  readonly id: number
  readonly name: string
  readonly alias: string
  readonly comment: string
  readonly icon: string | null
  readonly sshPublicKey: string | null
  /** Bytes. */
  readonly quota: number | null
  readonly appendOnly: boolean | null
  readonly lanCommand: boolean
  readonly displayDetails: boolean | null
  readonly storageTarget: string | null
  readonly archived: boolean | null
  /** Seconds. */
  readonly freshnessSeconds: number | null
  /** Unix milliseconds; null: never. */
  readonly lastModifiedAt: number | null
  readonly lastAlertAt: number | null
  /** Bytes; null: never measured. */
  readonly sizeOnDisk: number | null
}

/** What `repo.json` says. An entry without a usable name or id is a mistake, and so are two with the same; all are read on. */
export function readOldRepositories(file: OldFile, report: ImportReport): OldRepository[] {
  const repositories = readEntries(file, 'repositoryName', report).map(readRepository)
  refuseTwice(repositories, 'id', ({ id }) => id)
  refuseTwice(repositories, 'repositoryName', ({ name }) => name)
  return repositories
}

/** Each value may be there once; one that is missing is another mistake. */
export function refuseTwice<Item extends { readonly entry: OldEntry }>(
  items: readonly Item[],
  field: string,
  read: (item: Item) => unknown,
): void {
  const first = new Map<unknown, OldEntry>()
  for (const item of items) {
    const value = read(item)
    if (value === '' || Number.isNaN(value)) continue
    const other = first.get(value)
    if (other) item.entry.mistake(field, `is that of ${other.where}, too.`)
    else first.set(value, item.entry)
  }
}

function readRepository(entry: OldEntry): OldRepository {
  const name = entry.text('repositoryName')
  if (name === null || !/^[a-f0-9]{8}$/.test(name))
    entry.mistake('repositoryName', 'must be 8 lowercase hexadecimal digits.')
  const id = entry.number('id')
  if (id === null || !isRowId(id)) entry.mistake('id', 'must be a whole number from 0 on.')
  const quota = entry.number('storageSize')
  return {
    entry,
    id: id ?? Number.NaN,
    name: name ?? '',
    alias: entry.text('alias') ?? '',
    comment: entry.text('comment') ?? '',
    icon: entry.text('icon') || null,
    sshPublicKey: entry.text('sshPublicKey'),
    quota: quota === null ? null : Math.round(quota * 1e9),
    appendOnly: entry.flag('appendOnlyMode'),
    lanCommand: entry.flag('lanCommand') ?? false,
    displayDetails: entry.flag('displayDetails'),
    storageTarget: entry.text('storageTarget') || null,
    archived: entry.flag('archived'),
    freshnessSeconds: entry.number('alert'),
    lastModifiedAt: instant(entry, 'lastSave'),
    lastAlertAt: instant(entry, 'lastStatusAlertSend'),
    sizeOnDisk: readKibibytes(entry, 'storageUsed'),
  }
}

/** Seconds become milliseconds; 0 is never. */
export function instant(entry: OldEntry, field: string): number | null {
  const seconds = entry.number(field)
  if (seconds === null || seconds <= 0) return null
  // Year 5138: what is larger was milliseconds already.
  const milliseconds = Math.round(seconds > 1e11 ? seconds : seconds * 1000)
  if (milliseconds <= lastInstant) return milliseconds
  entry.mistake(field, 'must be a unix time in seconds.')
  return null
}

/** The last instant that ECMAScript can write down. */
const lastInstant = 8.64e15

/** Bytes; 0 is never measured. */
function readKibibytes(entry: OldEntry, field: string): number | null {
  const size = Math.round(entry.number(field) ?? 0) * 1024
  if (size > Number.MAX_SAFE_INTEGER) entry.mistake(field, 'is too large.')
  return size <= 0 ? null : size
}
