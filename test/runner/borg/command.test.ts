import { describe, expect, it } from 'vitest'
import { defaultRetention } from '../../../src/domain/jobs/retention-rules.ts'
import * as borg from '../../../src/runner/borg/command.ts'

const options: borg.CreateOptions = {
  archiveName: 'web-{now}',
  sources: ['/srv/data', '-odd'],
  excludes: ['*.tmp', '-x'],
  compression: 'zstd,3',
  listFiles: 'CHANGED',
  customFlags: [],
}

const common = ['--log-json', '--show-rc', '--lock-wait=60']

describe('createCommand', () => {
  it('is the vector of BORG.md section 1', () => {
    expect(borg.createCommand(options)).toEqual({
      args: [
        ...['create', ...common, '--json', '--progress', '--list', '--filter=AMCE', '--compression=zstd,3'],
        ...[
          '--checkpoint-interval=600',
          '--exclude=*.tmp',
          '--exclude=-x',
          '--',
          '::web-{now}',
          '/srv/data',
          '-odd',
        ],
      ],
      env: {},
    })
  })

  it('lists all files or none', () => {
    expect(borg.createCommand({ ...options, listFiles: 'ALL' }).args.join(' ')).toContain(
      '--list --compression',
    )
    expect(borg.createCommand({ ...options, listFiles: 'NONE' }).args).not.toContain('--list')
  })

  it('takes the lock wait, the checkpoint interval and a comment', () => {
    const more = { lockWait: 5, checkpointInterval: 60, comment: '-c' }
    expect(borg.createCommand({ ...options, ...more }).args).toEqual(
      expect.arrayContaining(['--lock-wait=5', '--checkpoint-interval=60', '--comment=-c']),
    )
  })

  it('marks the run with a word that no custom flag can set', () => {
    expect(borg.createCommand({ ...options, runToken: 'abc' }).args).toContain(borg.runMark('abc'))
    const customFlags = [borg.runMark('abc')]
    expect(() => borg.createCommand({ ...options, customFlags })).toThrow('`--debug-topic` is not allowed')
  })

  it('refuses to run without sources or with an impossible name', () => {
    expect(() => borg.createCommand({ ...options, sources: [] })).toThrow('source')
    for (const archiveName of ['', ' ', 'a/b', 'a\nb'])
      expect(() => borg.createCommand({ ...options, archiveName })).toThrow('archive name')
  })
})

describe('an option that is given by the repository', () => {
  it('replaces our own choice: Borg 1.4 takes it once', () => {
    const customFlags = ['--checkpoint-interval=60', '--files-cache=ctime,size']
    const { args } = borg.createCommand({ ...options, customFlags, isRemote: true })
    expect(args.filter(arg => /^--(checkpoint-interval|files-cache)=/.test(arg))).toEqual(customFlags)
  })
})

describe('the value --', () => {
  it('is refused everywhere, as argparse would drop it', () => {
    for (const part of [{ excludes: ['--'] }, { sources: ['--'] }, { customFlags: ['-e', '--'] }])
      expect(() => borg.createCommand({ ...options, ...part })).toThrow(/INVALID_ARGUMENTS|customFlags/)
  })
})

describe('a dash in front', () => {
  it('never makes an option of a value', () => {
    const dashed = '-oProxyCommand=x'
    const vectors = [
      borg.createCommand({
        ...options,
        archiveName: dashed,
        sources: [dashed],
        excludes: [dashed],
        compression: dashed,
      }),
      borg.extractCommand(dashed, { paths: [dashed] }),
      borg.extractFileCommand(dashed, dashed),
      borg.exportTarCommand(dashed, dashed),
      borg.sendTarCommand(dashed, dashed, { paths: [dashed] }),
      borg.listEntriesCommand(dashed, { paths: [dashed] }),
      borg.diffCommand(dashed, dashed),
      borg.deleteArchiveCommand(dashed),
      borg.mountCommand(dashed, dashed),
      borg.keyImportCommand(dashed),
      borg.infoArchivesCommand({ archiveName: dashed }),
      borg.pruneCommand({
        retention: { ...defaultRetention },
        dryRun: true,
        archivePattern: dashed,
        quarterly: false,
      }),
      borg.readPatternsCommand([dashed]),
    ]
    for (const { args } of vectors) {
      const before = args.includes('--') ? args.slice(0, args.indexOf('--')) : args
      expect(before.filter(word => word.startsWith(dashed))).toEqual([])
    }
  })
})

describe('other commands', () => {
  it('are built as tried', () => {
    const key = ['key', 'export']
    expect(borg.initCommand({ encryption: 'REPOKEY_BLAKE2', makeParentDirs: true }).args).toEqual([
      ...['init', ...common, '--encryption=repokey-blake2', '--make-parent-dirs', '--'],
    ])
    expect(borg.listArchivesCommand().args).toEqual(['list', ...common, '--json', '--'])
    expect(borg.listArchivesCommand({ considerCheckpoints: true, bypassLock: true }).args).toEqual([
      ...['list', ...common, '--json', '--consider-checkpoints', '--bypass-lock', '--'],
    ])
    expect(borg.listArchivesCommand({ namedLike: 'a-b.c*{now}[ü💾] d', withCommandLine: true }).args).toEqual(
      [
        ...['list', ...common, '--json', '--glob-archives=a-b.c??now????? d'.replace(' ', '?')],
        ...['--format={command_line}', '--'],
      ],
    )
    expect(borg.infoRepositoryCommand().args).toEqual(['info', ...common, '--json', '--'])
    expect(borg.infoArchivesCommand().args).toEqual(['info', ...common, '--json', '--glob-archives=*', '--'])
    expect(borg.infoArchivesCommand({ last: 3 }).args).toContain('--last=3')
    expect(borg.infoArchivesCommand({ archiveName: '-a{b}' }).args.slice(-2)).toEqual(['--', '::-a{{b}}'])
    expect(borg.compactCommand().args).toEqual(['compact', ...common, '--progress', '--info', '--'])
    expect(borg.breakLockCommand().args).toEqual(['break-lock', ...common, '--'])
    expect(borg.keyExportCommand({ lockWait: 1 }).args).toEqual([
      ...key,
      ...common.slice(0, 2),
      '--lock-wait=1',
      '--',
    ])
    expect(borg.keyImportCommand('/tmp/key').args.slice(-3)).toEqual(['--', '::', '/tmp/key'])
  })

  it('deletes one archive by its literal name, and never the repository', () => {
    expect(borg.deleteArchiveCommand('a {x}').args).toEqual([
      ...['delete', ...common, '--list', '--progress', '--stats', '--', '::a {{x}}'],
    ])
    expect(() => borg.deleteArchiveCommand('')).toThrow('archive name')
  })
})

describe('encryption modes', () => {
  it('map in both directions', () => {
    for (const [mode, name] of Object.entries(borg.BORG_ENCRYPTION_MODES))
      expect(borg.encryptionModeFromBorg(name)).toBe(mode)
    expect(borg.encryptionModeFromBorg('repokey-blake2-aes-ocb')).toBeNull()
  })
})
