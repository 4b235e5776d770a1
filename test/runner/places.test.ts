import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { internalProblem, type PathUse } from '../../src/runner/places/internal-places.ts'
import { PlaceJudge, placeFactsOver } from '../../src/runner/places/sensitive-places.ts'
import { makeFolder } from '../support/trees.ts'

const facts = {
  dataDir: '/srv/vinculum',
  repositories: ['/srv/repositories/one', '/home/alice/backup'],
  roots: ['/srv/vinculum/restores', '/var/lib/set-aside'],
  homes: [
    { path: '/root', uid: 0 },
    { path: '/usr/games', uid: 5 },
    { path: '/var/www', uid: 33 },
    { path: '/home/alice', uid: 1000 },
    { path: '/data/homes/bob', uid: 1001 },
    { path: '/home/backup', uid: 990 },
    { path: '/nonexistent', uid: 65_534 },
  ],
  uid: 0,
}

describe('the judge of places', () => {
  const judge = new PlaceJudge(facts)
  const verdictOn = (path: string, by = judge) => {
    const problem = by.problemAt(path)
    return problem === null ? 'fine' : problem.canBeConfirmed ? 'sensitive' : 'never'
  }

  it.each([
    '/srv/restore/a',
    '/opt/x/etc/passwd',
    '/mnt/disk/home/alice/notes',
    '/var/www/html/index.html',
    '/tmp/x/.config/other',
    '/srv/x/.sshx/a',
    '/srv/x/ssh/a',
    '/etcetera/x',
  ])('has nothing against %s', path => expect(verdictOn(path)).toBe('fine'))

  it.each([
    '/etc/cron.d/x',
    '/usr/local/bin/x',
    '/boot/vmlinuz',
    '/lib64/ld.so',
    '/root/x',
    '/var/spool/cron/crontabs/root',
    '/var/lib/postgresql/x',
    '/home/alice/notes',
    '/home/never-seen/x',
    '/data/homes/bob',
    '/data/homes/bob/x',
    '/srv/x/.ssh',
    '/srv/x/.ssh/authorized_keys',
    '/srv/x/.bashrc',
    '/srv/x/.config/fish/config.fish',
    '/srv/x/.config/systemd/user/x.service',
    '/srv/x/.config/autostart/x.desktop',
  ])('asks for a confirmation of %s', path => expect(verdictOn(path)).toBe('sensitive'))

  it.each([
    '/srv/x/.SSH/authorized_keys',
    '/srv/x/.ssh./authorized_keys',
    '/srv/x/.ssh /authorized_keys',
    '/srv/x/.\uff53\uff53\uff48/authorized_keys',
    '/srv/x/.s\u200csh/authorized_keys',
    '/srv/x/.BashRC',
    '/srv/x/.bashrc.',
    '/ETC/passwd',
    '/srv/x/.\u017fsh/authorized_keys',
  ])('takes %j for what a file system may take it for', path => expect(verdictOn(path)).toBe('sensitive'))

  it.each([
    '/srv/vinculum',
    '/srv/vinculum/vinculum.db',
    '/srv/vinculum/spool/1/borg.1/out',
    '/srv/vinculum/ssh/authorized_keys',
    '/SRV/Vinculum/x',
    '/srv/repositories/one/config',
    '/home/alice/backup/data/0/1',
    '/proc/1/mem',
    '/sys/power',
  ])('never lets anybody write to %s', path => expect(verdictOn(path)).toBe('never'))

  it.each([
    ['/srv/vinculum/restores/a/home/alice/.ssh/id', 'fine'],
    ['/srv/vinculum/restores/.bashrc', 'fine'],
    ['/var/lib/set-aside/etc/passwd', 'fine'],
    ['/srv/vinculum/restores2/x', 'never'],
    ['/var/lib/set-aside2/x', 'sensitive'],
  ])('lets what lies in a root lie there: %s is %s', (path, verdict) => expect(verdictOn(path)).toBe(verdict))

  it('judges within a root that holds homes, system folders and the data', () => {
    const wide = new PlaceJudge({ ...facts, roots: ['/'] })
    expect(verdictOn('/home/alice/notes', wide)).toBe('fine')
    expect(verdictOn('/srv/x/.ssh/y', wide)).toBe('fine')
    for (const path of ['/home/alice/.ssh/x', '/home/new/.bashrc', '/data/homes/bob/.profile', '/etc/x'])
      expect(verdictOn(path, wide), path).toBe('sensitive')
    expect(verdictOn('/srv/vinculum/spool/x', wide)).toBe('never')
  })

  it('knows the home of its own user', () => {
    const alice = new PlaceJudge({ ...facts, uid: 1000 })
    expect(verdictOn('/home/alice/notes', alice)).toBe('fine')
    expect(verdictOn('/home/alice/.ssh/config', alice)).toBe('sensitive')
    expect(verdictOn('/data/homes/bob/notes', alice)).toBe('sensitive')
  })

  it('knows of another machine where things usually are', () => {
    const other = new PlaceJudge(placeFactsOver({ username: 'bob' }))
    for (const path of ['/home/bob/notes', '/srv/vinculum/spool/x', '/data/x', '/var/www/x'])
      expect(verdictOn(path, other), path).toBe('fine')
    for (const path of ['/home/bob/.ssh/x', '/home/alice/x', '/root/x', '/etc/x', '/srv/.bashrc'])
      expect(verdictOn(path, other), path).toBe('sensitive')
    expect(verdictOn('/proc/x', other)).toBe('never')
  })

  it('finds nothing good below a bad place, and no name that hides one', () => {
    // Every forbidden folder, with everything that could be appended or spelt differently.
    const folders = ['/etc', '/usr', '/root', '/home/alice', '/srv/x/.ssh', '/srv/vinculum', '/proc']
    const tails = ['', '/x', '/a/b/c', '/.x', '/%2e', '/ü', '/\u202e', '/a b', '/.ssh', '/…']
    for (const folder of folders)
      for (const tail of tails)
        for (const spelling of [folder, folder.toUpperCase(), `${folder}.`, folder.normalize('NFD')])
          expect(verdictOn(spelling + tail), spelling + tail).not.toBe('fine')
  })
})

