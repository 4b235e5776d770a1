import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderLine } from '../../../src/domain/hosting/authorized-keys.ts'
import { keyOfHosted } from '../../../src/domain/hosting/hosted-repositories.ts'
import { describeImport } from '../../../src/domain/hosting/import/describe-import.ts'
import { type ExistingRows, noRows } from '../../../src/domain/hosting/import/existing-rows.ts'
import {
  type ImportRules,
  type OldInstallation,
  planImport,
} from '../../../src/domain/hosting/import/import-plan.ts'
import { healthOf } from '../../../src/domain/hosting/import/planned-health.ts'
import { hashSecret } from '../../../src/domain/kernel/hash-secret.ts'
import { oldRepository, oldToken } from '../../fixtures/old-warehouse.ts'
import { freshPublicKey } from '../../support/ssh-keys.ts'

const [name, other] = ['ae83cd44', 'c1ddd097']
const key = freshPublicKey('one')
const secondKey = freshPublicKey('two')
const bcryptHash = `$2b$10$${'a'.repeat(53)}`
const uuid = '0b8e7f51-3f52-4d8c-9a35-5b6f2f1c7d11'

const line = (repository: string, publicKey: string, more = '--restrict-to-repository', quota = '1G') =>
  `command="cd /pool;borg serve ${more} /pool/${repository} --storage-quota ${quota}",restrict ${publicKey}\n`

interface Given {
  repositories?: unknown
  users?: unknown
  keys?: string
  pool?: OldInstallation['pool']
  existing?: Partial<ExistingRows>
  rules?: Partial<ImportRules>
}

const admin = { username: 'admin', password: bcryptHash }

/** Plans an installation with one repository and one user, or what is given instead. */
function plan({
  repositories = [oldRepository(0, name, key)],
  users = [admin],
  keys = line(name, key),
  pool = { dir: '/pool', isGiven: false, entries: new Map() },
  existing = {},
  rules = {},
}: Given = {}) {
  const file = (fileName: string, content: unknown) => ({
    name: fileName,
    content: typeof content === 'string' ? content : JSON.stringify(content),
  })
  return planImport(
    {
      repositories: file('repo.json', repositories),
      users: file('users.json', users),
      authorizedKeys: { name: 'authorized_keys', content: Buffer.from(keys).toString('latin1') },
      pool,
    },
    { ...noRows, ...existing },
    { writesOldKeyFile: true, storageTargets: [], ...rules },
  )
}

const first = `repo.json, entry 1 ("${name}")`
const second = `repo.json, entry 2 ("${other}")`
const user = 'users.json, entry 1 ("admin")'

