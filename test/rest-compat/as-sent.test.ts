import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mutate } from '../http/mutate.ts'
import { createRepositoryWorld, type RepositoryWorld } from './repository-world.ts'
import type { RestAnswer } from './rest.ts'

/** A kind of thing that configuration tools send and read. */
interface Resource {
  /** Where it is made, if anywhere, and where it is changed. */
  create?: string
  update: string
  /** One item as it is read. */
  read(): Promise<Record<string, unknown>>
  /** By field what is sent, one request after the other, each twice. */
  samples: Record<string, readonly unknown[]>
  /** Fields that are not read by their own name, with that name, or why they are not read. */
  elsewhere?: Record<string, string>
}

let world: RepositoryWorld
let resources: Record<string, Resource>
let ids: Record<string, number>

const get = async (path: string, pick: (body: RestAnswer['body']) => unknown) =>
  pick((await world.rest('GET', path)).body) as Record<string, unknown>
const item = (list: string, key: string, id: number) =>
  get(list, body => body[key].find((found: { id: number }) => found.id === id))

beforeAll(async () => {
  world = await createRepositoryWorld()
  const post = async (path: string, json: object) => (await world.rest('POST', path, { json })).body
  const repository = (await world.create('as sent')).body.repository.id
  const other = (await world.create('another')).body.repository.id
  const schedule = (
    await post('/api/schedule/', { name: 's', cron_expression: '0 4 * * *', repository_id: other })
  ).job.id
  const key = (await post('/api/ssh-keys/generate', { name: 'k', key_type: 'ed25519' })).ssh_key.id
  const connection = (
    await post('/api/ssh-keys/connections', { host: '127.0.0.1', port: 1, username: 'u', ssh_key_id: key })
  ).connection.id
  const user = (await post('/api/settings/users', { username: 'u', password: 'a long password' })).user.id
  ids = { repository, other, schedule, key, connection, user }
  const at = world.pathOf('as sent')
  const timing = {
    cron_expression: ['0 4 * * 0', ' 5 4  * * 0 ', '@daily'],
    timezone: ['Europe/Berlin', ' UTC ', 'UTC'],
    schedule_enabled: [false, true],
    notify_on_success: [true, false],
    notify_on_failure: [false, true],
  }
  const renamed = (kind: string) => ({
    cron_expression: `${kind}_cron_expression`,
    schedule_enabled: `${kind}_schedule_enabled`,
    notify_on_success: `notify_on_${kind}_success`,
    notify_on_failure: `notify_on_${kind}_failure`,
  })
  const names = {
    username: ['u', 'u2'],
    full_name: [' Blanks  around ', '', 'Plain', 'ÄÖÜ\u00a0'],
    email: ['', ' u@example.org ', 'u@example.org'],
  }
  const resourcesOfOthers = 'Refused unless it is the default: agents, rclone and Borg 2 are not offered.'
  resources = {
    repository: {
      update: `/api/repositories/${repository}`,
      read: () => item('/api/repositories/', 'repositories', repository),
      samples: {
        name: ['as sent', '  blanks around ', 'as sent'],
        path: [at, `${at}/`, ` ${at}// `.trim(), at],
        compression: ['zstd,3', 'auto,lzma', 'lz4'],
        source_directories: [['/b/', '/a', '/a', '/with blank /x'], [], [world.sources]],
        exclude_patterns: [['*.log', '*.log', ' sh:**/x ', '*.a'], [], ['x']],
        remote_path: ['', 'borg1', '/usr/bin/borg'],
        pre_backup_script: ['', 'echo 1\n', '#!/bin/sh\r\n\ttrue  \n\n', '  '],
        post_backup_script: ['echo "$X"', '', '\n'],
        pre_backup_script_parameters: [{ Z_1: 'a "b"', A: 1.5, N: null }, {}, { A: true }],
        post_backup_script_parameters: [{}, { TOKEN: '  x\n' }],
        hook_timeout: [300, 111, 300],
        pre_hook_timeout: [600, 20, 1],
        post_hook_timeout: [86_400, 300, 2],
        continue_on_hook_failure: [true, false],
        skip_on_hook_failure: [true, false, true],
        mode: ['full', 'observe', 'full'],
        bypass_lock: [true, false],
        custom_flags: [
          '--stats --list',
          '--files-cache ctime,size',
          '--upload-ratelimit 100',
          '',
          ' --comment "two words"  --exclude-caches ',
          "-e '*.tmp' -s",
        ],
      },
      elsewhere: {
        upload_ratelimit_kib: 'upload_ratelimit_kib',
        source_locations: 'source_locations',
        connection_id: 'Not answered, as in Borg UI: the path is the whole URL.',
        source_connection_id: 'source_ssh_connection_id',
        borg_version: resourcesOfOthers,
        execution_target: resourcesOfOthers,
        executor_type: resourcesOfOthers,
        agent_machine_id: resourcesOfOthers,
        storage_backend: resourcesOfOthers,
        rclone_remote: resourcesOfOthers,
        rclone_path: resourcesOfOthers,
        cloud_mirror_enabled: resourcesOfOthers,
      },
    },
    schedule: {
      update: `/api/schedule/${schedule}`,
      read: () => item('/api/schedule/', 'jobs', schedule),
      samples: {
        name: ['s', ' with blanks ', 's'],
        cron_expression: ['0 4 * * *', ' 0  5 * * 1-5 ', '@daily', '0 0 4 * * *'],
        schedule_mode: ['cron', 'availability', 'cron'],
        availability_check_interval_minutes: [30, 7],
        min_success_interval_minutes: [0, 9],
        timezone: ['UTC', 'Europe/Berlin', ' UTC'],
        enabled: [false, true],
        description: ['', ' two\nlines ', 'plain', '   '],
        archive_name_template: ['', '{repo_name}-{now}', ' {date} '],
        run_repository_scripts: [true, false],
        pre_backup_script_id: [3, 4],
        post_backup_script_id: [5],
        pre_backup_script_parameters: [{}, { B: '1', A: ['x', null] }],
        post_backup_script_parameters: [{ Z: 1, a: 2 }, {}],
        run_prune_after: [true, false],
        run_compact_after: [true, false],
        prune_keep_hourly: [0, 1],
        prune_keep_daily: [7, 0],
        prune_keep_weekly: [4, 5],
        prune_keep_monthly: [6, 2],
        prune_keep_quarterly: [0, 3],
        prune_keep_yearly: [1, 2],
        prune_keep_within: ['', '2d', ' 3w '],
      },
      elsewhere: {
        repository: 'The repositories are answered by path, id and ids, as they are.',
        repository_id: 'As above.',
        repository_ids: 'As above; without repetitions, as in Borg UI.',
      },
    },
    checks: {
      update: `/api/repositories/${repository}/check-schedule`,
      read: () => get(`/api/repositories/${repository}/check-schedule`, body => body),
      samples: {
        ...timing,
        max_duration: [0, 3600],
        check_extra_flags: ['--verify-data  --last 2', '', ' '].slice(0, 2),
      },
      elsewhere: { ...renamed('check'), max_duration: 'check_max_duration' },
    },
    'restore checks': {
      update: `/api/repositories/${repository}/restore-check-schedule`,
      read: () => get(`/api/repositories/${repository}/restore-check-schedule`, body => body),
      samples: { ...timing, paths: [['/etc/x/', 'b', 'b'], []], full_archive: [false, true] },
      elsewhere: {
        ...renamed('restore_check'),
        paths: 'restore_check_paths',
        full_archive: 'restore_check_full_archive',
      },
    },
    key: {
      update: `/api/ssh-keys/${key}`,
      read: () => item('/api/ssh-keys', 'ssh_keys', key),
      samples: { name: ['k', ' k 2 '], description: ['', ' a\nb ', 'plain'] },
    },
    connection: {
      update: `/api/ssh-keys/connections/${connection}`,
      read: () => get(`/api/ssh-keys/connections/${connection}`, body => body.connection),
      samples: {
        name: ['c', ' c 2 '],
        host: ['127.0.0.1', ' localhost'],
        username: ['u', ' v '],
        port: [22, 1],
        ssh_key_id: [key],
        is_backup_source: [true, false],
        use_sudo: [true, false],
        use_sftp_mode: [false, true],
        default_path: ['', '/srv/', ' /x '],
        ssh_path_prefix: ['/volume1', ''],
        mount_point: ['mnt-1', '/mnt/x/', ''],
      },
    },
    user: {
      update: `/api/settings/users/${user}`,
      read: () => item('/api/settings/users', 'users', user),
      samples: {
        ...names,
        is_active: [true, false],
        role: ['operator', 'viewer'],
        auth_source: ['oidc', 'local'],
        oidc_subject: ['https://id.example.org/ some-subject', ''],
      },
    },
    'user, in the older form': {
      update: `/api/auth/users/${user}`,
      read: () => get('/api/auth/users', body => body.find((found: { id: number }) => found.id === user)),
      samples: { ...names, is_active: [true], role: ['operator', 'viewer'] },
      elsewhere: { is_admin: 'role' },
    },
    profile: {
      update: '/api/settings/profile',
      read: () => get('/api/settings/profile', body => body.profile),
      samples: { ...names, username: ['admin'], email: ['', ' admin@example.org '] },
    },
    preferences: {
      update: '/api/settings/preferences',
      read: () => get('/api/settings/preferences', body => body.preferences),
      samples: { analytics_enabled: [true, false], analytics_consent_given: [true, false] },
    },
    'general role': {
      update: `/api/settings/users/${user}/permissions/scope`,
      read: () => get(`/api/settings/users/${user}/permissions/scope`, body => body),
      samples: { all_repositories_role: ['viewer', null] },
    },
  }
  const settings = await get('/api/settings/system', body => body.settings)
  const schema = (await schemas()).get('PUT /api/settings/system')!
  resources.settings = {
    update: '/api/settings/system',
    read: () => get('/api/settings/system', body => body.settings),
    samples: {
      ...Object.fromEntries(
        schema
          .filter(field => ['number', 'boolean'].includes(typeof settings[field]))
          .map(field => [
            field,
            typeof settings[field] === 'number' ? [Number(settings[field]) + 11] : [true, false],
          ]),
      ),
      log_save_policy: ['failed_only', 'all_jobs'],
      webhook_url: ['', 'https://example.org/ '],
    },
    elsewhere: { metrics_token: 'A secret: `metrics_token_set` says whether there is one.' },
  }
}, 120_000)
afterAll(() => world[Symbol.asyncDispose]())

