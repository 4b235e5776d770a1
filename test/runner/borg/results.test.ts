import { describe, expect, it } from 'vitest'
import {
  parseArchiveDetails,
  parseArchiveList,
  parseCreateResult,
  parseRepositoryDetails,
} from '../../../src/runner/borg/results.ts'
import { recorded, recordings } from './recorded.ts'

const creates = recordings.filter(
  ({ name, stdout, version }) => name.startsWith('create') && stdout && version.startsWith('1.'),
)

describe('parseCreateResult', () => {
  it.each(creates)('reads $stdout', ({ stdout }) => {
    const { archive, repository } = parseCreateResult(recorded(stdout!))
    expect(archive.end.getTime()).toBeGreaterThanOrEqual(archive.start.getTime())
    expect(archive.statistics.originalSize).toBeGreaterThan(0)
    expect(repository.id).toMatch(/^[0-9a-f]{64}$/)
  })

  it('keeps every number, and takes times as UTC', () => {
    const { archive, repository } = parseCreateResult(recorded('create-1.4.0.stdout.json'))
    expect(archive).toEqual({
      name: 'data-2026-11-20T17:50:00',
      id: '7922a14499a54aa699cc061e0ad1924c5337585d609e28ed4601a374f42adf35',
      start: new Date('2026-11-20T17:46:47Z'),
      end: new Date('2026-11-20T17:46:48Z'),
      durationSeconds: 0.972418,
      statistics: {
        originalSize: 101719820,
        compressedSize: 68242468,
        deduplicatedSize: 68242468,
        fileCount: 453,
      },
      comment: null,
      hostname: null,
      username: null,
      commandLine: expect.arrayContaining(['create', 'zstd,3']),
      chunkerParams: [],
      metadataUsage: expect.closeTo(0.0000288, 6),
    })
    expect(repository.statistics.uniqueCompressedSize).toBe(68266649)
  })
})

describe('the other documents', () => {
  it('list archives, and checkpoints', () => {
    const archives = parseArchiveList(recorded('list-1.4.0.stdout.json'))
    expect(archives.length).toBe(JSON.parse(recorded('list-1.4.0.stdout.json')).archives.length)
    expect(parseArchiveList(recorded('list-checkpoints-1.4.0.stdout.json'))).toEqual([
      {
        name: 'job1.checkpoint',
        id: '36bf35fae2e181ac73357a5fbffa883f83a7586e1b3264fa266280fdf84f4811',
        start: new Date('2026-11-20T18:07:42Z'),
      },
    ])
  })

  it.each(['1.2.4', '1.4.0'])('show archives and repository of %s', version => {
    const output = recorded(`info-archive-${version}.stdout.json`)
    const [archive] = parseArchiveDetails(output)
    expect(archive).toMatchObject({ comment: expect.stringContaining('nightly'), hostname: 'backup-host' })
    expect(parseRepositoryDetails(output).encryptionMode).toBe('repokey-blake2')
  })

  it('show a repository', () => {
    expect(parseRepositoryDetails(recorded('info-1.4.0.stdout.json'))).toEqual({
      id: '30a8c08f4f79a4ec2a25c28a33e31a97d274da6d17f8c4ffee727dcbfa31c518',
      encryptionMode: 'repokey-blake2',
      lastModified: new Date('2026-11-20T18:28:00Z'),
      statistics: {
        totalSize: 9172001,
        totalCompressedSize: 115693,
        uniqueSize: 2544970,
        uniqueCompressedSize: 113771,
        totalChunks: 1047,
        uniqueChunks: 442,
      },
    })
  })
})

describe('garbage', () => {
  it.each(['', 'text /srv/secret', '{', 'null', '[]', '{"archives": 1}', '{"archives": [{"name": "x"}]}'])(
    'is refused without being repeated: %j',
    output => {
      for (const parse of [parseCreateResult, parseArchiveDetails, parseArchiveList, parseRepositoryDetails])
        expect(() => parse(output)).toThrow(/^(?!.*secret).*[Oo]utput of borg (?:create|info|list)/)
    },
  )

  it('is a time that is none', () => {
    const output = recorded('list-checkpoints-1.4.0.stdout.json').replaceAll('2026-11-20', '2026-13-20')
    expect(() => parseArchiveList(output)).toThrow('archives.0.start')
  })
})