describe('what stops an import', () => {
  it.each([
    ['', 'is empty.'],
    [' \n', 'is empty.'],
    ['[{"id":0,', 'is not JSON.'],
    ['{}', 'must be an array.'],
  ])('is a list that says %j', (content, problem) => {
    expect(plan({ repositories: content }).mistakes).toEqual([`repo.json: ${problem}`])
    expect(plan({ users: content }).mistakes).toEqual([`users.json: ${problem}`])
  })

  it('is what cannot be read, all of it at once', () => {
    const problem = 'cannot be read (ENOENT).'
    const missing = (fileName: string) => ({ name: fileName, problem })
    const { mistakes } = planImport(
      {
        repositories: missing('repo.json'),
        users: missing('users.json'),
        authorizedKeys: missing('authorized_keys'),
        pool: { dir: '/pool', problem },
      },
      noRows,
      { writesOldKeyFile: true, storageTargets: [] },
    )
    expect([...mistakes].sort()).toEqual(
      ['/pool', 'authorized_keys', 'repo.json', 'users.json'].map(what => `${what}: ${problem}`),
    )
  })

  it('is an id, name or key that is there twice', () => {
    const repositories = [oldRepository(0, name, key), oldRepository(0, name, key.replace('one', 'again'))]
    expect(plan({ repositories, keys: '' }).mistakes).toEqual([
      `repo.json, entry 2 ("${name}"), id: is that of ${first}, too.`,
      `repo.json, entry 2 ("${name}"), repositoryName: is that of ${first}, too.`,
      `repo.json, entry 2 ("${name}"), sshPublicKey: is that of ${first}, too.`,
    ])
  })

  it.each([
    ['sshPublicKey', `${key}\nssh-ed25519 AAAA`],
    ['sshPublicKey', null],
    ['storageSize', -3],
    ['alert', 'soon'],
    ['lanCommand', 'yes'],
    ['repositoryName', 'AE83CD44'],
    ['repositoryName', '../../etc'],
    ['id', 1.5],
    ['alias', 'two\nlines'],
    ['lastSave', 1e300],
  ])('is %s that is %j', (field, value) => {
    const { mistakes } = plan({ repositories: [oldRepository(0, name, key, { [field]: value })], keys: '' })
    expect(mistakes).not.toEqual([])
    for (const mistake of mistakes) expect(mistake).toContain(`, ${field}: `)
  })

  it('is a line with options that would be lost, or a second line', () => {
    const restricted = line(name, key).replace('command=', 'from="10.0.0.0/8",command=')
    const { mistakes } = plan({ keys: restricted + line(other, secondKey) + line(other, key) })
    expect(mistakes).toEqual([
      expect.stringMatching(/^authorized_keys, line 1: is for a repository, but has more or other options/),
      'authorized_keys, line 3: is for the same repository as authorized_keys, line 2.',
    ])
  })

  it('is a repository that something else here stands in the way of', () => {
    const managed = { id: 7, name, path: '/elsewhere', state: 'READY' as const, hosted: null }
    expect(plan({ existing: { repositories: [managed] } }).mistakes).toEqual([
      `${first}, repositoryName: is the name of a repository at /elsewhere here already.`,
    ])
    const atPath = { ...managed, name: 'mine', path: `/pool/${name}` }
    expect(plan({ existing: { repositories: [atPath] } }).mistakes).toEqual([
      `${first}, repositoryName: /pool/${name} is repository "mine" here already.`,
    ])
  })

  it('is another pool than the lines name, when the server writes the same file', () => {
    const pool = { dir: '/moved', isGiven: true, entries: new Map() }
    expect(plan({ pool }).mistakes).toEqual([expect.stringContaining('set AUTHORIZED_KEYS_FILE to another')])
    const moved = plan({ pool, rules: { writesOldKeyFile: false } })
    expect(moved.mistakes).toEqual([])
    expect(moved.repositories[0]!.path).toBe(`/moved/${name}`)
  })

  it('is that nobody could sign in afterwards', () => {
    const users = [{ username: 'admin' }]
    expect(plan({ users }).mistakes).toEqual([expect.stringContaining('nobody could sign in')])
    expect(plan({ users: [] }).mistakes).toEqual([])
  })
})

