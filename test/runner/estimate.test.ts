import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { estimateSize } from '../../src/runner/estimate.ts'
import { makeFolder } from '../support/trees.ts'

const folder = makeFolder()
afterAll(() => folder[Symbol.dispose]())
const source = join(folder.path, 'source')
const repository = join(folder.path, 'repository')
const signal = new AbortController().signal

/** Every file has a size of its own, so that no two selections add up to the same. */
const files = [
  'readme.md',
  'notes/todo.txt',
  'notes/old/todo.txt',
  'notes/old/todo.txt.bak',
  'cache/a.tmp',
  'cache/b.dat',
  'deep/cache/c.dat',
  'deep/er/cache/d.dat',
  'deep/er/x1.log',
  'deep/er/x2.log',
  'deep/er/y1.log',
  'media/ä photo [1].jpg',
  'media/😀.jpg',
  'media/photo (2).jpg',
  'node_modules/left/pad.js',
  'deep/node_modules/right/pad.js',
  'weird/a^b',
  'weird/a!b',
  'weird/a-b',
  'weird/a.b',
]
for (const [index, name] of files.entries()) {
  const file = join(source, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, Buffer.alloc(100_000 + 2 ** index, index))
}
linkSync(join(source, 'readme.md'), join(source, 'readme-again.md'))
symlinkSync('readme.md', join(source, 'link'))
symlinkSync('/', join(source, 'link-to-everything'))
mkdirSync(join(source, 'empty'))
writeFileSync(join(source, 'sparse'), '')
truncateSync(join(source, 'sparse'), 3_000_000)

const environment = { PATH: '/usr/bin:/bin', BORG_BASE_DIR: join(folder.path, 'state'), LANG: 'C.UTF-8' }
const borg = (...args: string[]) => execFileSync('borg', args, { env: environment, encoding: 'utf8' })
borg('init', '-e', 'none', repository)

const sizes = new Map<string, number>()
/** `original_size` of a real backup. */
function realSize(sources: string[], excludes: string[]): number {
  const words = [
    ...excludes.map(pattern => `--exclude=${pattern}`),
    `${repository}::${sizes.size}`,
    ...sources,
  ]
  const key = JSON.stringify([sources, excludes])
  const size =
    sizes.get(key) ??
    JSON.parse(borg('create', '--json', '--compression=none', ...words)).archive.stats.original_size
  sizes.set(key, size)
  return size
}

const at = source.slice(1)
const cases: [name: string, excludes: string[]][] = [
  ['nothing', []],
  ['fm: one directory', [`${source}/cache`]],
  ['fm: only what is below a directory', [`fm:${source}/deep/`]],
  ['fm: a star crosses slashes', ['*/cache/*.dat']],
  ['fm: names anywhere', ['*/node_modules', '*.log']],
  ['fm: question marks and classes', ['fm:*/x?.log', '*/weird/a[!.-]b']],
  ['fm: a class with a caret', ['*/weird/a[^x]b']],
  ['fm: an open bracket is one', ['*photo [[]1].jpg']],
  ['sh: a star stays within a directory', [`sh:${source}/*/*.dat`]],
  ['sh: any number of directories', ['sh:**/cache']],
  ['sh: only what is below', ['sh:**/old/']],
  ['sh: question mark and class', [`sh:${source}/deep/er/[xz]?.log`]],
  ['re: searched anywhere', [String.raw`re:\.(txt|log)$`]],
  ['re: without the slash at the start', [`re:^${at}/deep`]],
  ['re: as Python spells it', [String.raw`re:(?i)/(?P<first>X)1\.LOG\Z`]],
  ['pp: a prefix of whole names', [`pp:${source}/notes/old`, `pp:${source}/cac`]],
  ['pf: one file', [`pf:${source}/readme.md`, `pf:${source}/notes/old/todo.txt`]],
  ['pf: a directory is only itself', [`pf:${source}/media`]],
  ['several styles', ['sh:**/er', 're:photo', `pp:${at}/weird/`]],
]

describe('the estimate', () => {
  it.each(cases)('is what Borg backs up, excluding %s', async (_name, excludes) => {
    const real = realSize([source], excludes)
    const estimated = await estimateSize([source], excludes, signal)
    expect(Math.abs(estimated! - real) / real).toBeLessThan(0.01)
  })

  it('adds several sources, whatever slashes they have', async () => {
    const sources = [`${source}/notes/`, `${source}//deep/./er`, `${source}/readme.md`]
    const real = realSize(sources, ['sh:**/x1.log'])
    expect(Math.abs((await estimateSize(sources, ['sh:**/x1.log'], signal))! - real) / real).toBeLessThan(
      0.01,
    )
  })

  it('tells different selections apart, or it would prove nothing', () => {
    const [all, ...selected] = cases.map(([, excludes]) => realSize([source], excludes))
    expect(selected.filter(size => size > all! * 0.985)).toEqual([])
  })

  it('is nothing for what is not there, and null when it is aborted', async () => {
    expect(await estimateSize([join(folder.path, 'nowhere')], [], signal)).toBe(0)
    expect(await estimateSize([source], [], AbortSignal.abort())).toBeNull()
  })

  it('ignores an expression that is none here', async () => {
    expect(await estimateSize([source], ['re:(?<!', 're:['], signal)).toBe(
      await estimateSize([source], [], signal),
    )
  })
})
