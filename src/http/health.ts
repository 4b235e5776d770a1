import { timingSafeEqual } from 'node:crypto'
import { type RequestHandler, Router } from 'express'
import type { Registry } from 'prom-client'
import type { World } from '../domain/scope.ts'

/** What readiness depends on beside the database. */
export interface Readiness {
  /** Null when this process runs no worker. */
  worker: { silence: number; hasBorg: boolean } | null
}

/** A worker that was silent for longer is not alive, in milliseconds. */
const longestSilence = 20_000

/** `/livez`: the process answers. `/readyz`: it can do its work. `/healthz` is the same as `/readyz`. */
export function healthRoutes(world: World, readiness: () => Readiness): Router {
  const ready: RequestHandler = async (_request, response) => {
    const { worker } = readiness()
    const checks = {
      database: await isWritable(world),
      ...(worker ? { borg: worker.hasBorg, worker: worker.silence < longestSilence } : {}),
    }
    const good = Object.values(checks).every(Boolean)
    response.status(good ? 200 : 503).json({ status: good ? 'ready' : 'not ready', checks })
  }
  return Router()
    .get('/livez', (_request, response) => {
      response.json({ status: 'alive' })
    })
    .get(['/readyz', '/healthz'], ready)
}

/** A write that changes nothing still needs everything that a write needs. */
async function isWritable(world: World): Promise<boolean> {
  try {
    await world.db.deleteFrom('session').where('expiresAt', '<', 0).execute()
    return true
  } catch {
    return false
  }
}

/** `/metrics` for Prometheus: with `METRICS_TOKEN` as bearer, or without one from this machine only. */
export function metricsRoute(registry: Registry, token: string | undefined): RequestHandler {
  return async (request, response) => {
    // A proxy on this machine is not somebody on this machine.
    const local = isLoopback(request.socket.remoteAddress) && !request.headers['x-forwarded-for']
    const allowed = token ? bears(request.headers.authorization, token) : local
    if (!allowed) {
      response
        .status(token ? 401 : 403)
        .type('text/plain')
        .send('Not allowed.\n')
      return
    }
    response.type(registry.contentType).send(await registry.metrics())
  }
}

function bears(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

const isLoopback = (address: string | undefined) =>
  address !== undefined && /^(127\.|::1$|::ffff:127\.)/.test(address)