describe('repositories', () => {
  it('keep what is in force for their clients, also when repo.json says otherwise', () => {
    const repositories = [oldRepository(3, name, secondKey, { appendOnlyMode: true, storageSize: 5 })]
    const planned = plan({ repositories, keys: `#BW-ARCHIVED ${line(name, key, '--restrict-to-path')}` })
    expect(planned.mistakes).toEqual([])
    expect(planned.warnings).toEqual(
      ['storageSize', 'appendOnlyMode', 'archived', 'sshPublicKey'].map(
        field => `${first}, ${field}: differs from authorized_keys, line 1, and the line holds.`,
      ),
    )
    const [{ id, path, columns }] = planned.repositories as [(typeof planned.repositories)[0]]
    expect({ id, path }).toEqual({ id: 3, path: `/pool/${name}` })
    expect(columns).toMatchObject({ quota: 1e9, appendOnly: 0, archived: 1, restrictToPath: 1 })
    const same = renderLine(keyOfHosted(path, { ...columns, repositoryId: 0 }))
    expect(same).toBe(`#BW-ARCHIVED ${line(name, key, '--restrict-to-path')}`.trim())
  })

  it('come archived when nobody could sign in to them', () => {
    const { repositories, warnings, mistakes } = plan({ keys: '' })
    expect(repositories[0]!.columns).toMatchObject({ archived: 1, keyComment: 'one' })
    expect(warnings).toEqual([expect.stringContaining('has no line in authorized_keys')])
    expect(mistakes).toEqual([])
  })

  it('may be those of any version', () => {
    const repositories = [
      {
        id: '4',
        repositoryName: name,
        alias: 'a',
        sshPublicKey: key,
        storageSize: '2',
        unixUser: 'u1',
        comment: null,
      },
    ]
    const planned = plan({ repositories, keys: line(name, key, '--append-only --restrict-to-path', '2G') })
    expect(planned).toMatchObject({ mistakes: [], warnings: [] })
    expect(planned.repositories[0]).toMatchObject({
      id: 4,
      freshnessSeconds: null,
      columns: {
        comment: '',
        quota: 2e9,
        appendOnly: 1,
        archived: null,
        displayDetails: null,
        sizeOnDisk: null,
      },
    })
  })

  it('are found where the pool links to', () => {
    const repositories = [
      oldRepository(0, name, key, { storageTarget: '/mnt/a' }),
      oldRepository(1, other, secondKey, { storageTarget: '/mnt/a' }),
    ]
    const entries = new Map([
      [name, `/mnt/b/${name}`],
      [other, null],
      ['deadbeef', null],
      ['lost+found', null],
    ])
    const planned = plan({
      repositories,
      keys: line(name, key) + line(other, secondKey),
      pool: { dir: '/pool', isGiven: false, entries },
    })
    expect(planned.repositories.map(({ columns }) => columns.storageTarget)).toEqual(['/mnt/b', null])
    expect(planned.warnings).toEqual([
      `${first}, storageTarget: the files are in "/mnt/b"; that holds.`,
      `${second}, storageTarget: the files are in the pool itself; that holds.`,
      '/pool: deadbeef has no entry in repo.json; it is left alone.',
      'STORAGE_TARGETS: does not name /mnt/b, which is used.',
    ])
  })

  it('stay late, and who was told so hears that it is over', () => {
    const [lastSave, day] = [1_700_000_000, 86_400]
    const health = (more: object, now: number) => {
      const repositories = [oldRepository(0, name, key, { lastSave, alert: day, ...more })]
      return healthOf(plan({ repositories }).repositories[0]!.old, now * 1000)
    }
    const told = lastSave + day + 60
    expect(health({ lastStatusAlertSend: told }, told + 60)).toEqual({
      status: 'STALE',
      since: (lastSave + day) * 1000,
      lastAlertAt: told * 1000,
      alerted: 1,
    })
    expect(health({ lastStatusAlertSend: lastSave }, told)).toMatchObject({ status: 'STALE', alerted: 0 })
    expect(health({}, lastSave + day)).toMatchObject({ status: 'HEALTHY', since: lastSave * 1000 })
    for (const more of [{ alert: 0 }, { lastSave: 0 }, { alert: undefined }])
      expect(health({ ...more, lastStatusAlertSend: undefined }, told)).toEqual({ lastAlertAt: told * 1000 })
  })

  it('leave lines of others alone, and say which of them are odd', () => {
    const keys = `${secondKey}\n${line('deadbeef', secondKey)}${line(name, key)}command="true" ${key}\n`
    expect(plan({ keys }).warnings).toEqual([
      'authorized_keys, line 2: is for deadbeef, which has no entry in repo.json; the line is left alone.',
      'authorized_keys, line 1: opens a shell.',
      `authorized_keys, line 4: has the key of ${name}, too.`,
    ])
  })
})