/** The fields of every JSON body, by operation as the OpenAPI document has it. */
async function schemas(): Promise<Map<string, string[]>> {
  const { paths } = await (await fetch(`${world.server.url}/openapi.json`)).json()
  const found = new Map<string, string[]>()
  for (const [path, operations] of Object.entries<Record<string, RestAnswer['body']>>(paths))
    for (const [method, operation] of Object.entries(operations)) {
      const schema = operation.requestBody?.content?.['application/json']?.schema
      if (schema) found.set(`${method.toUpperCase()} ${path}`, Object.keys(schema.properties ?? {}))
    }
  return found
}

/** Nothing that moves by itself. */
const still = ({ updated_at: _at, ...rest }: Record<string, unknown>) => rest

test('what is sent twice is read as it was sent, and the second time changes nothing', async () => {
  for (const [name, { update, read, samples, elsewhere = {} }] of Object.entries(resources)) {
    const rounds = Math.max(...Object.values(samples).map(values => values.length))
    for (let round = 0; round < rounds; round += 1) {
      const sent = Object.fromEntries(
        Object.entries(samples).flatMap(([field, values]) =>
          round < values.length ? [[field, values[round]]] : [],
        ),
      )
      const expected = Object.fromEntries(
        Object.entries(sent).map(([field, value]) => [field in elsewhere ? elsewhere[field]! : field, value]),
      )
      const said = `${name}, round ${round}`
      const first = await world.rest('PUT', update, { json: sent })
      expect([first.status, first.text.slice(0, 9)], `${said}: ${first.text}`).toEqual([
        200,
        expect.any(String),
      ])
      const once = await read()
      expect(
        Object.fromEntries(Object.keys(expected).map(field => [field, once[field]])),
        said,
      ).toStrictEqual(expected)
      await world.rest('PUT', update, { json: sent })
      expect(still(await read()), `${said}, again`).toStrictEqual(still(once))
    }
  }
}, 120_000)

