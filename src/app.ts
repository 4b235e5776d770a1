import { mkdirSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { startAlerts, startScheduler, tidyIndexes, tidyInterval, watchForeignWrites } from './app-loops.ts'
import { requireUsablePaths } from './app-paths.ts'
import {
  alertSenderOf,
  alertsOf,
  hostingOf,
  httpTimeoutsOf,
  signInMethodsOf,
  streamLimitsOf,
} from './app-rules.ts'
import { type Config, keyFileOf, restoreRootsOf } from './config.ts'
import { removeOldAllowances } from './domain/accounts/allowances.ts'
import { removeOldAuthEvents } from './domain/accounts/auth-events.ts'
import { CurrentRights } from './domain/accounts/current-rights.ts'
import { ensureAdmin } from './domain/accounts/first-admin.ts'
import { createGuessLimit } from './domain/accounts/guess-limit.ts'
import { createPasswords } from './domain/accounts/passwords.ts'
import { createTokens } from './domain/accounts/tokens.ts'
import type { ArchiveReader } from './domain/archives/downloads.ts'
import { StreamedDownloads } from './domain/archives/streamed-downloads.ts'
import { removeOldCalls } from './domain/calls/abandoned-calls.ts'
import { removeLostWorkers } from './domain/calls/workers.ts'
import { sealOldUrls } from './domain/health/alert-settings.ts'
import { removeOldDeliveries } from './domain/health/deliveries.ts'
import { JobFeeds } from './domain/jobs/job-feeds.ts'
import { removeOldJobs } from './domain/jobs/job-history.ts'
import { LogReader } from './domain/jobs/log-reader.ts'
import { removeOldLogs, retentionOf } from './domain/jobs/log-retention.ts'
import type { World } from './domain/kernel/scope.ts'
import { createSealer } from './domain/kernel/sealed.ts'
import { requireSameKey } from './domain/kernel/secret-key.ts'
import type { Wakeups } from './domain/kernel/wakeups.ts'
import { removeUnfinished } from './domain/repositories/reservations.ts'
import { CurrentSettings } from './domain/settings/settings.ts'
import { Ending } from './ending.ts'
import { HostingWorker } from './hosting/hosting-worker.ts'
import { createMetrics } from './http/metrics.ts'
import { onFirstRequest } from './http/on-first-request.ts'
import { createHttpFace, type HttpFace } from './http/server.ts'
import { output } from './logger.ts'
import { matchesBcrypt } from './platform/bcrypt-thread.ts'
import { takeDataDir } from './platform/data-dir.ts'
import { openDatabase } from './platform/database.ts'
import { embeddedWakeups } from './platform/embedded-wakeups.ts'
import { takeFileLock } from './platform/file-lock.ts'
import { createKeyDecryptor } from './platform/key-decryptor.ts'
import { readMachine } from './platform/machine.ts'
import { createOpenIdProvider } from './platform/openid-provider.ts'
import { findBorg } from './runner/borg/binary.ts'
import { describeBorg } from './runner/borg/capabilities.ts'
import { removeOldDiffs } from './runner/calls/archive-diff.ts'
import { removeOldSpools } from './runner/jobs/old-spools.ts'
import { currentMachine } from './runner/processes/process-identity.ts'
import { DownloadReader } from './runner/sessions/downloads.ts'
import { RunnerWorker } from './runner/worker.ts'
import { createContextFactory } from './schema/context.ts'
import { schema } from './schema/index.ts'
import { version } from './version.ts'
import { startWatchdog, type Watchdog } from './watchdog.ts'

/** A running server. */
export interface App extends AsyncDisposable {
  /** Where it listens; null for `ROLE=worker`. */
  readonly url: string | null
  /** The administrator's password and the file that holds it: on the very first start, when none was configured. */
  readonly generated: { password: string; file: string } | null
  /** How far its end has come. */
  readonly ending: Pick<Ending, 'waitsFor'>
}

/**
 * Puts all rooms together: the only file that knows every one of them.
 *
 * @throws ConfigError for paths in the data directory, DataDirInUseError, NewerDatabaseError, DatabaseBusyError, OtherSecretKeyError, or Error when the port is taken or
 *   the database cannot be reached; whatever was opened until then is closed again
 */
export async function createApp(config: Config, log: Logger): Promise<App> {
  await using stack = new AsyncDisposableStack()
  const ending = new Ending(stack)
  const watchdog = stack.use(
    startWatchdog({ reportMs: config.eventLoopReportMs, exitMs: config.eventLoopExitSeconds * 1000 }, log),
  )
  await requireUsablePaths(config)
  const dataDir = stack.use(takeDataDir(config.dataDir))
  const database = await openDatabase(
    config.databaseUrl
      ? { databaseUrl: config.databaseUrl, connections: config.databaseConnections }
      : { dataDir: dataDir.path },
    {
      onBusy: () => log.warn('waiting for others who use a table that a migration changes'),
      onTrouble: trouble => log.fatal(trouble),
    },
  )
  ending.add('the database', () => database.close())
  const wakeups = await openWakeups(config, log)
  ending.add('wake-ups between processes', () => wakeups.close())

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
    isSqlite: database.isSqlite,
    now: database.now,
    wakeups,
    sealer: createSealer(secretKey),
    tokens: createTokens(secretKey),
    passwords: createPasswords(matchesBcrypt),
    guesses,
    signInMethods: signInMethodsOf(config, provider =>
      createOpenIdProvider(provider, problem => log.warn(problem, 'OpenID Connect did not work')),
    ),
    limits: {
      tokenLifetime: config.tokenLifetimeMinutes * 60_000,
      maxAccountFailures: config.loginMaxAccountFailures,
      repositoriesDir: config.repositoriesDir ?? join(dataDir.path, 'repositories'),
      restoresForNonAdmins: config.restoresForNonAdmins,
      breaksForeignLocks: config.breakForeignLocks === 'always',
    },
    settings,
    hosting: hostingOf(config),
    alerts: alertsOf(config),
    alertSender: alertSenderOf(config),
    keyDecryptor: createKeyDecryptor(join(dataDir.path, 'key-decryption')),
  }
  await sealOldUrls(world)
  // This is the only process on this database: whatever is unfinished now will never be finished.
  if (database.isSqlite) await removeUnfinished(world, 0)
  if (database.isSqlite) stack.defer(watchForeignWrites(world, log))
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

  const worker = config.role === 'server' ? null : await startWorker(config, world, dataDir, log)
  if (worker) {
    ending.add('the runs of this worker', () => worker.stop(), config.workerShutdown === 'detach')
    ending.add('hosted repositories', () => worker.hosting.stop())
    stack.use(worker.downloads)
    ending.add('the scheduler', startScheduler(world, log))
    ending.add('alerts', startAlerts(world, log))
  }

  const streamed = stack.use(new StreamedDownloads(world))
  const face = config.role === 'worker' ? null : createFace(config, world, worker, streamed, watchdog, log)
  if (face) {
    ending.add('requests and streams', () => face.http.close())
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
    await sealOldUrls(world)
    await removeUnfinished(world)
    await removeOldCalls(world)
    if (!worker) return
    await removeOldSpools(world, spoolDir)
    await removeOldDiffs({ spoolDir })
  }
  // Nothing depends on it: what was left this time, perhaps because another process removes the same, goes the next time.
  const tidy = (logs: boolean) =>
    tidyAll(logs).catch(error => log.error({ err: error }, 'could not remove what is old'))
  const tidying = setInterval(() => tidy(true), tidyInterval)
  stack.defer(() => clearInterval(tidying))
  if (worker) {
    await tidy((await settings.values()).logCleanupOnStartup)
    ending.add('tidying', tidyIndexes(world, log))
  }

  watchdog.started()
  const owned = stack.move()
  return {
    url: face ? urlOf(face.http, config.host) : null,
    generated,
    ending,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
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
      takeLock: takeFileLock,
      hostKeyFiles: config.sshHostKeyFiles,
      pools: config.workerPools,
    },
    log,
  )
  const spoolDir = join(dataDir.path, 'spool')
  mkdirSync(spoolDir, { recursive: true, mode: 0o700 })
  if (!config.restoreRoots) mkdirSync(restoreRootsOf(config)[0]!, { recursive: true, mode: 0o700 })
  const settings = {
    spoolDir,
    sourcesDir: join(dataDir.path, 'sources'),
    mountsDir: join(dataDir.path, 'mounts'),
    mountRoots: config.mountRoots,
    stateDir: join(dataDir.path, 'borg'),
    dataDir: dataDir.path,
    restoreRoots: restoreRootsOf(config),
    restoresForNonAdmins: config.restoresForNonAdmins,
    host: dataDir.host(),
    machine: currentMachine(),
    pools: config.workerPools,
    lease: config.workerLeaseSeconds * 1000,
    concurrency: config.workerConcurrency,
    borg,
    sshKeyFiles: config.sshKeyFiles,
    sshKnownHostsFile: config.sshKnownHostsFile,
    pinsOnFirstUse: config.sshHostKeyPolicy === 'first-use',
    cancelGrace: config.cancelGraceSeconds * 1000,
    shutdown: config.workerShutdown,
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

function createFace(
  config: Config,
  world: World,
  worker: RunningWorker | null,
  streamed: ArchiveReader,
  watchdog: Watchdog,
  log: Logger,
): { http: HttpFace; dispose(): void } {
  const rights = new CurrentRights(world)
  const limits = streamLimitsOf(config)
  const followers = {
    feeds: new JobFeeds(world),
    log: new LogReader(world.db, limits.maxLogMemoryBytes),
    rights,
  }
  const http: HttpFace = createHttpFace({
    schema,
    world,
    followers,
    log,
    createContext: createContextFactory(world, followers, {
      version,
      startedAt: Date.now(),
      limits,
      describeBorg,
      readMachine: () => readMachine(config.dataDir),
    }),
    metrics: createMetrics(world, {
      streamClients: () => http.streamClients(),
      workerRunning: () => worker?.running ?? 0,
      logLinesLost: () => output.lost,
      connectionFigures: () => http.connectionFigures(),
      logMemoryBytes: () => followers.log.usedBytes,
      watchDelay: onDelay => {
        watchdog.onDelay = onDelay
      },
    }),
    downloads: {
      // What this process can read itself needs no way through the tables.
      open: (download, signal) =>
        (worker && config.workerPools.includes(download.repository.pool) ? worker.downloads : streamed).open(
          download,
          signal,
        ),
    },
    readiness: async () => {
      const { bavail, bsize } = await statfs(config.dataDir)
      const works = worker ? { silence: worker.silence, hasBorg: worker.hasBorg } : null
      return { worker: works, freeBytes: bavail * bsize }
    },
    liveness: () => ({
      eventLoop: watchdog.isWell,
      stuckMs: worker ? { worker: worker.stuckMs } : {},
    }),
    settings: config,
    limits,
    timeouts: httpTimeoutsOf(config),
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