describe('users', () => {
  const existing = {
    id: 5,
    username: 'admin',
    email: 'a@example.com',
    role: 'VIEWER' as const,
    isActive: 1,
    passwordHash: '$argon2id$…',
    preferences: null,
    hasAlertSettings: true,
  }
  const boss = { ...existing, id: 6, username: 'boss', email: null, role: 'ADMIN' as const }

  it('bring their keys to whoever has their name here', () => {
    const known = '7d0d3c1e-3f52-4d8c-9a35-5b6f2f1c7d22'
    const tokens = [oldToken('ansible', uuid, 'read'), oldToken('known', known)]
    const { users, warnings, mistakes } = plan({
      users: [{ ...admin, emailAlert: true, dateFormat: 'locale', tokens }],
      existing: {
        users: [existing, boss],
        apiKeys: [
          { userId: 5, name: 'ansible', secretHash: 'x' },
          { userId: 5, name: 'known', secretHash: hashSecret(known) },
        ],
      },
    })
    expect(mistakes).toEqual([])
    expect(users).toMatchObject([{ existing, alerts: null, dateFormat: 'locale' }])
    expect(users[0]!.tokens).toMatchObject([{ name: 'ansible', permissions: ['READ'], expiresAt: null }])
    expect(warnings).toEqual([
      `${user}, username: is a user here already, who keeps password and role.`,
      `${user}, tokens: can do no more than the user here: role VIEWER.`,
      `${user}, tokens 1, name: is that of another key here, too.`,
    ])
  })

  it('are told what cannot be taken over', () => {
    const users = [
      {
        ...admin,
        webhookURL: 'file:///etc/passwd',
        webhookSecret: 'hush',
        tokens: [oldToken('weak', 'secret'), { ...oldToken('ends', uuid), expiration: 1_900_000_000 }],
      },
    ]
    const planned = plan({ users })
    expect(planned.users[0]!.tokens).toMatchObject([{ name: 'ends', expiresAt: 1_900_000_000_000 }])
    expect(planned.users[0]!.alerts).toMatchObject({ webhookUrl: null, webhookSecret: 'hush' })
    expect(planned.warnings).toEqual([
      expect.stringMatching(/tokens 1, token: is too short/),
      expect.stringMatching(/tokens 2, expiration: was never enforced/),
      expect.stringMatching(/webhookURL: is left out/),
    ])
    const said = describeImport(planned)
    for (const hidden of ['hush', 'file:', uuid, bcryptHash, '"secret"']) expect(said).not.toContain(hidden)
  })

  it('have names, addresses and tokens of their own', () => {
    const users = [
      { ...admin, email: 'A@example.com', tokens: [oldToken('one', uuid)] },
      { ...admin, username: 'Admin', email: 'a@example.com', tokens: [oldToken('two', uuid)] },
    ]
    expect(plan({ users }).mistakes).toEqual([
      `users.json, entry 2 ("Admin"), username: is that of ${user}, too.`,
      `users.json, entry 2 ("Admin"), email: is that of ${user}, too.`,
      `users.json, entry 2 ("Admin"), tokens 1, token: is that of ${user}, tokens 1, too.`,
    ])
    expect(
      plan({
        users: [{ ...admin, username: 'new', email: 'a@example.com' }],
        existing: { users: [existing] },
      }).mistakes,
    ).toEqual(['users.json, entry 1 ("new"), email: is that of user "admin" here.'])
  })
})

it('says nothing that a terminal would obey', () => {
  const repositories = [oldRepository(0, name, key, { alias: '\u001b[2J\u202eevil', icon: '\u0007' })]
  const said = describeImport(plan({ repositories: [...repositories, { repositoryName: '\u001b]0;x' }] }))
  expect(said.replaceAll('\n', '')).not.toMatch(/\p{C}/u)
})

it('never breaks, whatever the files hold', () => {
  const record = fc.dictionary(
    fc.constantFrom(
      ...Object.keys(oldRepository(0, name, key)),
      'username',
      'tokens',
      'permissions',
      'email',
    ),
    fc.oneof(fc.jsonValue(), fc.constantFrom(key, name, [oldToken('a', uuid)])),
  )
  fc.assert(
    fc.property(fc.array(record), fc.array(record), fc.string(), (repositories, users, keys) => {
      describeImport(plan({ repositories, users, keys: keys + line(name, key) }))
    }),
    { numRuns: 300 },
  )
})
