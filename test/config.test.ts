import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ConfigError, configVariables, loadConfig } from '../src/config.ts'

const folder = mkdtempSync(join(tmpdir(), 'vinculum-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

function mistakesOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes
    throw error
  }
  return []
}

describe('loadConfig', () => {
  it('has a default for everything', () => {
    expect(loadConfig({})).toEqual({
      host: '127.0.0.1',
      port: 8787,
      dataDir: resolve('data'),
      databaseUrl: undefined,
      sqlite: true,
      role: 'all',
      secretKey: undefined,
      oidcClientId: undefined,
      oidcClientSecret: undefined,
      oidcDisableLocalAuth: false,
      oidcIssuerUrl: undefined,
      oidcNewUsers: 'deny',
      oidcProviderName: 'OpenID Connect',
      oidcScopes: 'openid profile email',
      oidcUsernameClaim: 'preferred_username',
      proxyAuth: false,
      proxyAuthAllRepositoriesRoleHeader: undefined,
      proxyAuthEmailHeader: undefined,
      proxyAuthFullNameHeader: undefined,
      proxyAuthHeader: 'X-Forwarded-User',
      proxyAuthRoleHeader: undefined,
      publicUrl: undefined,
      trustedProxies: [],
      initialAdminUsername: 'admin',
      initialAdminPassword: undefined,
      logLevel: 'info',
      borgPath: 'borg',
      workerPools: ['default'],
      workerConcurrency: 2,
      workerLeaseSeconds: 60,
      databaseConnections: 10,
      repositoriesDir: undefined,
      workerShutdown: 'detach',
      logRetentionDays: 90,
      logRetentionMb: 2048,
      tokenLifetimeMinutes: 1440,
      graphiql: true,
      introspection: true,
      metricsToken: undefined,
      sshKeyFiles: ['id_ed25519', 'id_ecdsa', 'id_rsa'].map(name => join(homedir(), '.ssh', name)),
      sshKnownHostsFile: join(homedir(), '.ssh/known_hosts'),
      mountRoots: [],
      restoreRoots: undefined,
      restoresForNonAdmins: 'below-roots',
      cancelGraceSeconds: 30,
      loginMaxFailures: 5,
      loginLockoutSeconds: 900,
      loginMaxAccountFailures: 50,
      hostedRepositoriesDir: undefined,
      authorizedKeysFile: undefined,
      sshHostKeyFiles: ['ed25519', 'ecdsa', 'rsa'].map(type => `/etc/ssh/ssh_host_${type}_key.pub`),
      storageTargets: [],
      unixUser: 'borgwarehouse',
      fqdn: 'localhost',
      sshServerPort: 22,
      fqdnLan: undefined,
      sshServerPortLan: undefined,
      hideSshPort: false,
      sshServerFingerprintRsa: undefined,
      sshServerFingerprintEd25519: undefined,
      sshServerFingerprintEcdsa: undefined,
      disableDeleteRepo: false,
      disableCompactRepo: false,
      disableIntegrations: false,
      cronjobKey: undefined,
      borgwarehouseStatuses: 'documented',
      borgwarehouseCompactAppendOnly: false,
      hostedPollSeconds: 60,
      storageIntervalMinutes: 60,
      healthIntervalSeconds: 60,
      alertRepeatHours: 25,
      alertStoragePercent: 90,
      alertPrivateAddresses: false,
      apprisePath: 'apprise',
      mailSmtpHost: undefined,
      mailSmtpPort: 587,
      mailSmtpTls: 'auto',
      mailSmtpFrom: undefined,
      mailSmtpLogin: undefined,
      mailSmtpPwd: undefined,
      mailRejectSelfsignedTls: true,
      runAs: undefined,
      sshHostKeyPolicy: 'pinned',
      breakForeignLocks: 'confirmed',
      maxConnections: 10_000,
      maxConnectionsPerAddress: 5000,
      maxStreams: 10_000,
      maxStreamsPerAddress: 6000,
      maxStreamsPerCredential: 5000,
      streamBufferKb: 128,
      unsentMbPerCredential: 64,
      unsentMbPerAddress: 128,
      unsentMb: 256,
      logMemoryMb: 32,
      streamStallSeconds: 10,
      websocketPingSeconds: 12,
      websocketInitTimeoutSeconds: 3,
      firstByteTimeoutSeconds: 30,
      headersTimeoutSeconds: 30,
      requestTimeoutSeconds: 300,
      keepAliveSeconds: 75,
      eventLoopReportMs: 1000,
      eventLoopExitSeconds: 60,
      webhookLegacySecretHeader: false,
    })
  })

  it('reads storage targets', () => {
    const { storageTargets } = loadConfig({ STORAGE_TARGETS: '/mnt/a|Label, /mnt/b ,,/mnt/a|Other' })
    expect(storageTargets).toEqual([
      { path: '/mnt/a', name: 'Other' },
      { path: '/mnt/b', name: '/mnt/b' },
    ])
    for (const wrong of ['mnt/a', '/mnt/../etc', '/mnt/a/'])
      expect(() => loadConfig({ STORAGE_TARGETS: wrong })).toThrow('STORAGE_TARGETS')
  })

  it('reads what is given', () => {
    const config = loadConfig({
      HOST: '::1',
      PORT: ' 0 ',
      DATA_DIR: '/srv/../srv/vinculum/',
      DATABASE_URL: 'postgresql://vinculum:pass%20word@db.example/vinculum?sslmode=require',
      ROLE: 'worker',
      PUBLIC_URL: 'https://backup.example/vinculum/',
      TRUSTED_PROXIES: '10.0.0.0/8, ::1 ,10.0.0.0/8',
      BORG_PATH: '/opt/borg/borg',
      WORKER_POOLS: 'default,office-2',
      GRAPHIQL: 'No',
      INTROSPECTION: '0',
      SSH_KEY_FILE: '~/keys/borg',
    })
    expect(config).toMatchObject({
      host: '::1',
      port: 0,
      dataDir: '/srv/vinculum',
      databaseUrl: 'postgresql://vinculum:pass%20word@db.example/vinculum?sslmode=require',
      sqlite: false,
      role: 'worker',
      publicUrl: 'https://backup.example/vinculum',
      trustedProxies: ['10.0.0.0/8', '::1'],
      borgPath: '/opt/borg/borg',
      workerPools: ['default', 'office-2'],
      graphiql: false,
      introspection: false,
      sshKeyFiles: [join(homedir(), 'keys/borg')],
    })
  })

  it('takes empty variables as not set', () => {
    const names = configVariables.flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name]))
    expect(loadConfig(Object.fromEntries(names.map(name => [name, ''])))).toEqual(loadConfig({}))
  })

  it('reports all mistakes at once, by name', () => {
    const env: NodeJS.ProcessEnv = {
      HOST: 'two words',
      PORT: '65536',
      DATABASE_URL: 'mysql://root@localhost/x',
      ROLE: 'boss',
      SECRET_KEY: 'short',
      PUBLIC_URL: 'backup.example',
      TRUSTED_PROXIES: '10.0.0.0/33',
      INITIAL_ADMIN_USERNAME: 'the boss',
      INITIAL_ADMIN_PASSWORD: '1234567',
      LOG_LEVEL: 'loud',
      BORG_PATH: './borg',
      WORKER_POOLS: ',',
      WORKER_CONCURRENCY: '0',
      WORKER_SHUTDOWN: 'never',
      LOG_RETENTION_DAYS: '-1',
      LOG_RETENTION_MB: '1.5',
      TOKEN_LIFETIME_MINUTES: '1e3',
      GRAPHIQL: 'perhaps',
      INTROSPECTION: 'constructor',
      METRICS_TOKEN: 'two words',
      CANCEL_GRACE_SECONDS: 'soon',
      LOGIN_MAX_FAILURES: '0x5',
      LOGIN_LOCKOUT_SECONDS: '99999999999999999999',
      DISABLE_AUTHENTICATION: 'sometimes',
      PROXY_AUTH_HEADER: 'two words',
      OIDC_ISSUER_URL: 'http://id.example',
      OIDC_SCOPES: 'profile',
      OIDC_NEW_USERS: 'admin',
    }
    const mistakes = mistakesOf(env)
    expect(mistakes.map(mistake => mistake.split(' ')[0])).toEqual(Object.keys(env))
    expect(mistakes).toContain('PORT must be a whole number from 0 to 65535 (0: any free port), not "65536"')
    expect(mistakes).toContain('ROLE must be all, server or worker, not "boss"')
    for (const mistake of mistakes) expect(new ConfigError(mistakes).message).toContain(mistake)
  })

  it('refuses a part of a deployment on SQLite, together with the other mistakes', () => {
    expect(mistakesOf({ ROLE: 'server', PORT: 'x' })).toEqual([
      expect.stringMatching(/^PORT/),
      expect.stringMatching(/^ROLE=server needs DATABASE_URL/),
    ])
    expect(mistakesOf({ ROLE: 'worker', DATABASE_URL: 'nonsense' })).toEqual([
      expect.stringMatching(/^DATABASE_URL must be/),
    ])
  })

  it.each([
    'https://user:pass@backup.example',
    'https://backup.example/?a=1',
    'ftp://backup.example',
    'https://',
  ])('refuses the public URL %s', url => {
    expect(mistakesOf({ PUBLIC_URL: url })).toHaveLength(1)
  })

  it('counts a password in bytes at the upper end', () => {
    expect(loadConfig({ INITIAL_ADMIN_PASSWORD: 'ä'.repeat(36) }).initialAdminPassword).toHaveLength(36)
    expect(mistakesOf({ INITIAL_ADMIN_PASSWORD: 'ä'.repeat(37) })).toHaveLength(1)
  })
})

