import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

const source = join(import.meta.dirname, '../src')

/** Which rooms and packages each room may import; everything else is refused (ARCHITECTURE.md, Rooms). */
const rules: Record<string, { rooms: string[]; packages: RegExp }> = {
  entities: { rooms: [], packages: /^@mikro-orm\/(core|sql)$/ },
  domain: {
    rooms: ['entities'],
    packages: /^(@mikro-orm\/(core|sql)|kysely|lru-cache|jose|@node-rs\/argon2|otpauth|croner|cronstrue)$/,
  },
  runner: { rooms: ['domain', 'entities'], packages: /^(execa|zod|pino)$/ },
  hosting: { rooms: ['domain', 'entities'], packages: /^(chokidar|@msgpack\/msgpack|pino)$/ },
  alerts: { rooms: ['domain', 'entities'], packages: /^(execa|nodemailer|ipaddr\.js|pino)$/ },
  platform: {
    rooms: ['entities', 'domain'],
    packages:
      /^(@mikro-orm\/(core|sql|sqlite|postgresql|migrations)|bcryptjs|better-sqlite3|execa|kysely|lru-cache|openid-client|pg)$/,
  },
  schema: { rooms: ['domain', 'entities'], packages: /^(@pothos\/.*|graphql|dataloader)$/ },
  'rest-compat': {
    rooms: [],
    packages:
      /^(express|zod|multer|graphql|swagger-ui-dist\/absolute-path.js|@graphql-typed-document-node\/core)$/,
  },
  http: {
    rooms: ['schema', 'domain'],
    packages:
      /^(express|graphql|graphql-yoga|graphql-ws(\/use\/ws)?|ws|lru-cache|zod|pino|prom-client|@graphql-tools\/executor|@graphql-yoga\/render-graphiql)$/,
  },
}

/** The error codes are the one thing that the REST faces know of the schema, and only as a type. */
const exceptions = new Set(["rest-compat imports type '../schema/errors.ts'"])

/** Node's own modules that would be an effect in the wrong place. */
const effects = /^node:(child_process|http|https|net|tls|dgram|cluster)$/
const effectsAllowedIn = new Set(['http', 'rest-compat', 'alerts'])

interface Import {
  file: string
  room: string
  specifier: string
  isType: boolean
}

const imports: Import[] = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts'))
  .flatMap(file => {
    const text = readFileSync(join(source, file), 'utf8')
    const room = file.includes('/') ? file.split('/')[0]! : ''
    const found = text.matchAll(
      /^(?:import|export)( type)?[^'"]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm,
    )
    return [...found].map(([, type, from, bare, dynamic]) => ({
      file,
      room,
      specifier: (from ?? bare ?? dynamic)!,
      isType: type !== undefined,
    }))
  })

const inRooms = imports.filter(({ room }) => room !== '')

describe('the rooms', () => {
  it('are the ones that have rules', () => {
    expect([...new Set(inRooms.map(({ room }) => room))].sort()).toEqual(Object.keys(rules).sort())
  })

  it('import only the rooms that they may', () => {
    const wrong = inRooms
      .filter(({ specifier }) => specifier.startsWith('.'))
      .filter(({ room, file, specifier, isType }) => {
        const target = relative(source, join(source, dirname(file), specifier)).split('/')
        // A file at the top, as `config.ts`, belongs to the composition root.
        const targetRoom = target.length === 1 ? '(root)' : target[0]!
        if (targetRoom === room || rules[room]!.rooms.includes(targetRoom)) return false
        return !exceptions.has(`${room} imports ${isType ? 'type ' : ''}'${specifier}'`)
      })
    expect(wrong).toEqual([])
  })

  it('import only the packages that they may', () => {
    const wrong = inRooms
      .filter(({ specifier }) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
      .filter(({ room, specifier }) => !rules[room]!.packages.test(specifier))
    expect(wrong).toEqual([])
  })

  it('have their effects at one edge', () => {
    const files = (pattern: RegExp) => [
      ...new Set(imports.filter(({ specifier }) => pattern.test(specifier)).map(({ file }) => file)),
    ]
    expect(files(/^execa$/)).toEqual([
      'alerts/apprise.ts',
      'platform/key-decryptor.ts',
      'runner/processes/process.ts',
    ])
    expect(files(/^jose$/)).toEqual(['domain/accounts/tokens.ts'])
    expect(files(/^openid-client$/)).toEqual(['platform/openid-provider.ts'])
    expect(files(/^otpauth$/)).toEqual(['domain/accounts/totp.ts'])
    expect(files(/^(croner|cronstrue)$/)).toEqual(['domain/schedules/cron.ts'])
    expect(files(/^node:child_process$/)).toEqual(['run-as.ts'])
    expect(files(/^bcryptjs$/)).toEqual(['platform/bcrypt-worker.ts'])
    expect(files(/^node:worker_threads$/).sort()).toEqual([
      'platform/bcrypt-thread.ts',
      'platform/bcrypt-worker.ts',
      'runner/estimate/estimate-thread.ts',
      'runner/estimate/estimate.ts',
      'watchdog-thread.ts',
      'watchdog.ts',
    ])
    const stray = inRooms.filter(
      ({ room, specifier }) => effects.test(specifier) && !effectsAllowedIn.has(room),
    )
    expect(stray).toEqual([])
  })

  it('are all known to the composition root alone', () => {
    const known = imports.filter(
      ({ room, specifier }) => room === '' && specifier.startsWith('./') && specifier.includes('/', 2),
    )
    const rooms = new Map<string, Set<string>>()
    for (const { file, specifier } of known)
      rooms.set(file, (rooms.get(file) ?? new Set()).add(specifier.split('/')[1]!))
    const many = [...rooms].filter(([, seen]) => seen.size > 2).map(([file]) => file)
    expect(many).toEqual(['app.ts'])
  })
})

/**
 * The folders inside a room, from the ground up: each may import those before it, and the files at the top of the room all of them. Types are free:
 * what a process carries around (`World`, the calls between processes) is described by those who make it.
 */
const layers: Record<string, string[]> = {
  domain: [
    'kernel',
    'accounts',
    'borg',
    'calls',
    'ssh',
    'repositories',
    'archives',
    'jobs',
    'health',
    'hosting',
    'schedules',
    'settings',
  ],
  runner: [
    'processes',
    'borg',
    'places',
    'estimate',
    'sessions',
    'steps',
    'restores',
    'mounts',
    'jobs',
    'calls',
    '(top)',
  ],
  'rest-compat/borg-ui': [
    'protocol',
    'values',
    'accounts',
    'sign-in',
    'backups',
    'repositories',
    'archives',
    'maintenance',
    'restores',
    'schedules',
    'ssh',
    'activity',
    'settings',
    '(top)',
  ],
}

describe.each(Object.entries(layers))('the folders of %s', (room, order) => {
  const folderOf = (path: string) => (path.includes('/') ? path.split('/')[0]! : '(top)')
  const within = imports
    .filter(one => one.file.startsWith(`${room}/`) && one.specifier.startsWith('.') && !one.isType)
    .map(({ file, specifier }) => ({
      from: relative(room, file),
      to: relative(room, join(dirname(file), specifier)),
    }))
    .filter(({ to }) => !to.startsWith('..'))

  it('are the ones in the list', () => {
    expect([...new Set(within.map(({ from }) => folderOf(from)))].sort()).toEqual([...order].sort())
  })

  it('import only what is below them', () => {
    const upwards = within.filter(
      ({ from, to }) => order.indexOf(folderOf(to)) > order.indexOf(folderOf(from)),
    )
    expect(upwards).toEqual([])
  })
})
