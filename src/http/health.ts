import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { type RequestHandler, Router } from 'express'
import type { Registry } from 'prom-client'
import { canonicalAddress } from '../domain/accounts/client-networks.ts'
import type { World } from '../domain/kernel/scope.ts'
import { checkStorage } from '../domain/kernel/storage-check.ts'
import { isMetricsToken } from '../domain/settings/settings.ts'
import { together } from './together.ts'

/** What readiness depends on beside the database. */
export interface Readiness {
  /** Null when this process runs no worker. */
  worker: { silence: number; hasBorg: boolean } | null
  /** Room on the disk of the data directory, in bytes. */
  freeBytes: number
}

/** What it depends on whether the process should be started again. */
export interface Liveness {
  /** False while the event loop was held for much of the last minute. */
  eventLoop: boolean
  /** How long a loop that should turn every few seconds has not turned, in milliseconds, by its name. */
  stuckMs: Readonly<Record<string, number>>
}

/** A loop that waits for longer waits for something that will not come; a database that is away is noticed sooner. */
const maxStuckMs = 120_000
/** A worker that was silent for longer is not alive, in milliseconds. */
const longestSilence = 20_000
/** With less room on its disk, in bytes, a server can keep nothing more. */
const minFreeBytes = 65_536

/**
 * `/livez`: the process answers, was not held up for much of the last minute, and its loops turn; a supervisor should start it again
 * otherwise. `/readyz`: it can do its work; else `reason` says what is wrong with the database or the disk, if that is it. `/healthz`,
 * and the old server’s `/health`, are the same as `/readyz`.
 */
export function healthRoutes(
  world: World,
  readiness: () => Promise<Readiness>,
  liveness: () => Liveness,
): Router {
  // However often it is asked, one row is written at a time.
  const storage = together(() => checkStorage(world))
  const ready: RequestHandler = async (_request, response) => {
    const [{ worker, freeBytes }, outage] = await Promise.all([readiness(), storage()])
    const reason = outage ?? (freeBytes < minFreeBytes ? 'DISK_FULL' : null)
    const checks = {
      database: outage === null,
      ...(worker ? { borg: worker.hasBorg, worker: worker.silence < longestSilence } : {}),
    }
    const good = reason === null && Object.values(checks).every(Boolean)
    response
      .status(good ? 200 : 503)
      .json({ status: good ? 'ready' : 'not ready', checks, ...(reason ? { reason } : {}) })
  }
  return Router()
    .get('/livez', (_request, response) => {
      const { eventLoop, stuckMs } = liveness()
      const stuck = Object.keys(stuckMs).filter(name => stuckMs[name]! > maxStuckMs)
      if (!eventLoop) stuck.unshift('eventLoop')
      if (stuck.length === 0) response.json({ status: 'alive' })
      else response.status(503).json({ status: 'stuck', stuck })
    })
    .get(['/readyz', '/healthz', '/health'], ready)
}

/**
 * `/metrics` for Prometheus: with a token (`METRICS_TOKEN`, or the one that an administrator has set), or without one from
 * this machine only. Administrators can switch it off, or ask for the token everywhere (contract borg-ui, 6.10).
 */
export function metricsRoute(registry: Registry, token: string | undefined, world: World): RequestHandler {
  return async (request, response) => {
    const settings = await world.settings.read()
    if (!settings.values.metricsEnabled) {
      response.status(404).json({ detail: 'Metrics disabled' })
      return
    }
    // A proxy on this machine is not somebody on this machine.
    const local = isLoopback(request.socket.remoteAddress) && !request.headers['x-forwarded-for']
    const needsToken = token !== undefined || settings.values.metricsRequireAuth
    const given = tokenOf(request.headers)
    const known = given !== '' && (isSame(given, token) || isMetricsToken(settings, given))
    if (known || (local && !needsToken)) {
      response.type(registry.contentType).send(await registry.metrics())
      return
    }
    if (needsToken || given !== '') response.status(401).json({ detail: 'Invalid metrics token' })
    else response.status(403).type('text/plain').send('Not allowed.\n')
  }
}

/** The token in its own header, or as a bearer; empty when there is none. */
function tokenOf({ 'x-borg-metrics-token': own, authorization = '' }: IncomingHttpHeaders): string {
  return typeof own === 'string' && own !== '' ? own : authorization.replace(/^Bearer /, '')
}

function isSame(given: string, token: string | undefined): boolean {
  if (token === undefined) return false
  const [one, other] = [Buffer.from(given), Buffer.from(token)]
  return one.length === other.length && timingSafeEqual(one, other)
}

const isLoopback = (address: string | undefined) =>
  address !== undefined && /^(127\.|::1$)/.test(canonicalAddress(address))
