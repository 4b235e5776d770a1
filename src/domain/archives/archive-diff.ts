import type { Selectable } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { callBorg } from '../calls/borg-calls.ts'
import { readRefusal } from '../calls/reading-refusals.ts'
import { DomainError, invalidInput } from '../kernel/errors.ts'
import { defaultSize, type Page, type PageArguments, readSize } from '../kernel/pages.ts'
import type { Scope } from '../kernel/scope.ts'
import { findRepository } from '../repositories/repositories.ts'
import { findArchive } from './archives.ts'

export const changeKinds = ['ADDED', 'REMOVED', 'CONTENT', 'MODE', 'OWNER', 'LINK', 'TIME', 'OTHER'] as const

/** One way in which a path differs. */
export interface ArchiveChange {
  kind: (typeof changeKinds)[number]
  /** Bytes; null when Borg does not tell. */
  bytesAdded: number | null
  bytesRemoved: number | null
  /** Mode, `user:group` or time in the first archive. */
  before: string | null
  after: string | null
  /** Of what was added or removed: `file`, `directory`, `link`. */
  what: string | null
}

/** A path that is not the same in both archives. */
export interface ArchiveDifference {
  path: string
  changes: ArchiveChange[]
  /** Where the next page begins, after this one. */
  end: number
}

/** An opaque cursor: where in Borg's output the next line begins. */
export const differenceCursor = ({ end }: Pick<ArchiveDifference, 'end'>) =>
  Buffer.from(`line:${end}`).toString('base64url')

/**
 * What is different in `to`, compared with `from`, in Borg's order; forwards only.
 *
 * @throws DomainError `INVALID_INPUT` for archives of two repositories, `NOT_FOUND`; `UNAVAILABLE` with reason
 *   `INDEX_BUILDING` while Borg is still comparing, or with `params.failure` when it refused
 */
export async function diffArchives(
  scope: Scope,
  to: Selectable<Tables['archive']>,
  fromId: number,
  args: PageArguments,
): Promise<Page<ArchiveDifference>> {
  if (args.last != null) throw invalidInput({ last: 'Differences are read forwards only.' })
  if (args.before != null) throw invalidInput({ before: 'Differences are read forwards only.' })
  const limit = readSize('first', args.first) ?? defaultSize
  const offset = readOffset(args.after)
  const from = await findArchive(scope, fromId)
  if (to.repositoryId !== from.repositoryId)
    throw invalidInput({ archiveId: 'Must be an archive of the same repository.' })
  const repository = await findRepository(scope, { id: from.repositoryId })
  const { changes, next } = await readPage(scope, repository, {
    fromId: from.id,
    toId: to.id,
    offset,
    limit,
  })
  if (changes === null)
    throw new DomainError('UNAVAILABLE', 'The archives are being compared. Ask again.', {
      reason: 'INDEX_BUILDING',
    })
  let end = offset
  const rows = changes.map(line => {
    end += Buffer.byteLength(line) + 1
    return { ...readLine(line), end }
  })
  return { rows, hasNextPage: next !== null, hasPreviousPage: offset > 0 }
}

async function readPage(scope: Scope, ...[repository, input]: [Parameters<typeof callBorg>[2], DiffInput]) {
  try {
    return await callBorg(scope, 'READ_DIFF', repository, input)
  } catch (error) {
    throw readRefusal(error)
  }
}

type DiffInput = { fromId: number; toId: number; offset: number; limit: number }

function readOffset(cursor: string | null | undefined): number {
  if (cursor == null) return 0
  const match = /^line:(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString())
  if (!match) throw invalidInput({ after: 'Not a cursor of this list.' })
  return Number(match[1])
}

/** One line of `borg diff --json-lines` (BORG.md section 4). @throws DomainError for a cursor into the middle of a line */
function readLine(line: string): Omit<ArchiveDifference, 'end'> {
  try {
    const { path, changes } = JSON.parse(line) as { path: string; changes: Record<string, unknown>[] }
    return { path: String(path), changes: changes.map(changeOf) }
  } catch {
    throw invalidInput({ after: 'Not a cursor of this list.' })
  }
}

const kinds: Record<string, ArchiveChange['kind']> = {
  added: 'ADDED',
  removed: 'REMOVED',
  modified: 'CONTENT',
  mode: 'MODE',
  owner: 'OWNER',
  changed: 'LINK',
  mtime: 'TIME',
  ctime: 'TIME',
}

function changeOf(raw: Record<string, unknown>): ArchiveChange {
  // Such as `added`, `removed directory`, `changed link`, `mtime`.
  const [word = '', ...rest] = String(raw.type).split(' ')
  const kind = kinds[word] ?? 'OTHER'
  const bytes = (key: string) => (typeof raw[key] === 'number' ? (raw[key] as number) : null)
  const text = (key: string) => (typeof raw[key] === 'string' ? (raw[key] as string) : null)
  const owner = (when: string) =>
    kind === 'OWNER' ? `${text(`${when}_user`) ?? ''}:${text(`${when}_group`) ?? ''}` : null
  const told = (when: string) => text(`${when}_${word}`) ?? owner(when)
  return {
    kind,
    bytesAdded: kind === 'ADDED' ? bytes('size') : bytes('added'),
    bytesRemoved: kind === 'REMOVED' ? bytes('size') : bytes('removed'),
    before: told('old'),
    after: told('new'),
    what: kind === 'ADDED' || kind === 'REMOVED' ? rest.join(' ') || 'file' : null,
  }
}
