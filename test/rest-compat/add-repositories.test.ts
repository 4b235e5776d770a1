import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRepositoryWorld, keyed, type RepositoryWorld, refusal } from './repository-world.ts'
import { mistakesOf } from './rest.ts'

let world: RepositoryWorld
beforeAll(async () => {
  world = await createRepositoryWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

describe('creating', () => {
  test('makes a repository with what is said about it', async () => {
    const made = await world.create('first', {
      encryption: 'repokey-blake2',
      passphrase: 'swordfish 42',
      compression: 'zstd,3',
      exclude_patterns: ['*.log'],
      custom_flags: '--stats --list --exclude-caches --comment "two words"',
      upload_ratelimit_kib: 50_000,
      pre_backup_script: 'true',
      pre_hook_timeout: '60',
      continue_on_hook_failure: 'yes',
      repository_type: 'local',
    })
    expect(made.body).toEqual({
      success: true,
      message: 'backend.success.repo.repositoryCreated',
      already_existed: false,
      repository: {
        id: 1,
        name: 'first',
        path: world.pathOf('first'),
        encryption: 'repokey-blake2',
        compression: 'zstd,3',
        execution_target: 'local',
        executor_type: 'server',
        agent_machine_id: null,
        agent_machine_name: null,
        agent_machine_status: null,
        upload_ratelimit_kib: 50_000,
      },
    })
    expect(existsSync(join(world.pathOf('first'), 'config'))).toBe(true)
    const [item] = await world.list()
    expect(item).toMatchObject({
      id: 1,
      source_directories: [world.sources],
      source_locations: [
        {
          source_type: 'local',
          source_ssh_connection_id: null,
          agent_machine_id: null,
          paths: [world.sources],
        },
      ],
      exclude_patterns: ['*.log'],
      repository_type: 'local',
      host: null,
      port: 22,
      last_backup: null,
      total_size: null,
      archive_count: 0,
      pre_backup_script: 'true',
      pre_hook_timeout: 60,
      post_hook_timeout: 300,
      continue_on_hook_failure: true,
      custom_flags: '--stats --list --exclude-caches --comment "two words"',
      upload_ratelimit_kib: 50_000,
      mode: 'full',
    })
    expect(Object.keys(item)).toHaveLength(48)
    expect(JSON.stringify(item)).not.toContain('swordfish')
  })

  test('refuses what is wrong by the old names', async () => {
    expect(refusal(await world.create('first', { path: world.pathOf('elsewhere') }))).toEqual(
      keyed(400, 'repo.repositoryNameExists'),
    )
    expect(refusal(await world.create('second', { path: world.pathOf('first') }))).toEqual(
      keyed(400, 'repo.repositoryPathExists'),
    )
    expect(refusal(await world.create('second', { encryption: 'rot13' }))).toEqual(
      keyed(400, 'repo.invalidEncryptionMode'),
    )
    expect(refusal(await world.create('second', { encryption: 'keyfile-blake2', passphrase: '' }))).toEqual(
      keyed(400, 'repo.encryptedPassphraseRequired', { mode: 'keyfile-blake2' }),
    )
    expect(refusal(await world.create('second', { connection_id: 4 }))).toEqual(
      keyed(404, 'repo.sshConnectionNotFound', { id: 4 }),
    )
    expect(refusal(await world.create('second', { upload_ratelimit_kib: 0 }))).toEqual(
      keyed(422, 'repo.invalidUploadLimit'),
    )
    expect(
      refusal(await world.create('second', { source_locations: [{ source_type: 'remote', paths: ['/a'] }] })),
    ).toEqual(keyed(422, 'repo.sourceConnectionRequired'))
    expect(mistakesOf(await world.create('second', { compression: 'brotli' }))).toEqual([
      'value_error body.compression',
    ])
    expect(mistakesOf(await world.create('second', { custom_flags: '--rsh evil' }))).toEqual([
      'value_error body.custom_flags',
    ])
    expect(mistakesOf(await world.create('second', { custom_flags: '--comment "open' }))).toEqual([
      'value_error body.custom_flags',
    ])
    expect(mistakesOf(await world.create('second', { source_directories: ['/a', 5], mode: 'half' }))).toEqual(
      ['string_type body.source_directories.1', 'literal_error body.mode'],
    )
  })

  test('names the features that are not there', async () => {
    const lacking = {
      encryption: 'repokey-aes-ocb',
      execution_target: 'agent',
      storage_backend: 'rclone',
      borg_version: 2,
    }
    const features = []
    for (const [field, value] of Object.entries(lacking)) {
      const { status, body } = await world.create('second', { [field]: value })
      expect([status, body.detail.key]).toEqual([403, 'backend.errors.plan.featureNotAvailable'])
      features.push(body.detail.feature)
    }
    expect(features).toEqual(['borg_v2', 'managed_agents', 'rclone', 'borg_v2'])
    expect(refusal(await world.create('second', { source_connection_id: '9' }))).toEqual(
      keyed(404, 'repo.sshConnectionNotFound', { id: 9 }),
    )
  })

  test('adopts a repository that is there, once its passphrase is right', async () => {
    execFileSync('borg', ['init', '--encryption=repokey', world.pathOf('old')], {
      env: { ...process.env, BORG_PASSPHRASE: 'right' },
      stdio: 'ignore',
    })
    const wrong = await world.create('old', { encryption: 'repokey', passphrase: 'wrong' })
    expect(refusal(wrong)).toEqual(keyed(400, 'repo.encryptedPassphraseIncorrect'))
    const adopted = await world.create('old', { encryption: 'repokey-blake2', passphrase: 'right' })
    expect(adopted.body).toMatchObject({
      already_existed: true,
      message: 'backend.success.repo.repositoryAlreadyExists',
      repository: { encryption: 'repokey' },
    })
  })
})

describe('importing', () => {
  test('opens the repository and says what Borg found', async () => {
    execFileSync('borg', ['init', '--encryption=none', world.pathOf('plain')], { stdio: 'ignore' })
    execFileSync('borg', ['create', `${world.pathOf('plain')}::one`, world.sources], { stdio: 'ignore' })
    const imported = await world.importIt('plain', {
      encryption: 'repokey',
      source_directories: [world.sources],
    })
    expect(imported.body).toMatchObject({
      success: true,
      message: 'backend.success.repo.repositoryImported',
      repository: { name: 'plain', encryption: 'none', archive_count: 1 },
    })
  })

  test('refuses what is no repository', async () => {
    expect(refusal(await world.importIt('absent'))).toEqual(
      keyed(400, 'repo.repositoryDirNotExist', { path: world.pathOf('absent') }),
    )
    mkdirSync(world.pathOf('folder'))
    writeFileSync(join(world.pathOf('folder'), 'file'), '')
    expect(refusal(await world.importIt('folder'))).toEqual(
      keyed(400, 'repo.notValidBorgRepository', { path: world.pathOf('folder') }),
    )
  })
})
