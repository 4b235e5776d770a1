import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import {
  isArchiveGlob,
  isArchiveName,
  isChunkerParams,
  isCompression,
  isFilesCacheMode,
  isInterval,
  isTimestamp,
} from '../../../src/domain/borg/option-values.ts'
import { patternProblem } from '../../../src/domain/borg/patterns.ts'
import { makeFolder } from '../../support/trees.ts'

describe('values that Borg would refuse each time', () => {
  it.each([
    [
      'compression',
      isCompression,
      ['none', 'lz4', 'zstd', 'zstd,22', 'auto,zlib,9', 'obfuscate,6,auto,lzma,0', 'obfuscate,123,none'],
      [
        '',
        'zstd,0',
        'zstd,23',
        'zstd,99',
        'lzma,10',
        'auto',
        'auto,',
        'gzip',
        'obfuscate,999,lz4',
        'obfuscate,7,lz4',
        'obfuscate,1',
        'auto,obfuscate,1,lz4',
        'auto,auto,lz4',
        'lz4\n',
        '--',
      ],
    ],
    [
      'chunker parameters',
      isChunkerParams,
      ['default', '19,23,21,4095', 'buzhash,10,13,11,4095', 'fixed,64', 'fixed,4096,512', '6,7,6,63'],
      [
        '99,99,99,4095',
        '5,23,21,4095',
        '19,24,21,4095',
        '10,12,11,4095',
        '10,23,24,4095',
        '23,23,23,4095',
        '10,23,16,0',
        '6,7,6,64',
        'fixed,63',
        'fixed,20971480',
        'fixed',
        '',
      ],
    ],
    [
      'files cache mode',
      isFilesCacheMode,
      ['ctime,size,inode', 'size,mtime', 'rechunk,ctime', 'disabled'],
      ['size', 'mtime', 'ctime', 'rechunk', 'ctime,mtime', 'disabled,size', 'ctime,', ''],
    ],
    [
      'timestamp',
      isTimestamp,
      ['2026-11-20T17:52', '2028-02-29T23:59:59'],
      [
        '2026-02-29T00:00',
        '2026-13-01T00:00',
        '2026-01-01T24:00',
        '2026-01-01T00:00:60',
        '0001-01-01T00:00',
        '1969-12-31T23:59',
        'now',
        '/etc/passwd',
      ],
    ],
    [
      'interval',
      isInterval,
      ['1H', '2d', '1000y', '8760000H'],
      ['0d', '1001y', '999999y', '9999999H', '2', 'd', '2x'],
    ],
    [
      'glob for archives',
      isArchiveGlob,
      ['job-*', '[a-c]?', 'x'.repeat(200)],
      ['', '--', '[z-a]', '{now}', 'a\nb', 'x'.repeat(201)],
    ],
    [
      'name of an archive',
      isArchiveName,
      ['a b', '-x', '--', 'x'.repeat(255)],
      ['', ' ', 'a/b', 'a\0', '\ud800', 'x'.repeat(256)],
    ],
    [
      'exclude pattern',
      (text: string) => patternProblem(text) === null,
      ['*.tmp', 'sh:**/[a-z]', 're:(', 'x:y', 'abc:d', '-', '---', 'fm:', 'pp:/a'],
      ['', '--', 'xx:foo', '12:30', 'äö:x', 'sh:[z-a]', 'a\nb', 'a\0', '\ud800', 'x'.repeat(4097)],
    ],
  ] as const)('are no %s', (_what, isGood, good, bad) => {
    expect(good.filter(value => !isGood(value))).toEqual([])
    expect(bad.filter(isGood)).toEqual([])
  })
})

describe('Borg itself', () => {
  const folder = makeFolder()
  afterAll(() => folder[Symbol.dispose]())
  const source = join(folder.path, 'source')
  writeFileSync(source, 'content')
  const env = {
    PATH: '/usr/bin:/bin',
    LANG: 'C.UTF-8',
    BORG_BASE_DIR: join(folder.path, 'state'),
    BORG_REPO: join(folder.path, 'repository'),
  }
  const borg = (...args: string[]) => spawnSync('borg', args, { env, encoding: 'utf8' })
  expect(borg('init', '-e', 'none').status).toBe(0)
  let count = 0
  /** Does a backup with these flags succeed? */
  const succeeds = (...flags: string[]) => borg('create', ...flags, '--', `::${++count}`, source).status === 0

  const digits = (max: number) => fc.integer({ min: 0, max }).map(String)
  const joined = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map(all => all.join(','))
  const algorithm = fc.oneof(
    fc.constantFrom('none', 'lz4', 'zstd', 'zlib', 'lzma', 'gzip', ''),
    joined(fc.constantFrom('zstd', 'zlib', 'lzma'), digits(25)),
  )
  const compression = fc.oneof(
    algorithm,
    joined(fc.constant('auto'), algorithm),
    joined(fc.constant('obfuscate'), digits(130), algorithm),
  )
  const exponent = digits(26)
  const chunkerParams = fc.oneof(
    joined(exponent, exponent, exponent, fc.oneof(digits(70), digits(999_999))),
    joined(
      fc.constant('buzhash'),
      fc.constantFrom('6', '10', '19'),
      fc.constantFrom('22', '23'),
      fc.constantFrom('19', '21'),
      digits(9999),
    ),
    joined(fc.constant('fixed'), fc.oneof(digits(200), digits(30_000_000))),
  )
  const filesCache = fc
    .subarray(['ctime', 'mtime', 'size', 'inode', 'rechunk', 'disabled'], { minLength: 1 })
    .map(parts => parts.join(','))
  const two = (max: number) => fc.integer({ min: 0, max }).map(value => String(value).padStart(2, '0'))
  const timestamp = fc
    .tuple(fc.integer({ min: 1970, max: 9999 }), two(13), two(32), two(25), two(61))
    .map(([year, month, day, hour, minute]) => `${year}-${month}-${day}T${hour}:${minute}`)
  const pattern = fc
    .tuple(
      fc.constantFrom('', 'sh:', 'fm:', 'pp:', 'xx:', 'ab:', 'é1:'),
      fc.string({
        unit: fc.constantFrom('a', 'z', '-', '[', ']', '*', '!', '\\', ':', '^'),
        minLength: 1,
        maxLength: 7,
      }),
    )
    .map(parts => parts.join(''))

  const values = [
    ['--compression', compression, isCompression],
    ['--chunker-params', chunkerParams, isChunkerParams],
    ['--files-cache', filesCache, isFilesCacheMode],
    ['--timestamp', timestamp, isTimestamp],
    ['--exclude', pattern, (text: string) => patternProblem(text) === null],
  ] as const

  it('takes all that is let through, together', () => {
    const flags = fc.tuple(
      ...values.map(([option, value, isGood]) => value.filter(isGood).map(text => `${option}=${text}`)),
    )
    fc.assert(
      fc.property(flags, all => {
        expect(succeeds(...all)).toBe(true)
      }),
      { numRuns: 4 },
    )
  })

  it.each(values)('fails with each %s that is refused', (option, value, isGood) => {
    const refused = value.filter(text => !isGood(text))
    fc.assert(
      fc.property(refused, text => {
        expect(succeeds(`${option}=${text}`)).toBe(false)
      }),
      { numRuns: 3 },
    )
  })
})