describe('secrets', () => {
  const key = 'k'.repeat(32)

  it('come from files without the closing newline', () => {
    const config = loadConfig({
      SECRET_KEY_FILE: file('key', `${key}\n`),
      METRICS_TOKEN_FILE: file('token', 'token\r\n'),
      INITIAL_ADMIN_PASSWORD_FILE: file('password', ' with spaces '),
      DATABASE_URL_FILE: file('url', 'postgres://localhost/vinculum'),
    })
    expect(config.secretKey).toBe(key)
    expect(config.metricsToken).toBe('token')
    expect(config.initialAdminPassword).toBe(' with spaces ')
    expect(config).toMatchObject({ databaseUrl: 'postgres://localhost/vinculum', sqlite: false })
  })

  it('may not be given twice, nor in an unreadable or empty file', () => {
    const env = {
      SECRET_KEY: key,
      SECRET_KEY_FILE: file('again', key),
      METRICS_TOKEN_FILE: join(folder, 'missing'),
      INITIAL_ADMIN_PASSWORD_FILE: file('empty', '\n'),
      DATABASE_URL_FILE: folder,
    }
    expect(mistakesOf(env)).toEqual([
      'DATABASE_URL_FILE names a file that cannot be read (EISDIR)',
      'SECRET_KEY and SECRET_KEY_FILE are both set; give only one',
      'INITIAL_ADMIN_PASSWORD_FILE names an empty file',
      'METRICS_TOKEN_FILE names a file that cannot be read (ENOENT)',
    ])
  })

  it('are never shown, not even when put into the wrong variable', () => {
    const secret = 'Tell nobody'
    // A line break makes it wrong for each of them.
    for (const { name } of configVariables.filter(variable => variable.secret)) {
      for (const env of [
        { [name]: `${secret}\n2` },
        { [`${name}_FILE`]: secret },
        { [`${name}_FILE`]: file('bad', `${secret}\n2`) },
      ]) {
        const mistakes = mistakesOf(env)
        expect(mistakes).toHaveLength(1)
        expect(mistakes[0]).toContain(name)
        expect(mistakes[0]).not.toContain(secret)
      }
    }
  })
})