describe('the data directory', () => {
  const folder = makeFolder()
  const data = join(folder.path, 'data')
  const at = (path: string) => join(folder.path, path)
  beforeAll(() => {
    mkdirSync(join(data, 'spool'), { recursive: true })
    mkdirSync(at('data-2'))
    symlinkSync(join(data, 'spool'), at('innocent'))
    symlinkSync(data, at('alias'))
  })
  afterAll(() => folder[Symbol.dispose]())

  const uses: PathUse[] = ['REPOSITORY', 'SOURCE', 'MOUNT', 'RESTORE', 'KEY_FILE', 'STORAGE']
  const refusedFor = async (path: string) => {
    const problems = await Promise.all(uses.map(use => internalProblem(data, at(path), use)))
    return uses.filter((_, index) => problems[index] !== null)
  }

  it.each([
    ['data/spool/12345', uses],
    ['data/spool', uses],
    ['innocent/1', uses],
    ['innocent', uses],
    ['alias/scratch/x', uses],
    ['data/borg/1', uses],
    ['data/creations/x', uses],
    ['data', uses.filter(use => use !== 'KEY_FILE')],
    ['data/vinculum.db', uses.filter(use => use !== 'KEY_FILE')],
    ['data/ssh/id', uses.filter(use => use !== 'KEY_FILE')],
    ['data/repositories/a', ['MOUNT', 'RESTORE']],
    ['data/repositories', uses.filter(use => use !== 'KEY_FILE' && use !== 'STORAGE')],
    ['data/hosted/a', ['MOUNT', 'RESTORE']],
    ['data/restores/a', ['REPOSITORY', 'MOUNT', 'KEY_FILE', 'STORAGE']],
    ['data-2', []],
    ['elsewhere/new', []],
    ['.', ['REPOSITORY', 'MOUNT', 'STORAGE']],
  ])('keeps %s from being used as %j', async (path, refused) =>
    expect(await refusedFor(path)).toEqual(refused),
  )
})
