import { mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Logger, pino } from 'pino'
import { createAlertSender } from './alerts/alert-sender.ts'
import { deliverAlerts } from './alerts/deliver.ts'
import { type Config, keyFileOf, poolDirOf } from './config.ts'
import { removeOldCalls } from './domain/abandoned-calls.ts'
import { removeOldAuthEvents } from './domain/accounts/auth-events.ts'
import { CurrentRights } from './domain/accounts/current-rights.ts'
import { ensureAdmin } from './domain/accounts/first-admin.ts'
import { createGuessLimit } from './domain/accounts/guess-limit.ts'
import { hashSecret } from './domain/accounts/hash-secret.ts'
import type { OpenIdSettings } from './domain/accounts/openid.ts'
import { createPasswords } from './domain/accounts/passwords.ts'
import type { SignInMethods } from './domain/accounts/sign-in-methods.ts'
import { createTokens } from './domain/accounts/tokens.ts'
import { removeOldAllowances } from './domain/allowances.ts'
import { removeUnusedIndexes } from './domain/archives/archive-index-tidy.ts'
import type { ArchiveReader } from './domain/archives/downloads.ts'
import { StreamedDownloads } from './domain/archives/streamed-downloads.ts'
import type { AlertSender } from './domain/health/alert-sender.ts'
import { removeOldDeliveries } from './domain/health/deliveries.ts'
import { evaluateHealth } from './domain/health/evaluate-health.ts'
import type { AlertRules, HostingRules } from './domain/hosting/hosting-rules.ts'
import { JobFeeds } from './domain/jobs/job-feeds.ts'
import { removeOldJobs } from './domain/jobs/job-history.ts'
import { LogReader } from './domain/jobs/job-log.ts'
import { runPeriodically } from './domain/periodic-tasks.ts'
import { removeUnfinished } from './domain/repositories/reservations.ts'
import { removeOldLogs, retentionOf } from './domain/retention.ts'
import { runScheduler } from './domain/schedules/scheduler.ts'
import type { World } from './domain/scope.ts'
import { createSealer } from './domain/sealed.ts'
import { requireSameKey } from './domain/secret-key.ts'
import { CurrentSettings } from './domain/settings.ts'
import type { Wakeups } from './domain/wakeups.ts'
import { removeLostWorkers } from './domain/workers.ts'
import { HostingWorker } from './hosting/hosting-worker.ts'
import { createMetrics } from './http/metrics.ts'
import { onFirstRequest } from './http/on-first-request.ts'
import { createHttpFace, type HttpFace } from './http/server.ts'
import { takeDataDir } from './platform/data-dir.ts'
import { openDatabase } from './platform/database.ts'
import { embeddedWakeups } from './platform/embedded-wakeups.ts'
import { readMachine } from './platform/machine.ts'
import { createOpenIdProvider } from './platform/openid-provider.ts'
import { removeOldDiffs } from './runner/archives/archive-diff.ts'
import { DownloadReader } from './runner/archives/downloads.ts'
import { findBorg } from './runner/borg/binary.ts'
import { describeBorg } from './runner/borg/capabilities.ts'
import { removeOldSpools } from './runner/processes/old-spools.ts'
import { currentMachine } from './runner/processes/process-identity.ts'
import { RunnerWorker } from './runner/worker.ts'
import { createContextFactory } from './schema/context.ts'
import { schema } from './schema/index.ts'
import { version } from './version.ts'

/** A running server. */
export interface App extends AsyncDisposable {
  /** Where it listens; null for `ROLE=worker`. */
  readonly url: string | null
  /** The administrator's password and the file that holds it: on the very first start, when none was configured. */
  readonly generated: { password: string; file: string } | null
}

/** Logs are checked for what is too old this often, in milliseconds. */
const retentionInterval = 3_600_000

/**
 * Puts all rooms together: the only file that knows every one of them.
 *
 * @throws DataDirInUseError, NewerDatabaseError, DatabaseBusyError, OtherSecretKeyError, or Error when the port is taken or
 *   the database cannot be reached; whatever was opened until then is closed again
 */