test('every field of every body that changes a thing is among them', async () => {
  const byPath = [...(await schemas())]
  for (const [name, { update, samples, elsewhere = {} }] of Object.entries(resources)) {
    const pattern = (path: string) =>
      new RegExp(`^PUT ${path.replaceAll(/\{\w+\}/g, '\\d+').replace(/\/$/, '')}$`)
    const [, fields] = byPath.find(([operation]) =>
      pattern(operation.replace(/^PUT /, '')).test(`PUT ${update}`),
    )!
    expect(
      fields.filter(field => !(field in samples) && !(field in elsewhere)),
      `${name}: fields without a sample`,
    ).toEqual([])
  }
  const changed = Object.values(resources).length
  // A permission has a role and nothing else to spell.
  const puts = byPath.filter(([operation]) => operation.startsWith('PUT '))
  expect(puts.length).toBe(changed + 1)
})

describe('what is made', () => {
  test('a repository, each field of its body', async () => {
    const sent = {
      name: ' made ',
      compression: 'zstd,1',
      exclude_patterns: ['b', 'a', 'b'],
      pre_backup_script: '',
      post_backup_script: ' ',
      hook_timeout: 300,
      pre_hook_timeout: 600,
      post_hook_timeout: 5,
      skip_on_hook_failure: true,
      custom_flags: '--stats --list',
      source_locations: [
        { source_type: 'local', source_ssh_connection_id: null, agent_machine_id: null, paths: ['/b', '/b'] },
        { source_type: 'local', source_ssh_connection_id: null, agent_machine_id: null, paths: [] },
      ],
      upload_ratelimit_kib: 50,
    }
    const path = `${world.pathOf('made')}/`
    const { repository } = (await world.create('made', { ...sent, path })).body
    expect(repository).toMatchObject({ name: ' made ', path })
    const found = await item('/api/repositories/', 'repositories', repository.id)
    expect(found).toMatchObject({ ...sent, path, source_directories: ['/b', '/b'] })
    const one = (await world.rest('GET', `/api/repositories/${repository.id}`)).body.repository
    expect(one).toMatchObject({ name: ' made ', path, source_locations: sent.source_locations })
    // The path that is read is one that is understood.
    const { archives } = (
      await world.rest('GET', `/api/archives/list?repository=${encodeURIComponent(path)}`)
    ).body
    expect(JSON.parse(archives).archives).toEqual([])
    const started = (await world.rest('POST', '/api/backup/start', { json: { repository: path } })).body
    const jobs = await get(`/api/backup/jobs?repository=${encodeURIComponent(path)}`, body => body.jobs)
    expect(jobs).toMatchObject([{ id: started.job_id, repository: world.pathOf('made') }])
  })

  test('a schedule, a key, a connection and a user', async () => {
    const post = async (path: string, json: object) => (await world.rest('POST', path, { json })).body
    const schedule = {
      name: ' n ',
      cron_expression: ' 1 4 * * * ',
      description: '',
      archive_name_template: '',
    }
    const { job } = await post('/api/schedule/', { ...schedule, repository_ids: [ids.other, ids.other] })
    expect(job).toMatchObject({ name: ' n ', cron_expression: ' 1 4 * * * ' })
    expect(await item('/api/schedule/', 'jobs', job.id)).toMatchObject({
      ...schedule,
      repository_ids: [ids.other],
    })
    const key = { name: ' generated ', key_type: 'ed25519', description: '' }
    const { ssh_key } = await post('/api/ssh-keys/generate', key)
    expect(ssh_key).toMatchObject(key)
    const place = { host: ' localhost ', username: 'w', port: 2, use_sudo: true, default_path: '/x/' }
    const { connection } = await post('/api/ssh-keys/connections', { ...place, ssh_key_id: ssh_key.id })
    expect(connection).toMatchObject({ ...place, ssh_path_prefix: null })
    const user = { username: 'made', full_name: ' x ', email: '' }
    const made = await post('/api/settings/users', { ...user, password: 'a long password' })
    expect(made.user).toMatchObject(user)
    expect(
      (await post('/api/auth/users', { ...user, username: 'made2', password: 'a long password' })).email,
    ).toBe('')
  })
})

