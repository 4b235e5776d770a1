import { execFileSync, spawnSync } from 'node:child_process'
import { linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { patternProblem } from '../../src/domain/borg/patterns.ts'
import { estimateSize } from '../../src/runner/estimate/estimate.ts'
import { excludeMatcher } from '../../src/runner/estimate/exclude-matcher.ts'
import { sourceSize } from '../../src/runner/estimate/source-size.ts'
import { makeFolder } from '../support/trees.ts'

const folder = makeFolder()
afterAll(() => folder[Symbol.dispose]())
const source = join(folder.path, 'source')
const repository = join(folder.path, 'repository')
/** What the thread does, in this one. */
const sizeOf = (sources: string[], excludes: string[]) =>
  sourceSize(sources, excludeMatcher(excludes), () => {})

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

describe('the size of the sources', () => {
  it.each(cases)('is what Borg backs up, excluding %s', (_name, excludes) => {
    const real = realSize([source], excludes)
    expect(Math.abs(sizeOf([source], excludes) - real) / real).toBeLessThan(0.01)
  })

  it('adds several sources, whatever slashes they have', () => {
    const sources = [`${source}/notes/`, `${source}//deep/./er`, `${source}/readme.md`]
    const real = realSize(sources, ['sh:**/x1.log'])
    expect(Math.abs(sizeOf(sources, ['sh:**/x1.log']) - real) / real).toBeLessThan(0.01)
  })

  it('tells different selections apart, or it would prove nothing', () => {
    const [all, ...selected] = cases.map(([, excludes]) => realSize([source], excludes))
    expect(selected.filter(size => size > all! * 0.985)).toEqual([])
  })

  it('is nothing for what is not there', () => {
    expect(sizeOf([join(folder.path, 'nowhere')], [])).toBe(0)
  })

  it('ignores an expression that is none here', () => {
    expect(sizeOf([source], ['re:(?<!', 're:['])).toBe(sizeOf([source], []))
  })
})

describe('patterns', () => {
  /** Each file is a bit of its own: a sum says exactly which files are in it. */
  const tree = join(folder.path, 'tree')
  const pieces = [
    'a',
    'b',
    'ab',
    'a.b',
    '[a]',
    'a-b',
    '^a',
    '!a',
    '*',
    '?',
    'é',
    '😀',
    'a b',
    String.raw`a\b`,
  ]
  const bits = Array.from({ length: 42 }, (_, bit) => {
    const piece = (step: number) => pieces[(bit * step + Math.floor(bit / 5)) % pieces.length]!
    return join(tree, ...[piece(3), piece(5), piece(11)].slice(0, (bit % 3) + 1), `${piece(7)}${bit}`)
  })
  for (const [bit, file] of bits.entries()) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, '')
    truncateSync(file, 2 ** bit)
  }
  const named = new Map(bits.map((file, bit) => [file, 2 ** bit]))

  /** The sum of the files that Borg itself would back up. */
  function borgSelects(excludes: readonly string[]): number {
    const words = excludes.map(pattern => `--exclude=${pattern}`)
    const { stderr } = spawnSync('borg', ['create', '--dry-run', '--list', ...words, '::x', tree], {
      env: { ...environment, BORG_REPO: repository },
      encoding: 'utf8',
    })
    const selected = stderr.split('\n').flatMap(line => named.get(/^- (.*)$/.exec(line)?.[1] ?? '') ?? [])
    return selected.reduce((sum, size) => sum + size, 0)
  }

  const root = tree.slice(1)
  const text = fc
    .array(
      fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom('*', '**', '**/', '?', '/', '*/', '/./', '/../', '//') },
        { weight: 4, arbitrary: fc.constantFrom(...pieces, '1', '2', '3') },
        {
          weight: 2,
          arbitrary: fc.constantFrom('[a-c]', '[!a]', '[]a]', '[^a]', '[a', '[!-a]', '[é-😀]', '[0-5]'),
        },
      ),
      { minLength: 1, maxLength: 6 },
    )
    .map(parts => parts.join(''))
  const pattern = fc
    .tuple(
      fc.constantFrom('', 'fm:', 'sh:', 'sh:', 'pp:', 'pf:'),
      fc.constantFrom('', '*/', '**/', `${tree}/`, `${root}/`, `/${root}//`),
      text,
      fc.constantFrom('', '', '/', '*'),
    )
    .map(parts => parts.join(''))
    .filter(candidate => patternProblem(candidate) === null)

  it('are matched as Borg matches them', () => {
    expect(borgSelects([])).toBe(2 ** bits.length - 1)
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1, maxLength: 2 }), excludes => {
        expect(sizeOf([tree], excludes)).toBe(borgSelects(excludes))
      }),
      { numRuns: 12 },
    )
  })

  it('take no longer for being tangled, but for expressions', () => {
    const name = `${'a'.repeat(4000)}!`
    const begun = performance.now()
    for (const tangled of ['*a'.repeat(400), `sh:${'**/*a'.repeat(400)}`, `sh:${'*'.repeat(1000)}b`])
      expect(excludeMatcher([`${tangled}b`])(name)).toBe(false)
    expect(performance.now() - begun).toBeLessThan(10_000)
  })
})

describe('the estimate', () => {
  const forEver = 're:(a+)+$'
  const trap = join(folder.path, 'trap')
  mkdirSync(trap)
  writeFileSync(join(trap, `${'a'.repeat(60)}!`), 'x')

  it('is made by a thread of its own', async () => {
    const givenUp: string[] = []
    const { signal } = new AbortController()
    const bounds = { signal, timeoutMs: 60_000, givenUp: (reason: string) => givenUp.push(reason) }
    expect(await estimateSize([source], ['sh:**/cache'], bounds)).toBe(sizeOf([source], ['sh:**/cache']))
    expect(givenUp).toEqual([])
  })

  it('ends in time and keeps nothing waiting, whatever an expression does', async () => {
    const givenUp: string[] = []
    const { signal } = new AbortController()
    const bounds = { signal, timeoutMs: 1500, givenUp: (reason: string) => givenUp.push(reason) }
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    // More than there are places: those that wait get theirs.
    const sizes = await Promise.all([
      estimateSize([trap], [forEver], bounds),
      estimateSize([trap], [forEver], bounds),
      estimateSize([trap], [], bounds),
    ])
    delay.disable()
    expect(sizes).toEqual([null, null, 1])
    expect(givenUp).toEqual(['out of time', 'out of time'])
    expect(delay.max / 1e6).toBeLessThan(1000)
  })

  it('is null when it is aborted, at any time', async () => {
    const givenUp = () => expect.unreachable()
    const before = estimateSize([source], [], { signal: AbortSignal.abort(), timeoutMs: 60_000, givenUp })
    const within = estimateSize([trap], [forEver], {
      signal: AbortSignal.timeout(1000),
      timeoutMs: 60_000,
      givenUp,
    })
    expect(await Promise.all([before, within])).toEqual([null, null])
  })
})