export async function createApp(config: Config, log: Logger): Promise<App> {
  await using stack = new AsyncDisposableStack()
  const dataDir = stack.use(takeDataDir(config.dataDir))
  const database = await openDatabase(
    config.databaseUrl
      ? { databaseUrl: config.databaseUrl, connections: config.databaseConnections }
      : { dataDir: dataDir.path },
    { onBusy: () => log.warn('waiting for others who use a table that a migration changes') },
  )
  stack.defer(() => database.close())
  const wakeups = await openWakeups(config, log)
  stack.defer(() => wakeups.close())

  const secretKey = dataDir.secretKey(config.secretKey)
  await requireSameKey(database, secretKey)
  const guesses = createGuessLimit(database, {
    maxFailures: config.loginMaxFailures,
    lockoutSeconds: config.loginLockoutSeconds,
  })
  const settings = stack.use(
    new CurrentSettings(database.db, wakeups, {
      logRetentionDays: config.logRetentionDays,
      logMaxTotalSizeMb: config.logRetentionMb,
    }),
  )
  const world: World = {
    em: database.em,
    db: database.db,
    now: database.now,
    wakeups,
    sealer: createSealer(secretKey),
    tokens: createTokens(secretKey),
    passwords: createPasswords(guesses),
    guesses,
    signInMethods: signInMethodsOf(config, log),
    limits: {
      tokenLifetime: config.tokenLifetimeMinutes * 60_000,
      repositoriesDir: config.repositoriesDir ?? join(dataDir.path, 'repositories'),
    },
    settings,
    hosting: hostingOf(config),
    alerts: alertsOf(config),
    alertSender: alertSenderOf(config),
  }
  // This is the only process on this database: whatever is unfinished now will never be finished.
  if (database.isSqlite) await removeUnfinished(world, 0)
  let generated: App['generated'] = null
  // Who shows the password is somebody whom its owner meets.
  if (config.role !== 'worker')
    await ensureAdmin(world, config.initialAdminUsername, config.initialAdminPassword, password => {
      const { file, remove } = dataDir.keepPassword(password)
      generated = { password, file }
      return () => {
        remove()
        generated = null
      }
    })

  const worker =
    config.role === 'server' ? null : await startWorker(config, world, database.isSqlite, dataDir, log)
  if (worker) {
    stack.defer(() => worker.stop())
    stack.defer(() => worker.hosting.stop())
    stack.use(worker.downloads)
    stack.defer(startScheduler(world, log))
    stack.defer(startAlerts(world, log))
  }

  const streamed = stack.use(new StreamedDownloads(world))
  const face = config.role === 'worker' ? null : createFace(config, world, worker, streamed, log)
  if (face) {
    stack.defer(() => face.http.close())
    stack.defer(() => face.dispose())
    await listen(face.http, config)
  }

  const spoolDir = join(dataDir.path, 'spool')
  const tidyAll = async (logs: boolean) => {
    const values = await settings.values()
    if (logs) await removeOldLogs(world, retentionOf(values))
    if (values.autoCleanup) await removeOldJobs(world, values.cleanupRetentionDays)
    await removeOldAuthEvents(world)
    await removeLostWorkers(world)
    await removeOldAllowances(world)
    await removeOldDeliveries(world)
    await removeUnfinished(world)
    await removeOldCalls(world)
    if (!worker) return
    await removeOldSpools(world, spoolDir)
    await removeOldDiffs({ spoolDir })
  }
  // Nothing depends on it: what was left this time, perhaps because another process removes the same, goes the next time.
  const tidy = (logs: boolean) =>
    tidyAll(logs).catch(error => log.error({ err: error }, 'could not remove what is old'))
  const tidying = setInterval(() => tidy(true), retentionInterval)
  stack.defer(() => clearInterval(tidying))
  if (worker) {
    await tidy((await settings.values()).logCleanupOnStartup)
    stack.defer(tidyIndexes(world, log))
  }

  const owned = stack.move()
  return {
    url: face ? urlOf(face.http, config.host) : null,
    generated,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** What the configuration says of hosted repositories. */
function hostingOf(config: Config): HostingRules {
  return {
    poolDir: poolDirOf(config),
    storageTargets: config.storageTargets,
    sshServer: {
      user: config.unixUser,
      host: config.fqdn,
      port: config.sshServerPort,
      lanHost: config.fqdnLan ?? null,
      lanPort: config.sshServerPortLan ?? null,
      hidePort: config.hideSshPort,
      fingerprints: {
        ...(config.sshServerFingerprintRsa && { RSA: config.sshServerFingerprintRsa }),
        ...(config.sshServerFingerprintEd25519 && { ED25519: config.sshServerFingerprintEd25519 }),
        ...(config.sshServerFingerprintEcdsa && { ECDSA: config.sshServerFingerprintEcdsa }),
      },
    },
    mayDelete: !config.disableDeleteRepo,
    mayCompact: !config.disableCompactRepo,
    integrations: !config.disableIntegrations,
    cronKeyHash: config.cronjobKey === undefined ? null : hashSecret(config.cronjobKey),
    pollSeconds: config.hostedPollSeconds,
    storageIntervalMinutes: config.storageIntervalMinutes,
  }
}

/** When somebody is told of what is wrong. */
function alertsOf(config: Config): AlertRules {
  return {
    checkSeconds: config.healthIntervalSeconds,
    repeatHours: config.alertRepeatHours,
    storagePercent: config.alertStoragePercent,
    hasMail: config.mailSmtpHost !== undefined,
  }
}

/** The ways by which alerts leave this server. */
function alertSenderOf(config: Config): AlertSender {
  const { mailSmtpHost, mailSmtpLogin, fqdn } = config
  return createAlertSender({
    mail:
      mailSmtpHost === undefined
        ? null
        : {
            host: mailSmtpHost,
            port: config.mailSmtpPort,
            tls: config.mailSmtpTls,
            from: config.mailSmtpFrom ?? `vinculum@${fqdn}`,
            login:
              mailSmtpLogin === undefined
                ? null
                : { user: mailSmtpLogin, password: config.mailSmtpPwd ?? '' },
            checksCertificate: config.mailRejectSelfsignedTls,
          },
    apprisePath: config.apprisePath,
    allowPrivate: config.alertPrivateAddresses,
  })
}

/** Who vouches for users, by the configuration. */
function signInMethodsOf(config: Config, log: Logger): SignInMethods {
  const username = config.proxyAuthHeader
  const others = /^x-forwarded-user$/i.test(username)
    ? ['X-Remote-User', 'Remote-User', 'X-authentik-username']
    : []
  return {
    password: !config.oidcDisableLocalAuth,
    proxy: config.proxyAuth
      ? {
          username: [username, ...others],
          role: config.proxyAuthRoleHeader ?? null,
          allRepositoriesRole: config.proxyAuthAllRepositoriesRoleHeader ?? null,
          email: config.proxyAuthEmailHeader ?? null,
          fullName: config.proxyAuthFullNameHeader ?? null,
        }
      : null,
    openId: openIdOf(config, log),
  }
}

function openIdOf(config: Config, log: Logger): OpenIdSettings | null {
  const { oidcIssuerUrl: issuerUrl, oidcClientId: clientId, oidcClientSecret: clientSecret } = config
  if (!issuerUrl || !clientId) return null
  return {
    provider: createOpenIdProvider(
      { issuerUrl, clientId, clientSecret, scopes: config.oidcScopes },
      problem => log.warn(problem, 'OpenID Connect did not work'),
    ),
    displayName: config.oidcProviderName,
    usernameClaim: config.oidcUsernameClaim,
    newUsers: config.oidcNewUsers,
    publicUrl: config.publicUrl ?? null,
  }
}

/** Removes listings of archives that nobody uses, beside everything else: that may be millions of rows. Returns its end. */
function tidyIndexes(world: World, log: Logger): () => Promise<void> {
  const ending = new AbortController()
  let tidied = Promise.resolve()
  const tidy = () => {
    tidied = tidied
      .then(() => removeUnusedIndexes(world, ending.signal))
      .catch(error => log.error({ err: error }, 'could not remove unused listings'))
  }
  const timer = setInterval(tidy, retentionInterval)
  tidy()
  return () => {
    clearInterval(timer)
    ending.abort()
    return tidied
  }
}

/** The port's implementation for this database; the driver is only loaded where it is needed. */
async function openWakeups({ databaseUrl }: Config, log: Logger): Promise<Wakeups> {
  if (!databaseUrl) return embeddedWakeups()
  const { postgresqlWakeups } = await import('./platform/postgresql-wakeups.ts')
  return postgresqlWakeups(databaseUrl, error =>
    log.warn({ err: error }, 'wake-ups between processes are disturbed'),
  )
}

/** The worker of this process, and what it lends to the HTTP face. */
type RunningWorker = RunnerWorker & { hasBorg: boolean; downloads: DownloadReader; hosting: HostingWorker }

async function startWorker(
  config: Config,
  world: World,
  isSqlite: boolean,
  dataDir: ReturnType<typeof takeDataDir>,
  log: Logger,
): Promise<RunningWorker> {
  const { borgPath } = config
  const borg = await findBorg(borgPath, process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin').catch(error => {
    // Everything but Borg's work is of use without it: the history, the logs, the settings.
    log.error({ borgPath, err: error }, 'Borg cannot be used')
    return null
  })
  if (!borg)
    log.error({ borgPath }, 'no usable Borg: jobs will fail until it is there and the server restarted')
  const hosting = new HostingWorker(
    world,
    {
      authorizedKeysFile: keyFileOf(config),
      hostKeyFiles: config.sshHostKeyFiles,
      pools: config.workerPools,
    },
    log,
  )
  const spoolDir = join(dataDir.path, 'spool')
  mkdirSync(spoolDir, { recursive: true, mode: 0o700 })
  const settings = {
    spoolDir,
    sourcesDir: join(dataDir.path, 'sources'),
    mountsDir: join(dataDir.path, 'mounts'),
    mountRoots: config.mountRoots,
    stateDir: join(dataDir.path, 'borg'),
    dataDir: dataDir.path,
    restoreRoots: config.restoreRoots,
    host: dataDir.host(),
    machine: currentMachine(),
    pools: config.workerPools,
    lease: config.workerLeaseSeconds * 1000,
    concurrency: config.workerConcurrency,
    borg,
    sshKeyFiles: config.sshKeyFiles,
    sshKnownHostsFile: config.sshKnownHostsFile,
    cancelGrace: config.cancelGraceSeconds * 1000,
    shutdown: config.workerShutdown,
    isSqlite,
    answerHostingCall: hosting.answer,
    afterHostedCompaction: hosting.compacted.bind(hosting),
  }
  const worker = new RunnerWorker(world, settings, log)
  await worker.start()
  await hosting.start()
  return Object.assign(worker, {
    hosting,
    hasBorg: borg !== null,
    downloads: new DownloadReader(world, settings),
  })
}

/** @returns what ends it */
function startScheduler(world: World, log: Logger): () => Promise<void> {
  const stopping = new AbortController()
  const running = runScheduler(world, stopping.signal, error =>
    log.error({ err: error }, 'scheduler failed, trying again'),
  )
  return () => {
    stopping.abort()
    return running
  }
}

/** Looks at the health of all repositories, and tells what it finds. @returns what ends it */
function startAlerts(world: World, log: Logger): () => Promise<void> {
  const stopping = new AbortController()
  const failed = (what: string) => (error: unknown) => log.error({ err: error }, `${what} failed`)
  const running = Promise.all([
    runPeriodically(
      world,
      'health',
      world.alerts.checkSeconds * 1000,
      () => evaluateHealth(world, null),
      stopping.signal,
      failed('looking at the health of repositories'),
    ),
    deliverAlerts(world, stopping.signal, failed('delivering alerts')),
  ])
  return async () => {
    stopping.abort()
    await running
  }
}

function createFace(
  config: Config,
  world: World,
  worker: RunningWorker | null,
  streamed: ArchiveReader,
  log: Logger,
): { http: HttpFace; dispose(): void } {
  const rights = new CurrentRights(world)
  const followers = { feeds: new JobFeeds(world), log: new LogReader(world.db), rights }
  const http: HttpFace = createHttpFace({
    schema,
    world,
    followers,
    log,
    createContext: createContextFactory(world, followers, {
      version,
      startedAt: Date.now(),
      describeBorg,
      readMachine: () => readMachine(config.dataDir),
    }),
    metrics: createMetrics(world, {
      streamClients: () => http.streamClients(),
      workerRunning: () => worker?.running ?? 0,
    }),
    downloads: {
      // What this process can read itself needs no way through the tables.
      open: (download, signal) =>
        (worker && config.workerPools.includes(download.repository.pool) ? worker.downloads : streamed).open(
          download,
          signal,
        ),
    },
    readiness: () => ({ worker: worker ? { silence: worker.silence, hasBorg: worker.hasBorg } : null }),
    settings: config,
    restRouters: gateway => [
      onFirstRequest(/^\/(api|openapi\.json)(\/|$)/, async () => {
        const rest = await import('./rest-compat/index.ts')
        return [
          rest.createDocsRouter(),
          rest.createBorgWarehouseRouter(gateway, {
            statuses: config.borgwarehouseStatuses,
            mayDelete: !config.disableDeleteRepo,
            mayCompact: !config.disableCompactRepo,
            compactsAppendOnly: config.borgwarehouseCompactAppendOnly,
          }),
          rest.createBorgUiRouter(gateway),
          rest.unknownApiRoute,
        ]
      }),
    ],
  })
  return { http, dispose: () => rights[Symbol.dispose]() }
}

function listen({ server }: HttpFace, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.removeListener('error', reject)
      resolve()
    })
  })
}

function urlOf({ server }: HttpFace, host: string): string {
  const { port } = server.address() as AddressInfo
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** A logger that never shows a secret, whatever object it is handed. */
export function createLogger(level: Config['logLevel']): Logger {
  const secrets = ['password', 'passphrase', 'keyFile', 'authorization', 'accessToken', 'secret', 'token']
  return pino({
    level,
    redact: { paths: secrets.flatMap(name => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
  })
}