test('a later change through GraphQL wins, also over what was sent beside it', async () => {
  const path = `/api/repositories/${ids.repository}`
  const read = async () => {
    const { custom_flags, upload_ratelimit_kib, name } = await resources.repository!.read()
    return { custom_flags, upload_ratelimit_kib, name }
  }
  const change = (input: object) =>
    mutate(
      world.server,
      'updateRepository',
      { repositoryId: Buffer.from(`ManagedRepository:${ids.repository}`).toString('base64'), ...input },
      'repository { customFlags }',
    )
  await world.rest('PUT', path, { json: { custom_flags: '--upload-ratelimit 100', name: ' spelled ' } })
  expect(await read()).toEqual({
    custom_flags: '--upload-ratelimit 100',
    upload_ratelimit_kib: null,
    name: ' spelled ',
  })
  // The limit as a field of its own stands beside the text, which goes on to say another one.
  await world.rest('PUT', path, { json: { upload_ratelimit_kib: 50 } })
  expect(await read()).toMatchObject({ custom_flags: '--upload-ratelimit 100', upload_ratelimit_kib: 50 })
  const { repository } = await change({ name: 'by GraphQL' })
  expect(repository.customFlags).toEqual(['--upload-ratelimit=100'])
  expect(await read()).toMatchObject({ custom_flags: '--upload-ratelimit 100', name: 'by GraphQL' })
  await change({ customFlags: ['--sparse', '--upload-ratelimit=100'] })
  expect(await read()).toEqual({ custom_flags: '--sparse', upload_ratelimit_kib: 100, name: 'by GraphQL' })
})

test('three time-outs are three fields', async () => {
  const path = `/api/repositories/${ids.other}`
  const read = async () => {
    const found = await item('/api/repositories/', 'repositories', ids.other!)
    return [found.hook_timeout, found.pre_hook_timeout, found.post_hook_timeout]
  }
  expect(await read()).toEqual([300, 300, 300])
  await world.rest('PUT', path, { json: { hook_timeout: 111 } })
  expect(await read()).toEqual([111, 300, 300])
  await world.rest('PUT', path, { json: { pre_hook_timeout: 600 } })
  expect(await read()).toEqual([111, 600, 300])
})

test('the days of restore checks have their real names', async () => {
  const put = (json: object) => world.rest('PUT', '/api/settings/system', { json })
  const days = { dashboard_restore_check_warning_days: 44, dashboard_restore_check_critical_days: 55 }
  expect((await put(days)).body.settings).toMatchObject(days)
  // What is no setting is passed over, as unknown keys are everywhere.
  expect((await put({ dashboard_restore_warning_days: 1 })).status).toBe(200)
  const settings = await resources.settings!.read()
  expect(settings).toMatchObject(days)
  expect(settings).not.toHaveProperty('dashboard_restore_warning_days')
})
