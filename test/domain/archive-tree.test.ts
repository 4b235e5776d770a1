import { expect, it } from 'vitest'
import type { NewEntry } from '../../src/domain/archives/archive-entry-writes.ts'
import { ArchiveTree, type ListedEntry } from '../../src/domain/archives/archive-tree.ts'
import { entryFields } from '../../src/runner/borg/command.ts'
import { EntryReader } from '../../src/runner/borg/entries.ts'

const listed = (path: string, size = 0, type = '-'): ListedEntry => ({
  type,
  mode: `${type}rw-r--r--`,
  user: 'root',
  group: 'root',
  size,
  modifiedAt: 1000,
  linkTarget: null,
  path,
})

/** What the database would hold, by number: folders are merged as `mergeFolders` does. */
async function store(lines: readonly ListedEntry[], mostFolders: number) {
  const rows = new Map<number, NewEntry>()
  const take = (tree: ArchiveTree) => {
    for (const row of tree.takeFolders()) {
      const before = rows.get(row.number)
      rows.set(row.number, {
        ...row,
        size: row.size + (before?.size ?? 0),
        modifiedAt: row.modifiedAt ?? before?.modifiedAt ?? null,
      })
    }
  }
  const find = async (path: string) => [...rows.values()].find(row => row.path === path)?.number ?? null
  const tree = new ArchiveTree(1, find, mostFolders)
  for (const line of lines) {
    const row = await tree.add(line)
    if (row) rows.set(row.number, row)
    if (tree.isFull) take(tree)
  }
  take(tree)
  const all = [...rows.values()].sort((one, other) => one.number - other.number)
  expect(all.map(row => row.number)).toEqual(all.map((_row, index) => index + 1))
  return all.map(row => {
    const parent = row.parent === 0 ? '' : `${rows.get(row.parent)!.path}/`
    return `${parent}${row.name} ${row.type} ${row.size} ${row.modifiedAt}`
  })
}

// Neither in order nor together, and the folder itself comes last.
const lines = [
  listed('srv/a/one', 1),
  listed('srv/b/two', 2),
  listed('./srv/a/sub/three', 4),
  listed('.', 0, 'd'),
  listed('srv/b/link', 8, 'l'),
  listed('srv/a', 0, 'd'),
  listed('top', 16),
  listed('srv/a/four', 32),
]

it.each([1, 2, 100])('sums sizes up, with memory for %i folders', async mostFolders => {
  const rows = await store(lines, mostFolders)
  expect(rows.sort()).toEqual([
    'srv d 39 null',
    'srv/a d 37 1000',
    'srv/a/four - 32 1000',
    'srv/a/one - 1 1000',
    'srv/a/sub d 4 null',
    'srv/a/sub/three - 4 1000',
    'srv/b d 2 null',
    'srv/b/link l 8 1000',
    'srv/b/two - 2 1000',
    'top - 16 1000',
  ])
})

it.each([1, 7, 1000])('reads a listing in pieces of %i bytes', size => {
  const record = (name: string) => [
    '-',
    '-rw-r--r--',
    'root',
    'wheel',
    '3',
    '2026-11-21T00:35:57.300378',
    '',
    name,
  ]
  // As Python's `ascii()` writes them.
  const literals = [`'a'`, `'line\\nbreak'`, `'Gr\\xf6\\xdfe\\U0001f600'`, `"it's"`, `'caf\\udce9'`]
  const names = ['a', 'line\nbreak', 'Größe\u{1F600}', "it's", 'caf\udce9']
  const bytes = Buffer.from(
    literals
      .flatMap(record)
      .map(field => `${field}\0`)
      .join(''),
  )
  expect(record('')).toHaveLength(entryFields.length)
  const reader = new EntryReader()
  const entries = []
  for (let at = 0; at < bytes.length; at += size) entries.push(...reader.push(bytes.subarray(at, at + size)))
  reader.end()
  expect(entries.map(entry => entry.path)).toEqual(names)
  expect(entries[0]).toEqual({
    ...listed('a', 3),
    group: 'wheel',
    modifiedAt: Date.UTC(2026, 10, 21, 0, 35, 57, 300),
  })
  reader.push(Buffer.from('-\0-rw'))
  expect(() => reader.end()).toThrow('cut')
})
