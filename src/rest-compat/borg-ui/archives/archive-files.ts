import { type Run, unlessNotFound } from '../../execute.ts'
import {
  type ArchiveFileFragment,
  ArchiveFilesDocument,
  ArchiveFolderDocument,
  type ArchiveFolderQuery,
} from '../../generated/borg-ui/archives.ts'
import type { ErrorRule } from '../protocol/problem.ts'
import { isListed } from './archive-shapes.ts'

/** Files of one answer: what is in memory at once. */
export const mostFiles = 200_000
/** What is said beyond. */
export const tooLarge: ErrorRule = { status: 413, key: 'browse.archiveTooLarge' }

/** Everything in an archive, in its own order, as far as it is asked for. */
export async function* allFiles(run: Run, id: string): AsyncGenerator<ArchiveFileFragment> {
  for (let after: string | null = null; ; ) {
    const { edges, pageInfo }: FilePage = (await run(ArchiveFilesDocument, { id, first: 100, after }))
      .archive!.search
    for (const { node } of edges) if (isListed(node)) yield node
    if (!pageInfo.hasNextPage) return
    after = pageInfo.endCursor
  }
}

/** What is at a path and below it; nothing when there is no such path. */
export async function* filesBelow(run: Run, id: string, path: string): AsyncGenerator<ArchiveFileFragment> {
  const cut = path.lastIndexOf('/')
  for await (const sibling of folderOf(run, id, cut < 0 ? '' : path.slice(0, cut)))
    if (sibling.path === path) yield* withContent(run, id, sibling)
}

async function* withContent(
  run: Run,
  id: string,
  file: ArchiveFileFragment,
): AsyncGenerator<ArchiveFileFragment> {
  if (isListed(file)) yield file
  if (file.type !== 'DIRECTORY') return
  for await (const inside of folderOf(run, id, file.path, file.rawPath)) yield* withContent(run, id, inside)
}

/** What is directly in a folder; nothing when there is no such folder. */
export async function* folderOf(
  run: Run,
  id: string,
  path: string,
  rawPath: string | null = null,
): AsyncGenerator<ArchiveFileFragment> {
  for (let after: string | null = null; ; ) {
    const page: ArchiveFolderQuery | null = await unlessNotFound(
      run(ArchiveFolderDocument, { id, path, rawPath, first: 100, after }),
    )
    if (!page) return
    const { edges, pageInfo }: FilePage = page.archive!.entries
    for (const { node } of edges) yield node
    if (!pageInfo.hasNextPage) return
    after = pageInfo.endCursor
  }
}

interface FilePage {
  edges: readonly { node: ArchiveFileFragment }[]
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}
