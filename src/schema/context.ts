import type { Followers } from '../domain/jobs/streams.ts'
import type { Viewer } from '../domain/kernel/access.ts'
import type { Scope, World } from '../domain/kernel/scope.ts'
import type { StreamLimits } from '../domain/kernel/stream-limits.ts'
import { createLoaders, type Loaders } from './loaders.ts'

/** What one operation runs in. */
export interface Context {
  readonly scope: Scope
  readonly followers: Followers
  readonly loaders: Loaders
  /** Who is at the other end, for the sign-in limit. */
  readonly address: string
  readonly server: ServerFacts
}

/** What the server knows of itself. */
export interface ServerFacts {
  readonly version: string
  readonly startedAt: number
  /** What clients may hold of it. */
  readonly limits: StreamLimits
  /** Features and known vulnerabilities of a Borg version; a function of the runner, handed in by `app.ts`. */
  describeBorg(version: string): BorgFacts
  /** How busy this machine is; a function of the platform, handed in by `app.ts`. */
  readMachine(): Promise<MachineFacts>
}

/** Sizes in bytes, shares in percent, times in seconds. */
export interface MachineFacts {
  cpuUsage: number
  cpuCount: number
  memoryTotal: number
  memoryAvailable: number
  diskTotal: number
  diskFree: number
  uptime: number
  loadAverage: number[]
  network: { bytesSent: number; bytesReceived: number; packetsSent: number; packetsReceived: number }
}

export interface BorgFacts {
  capabilities: string[]
  vulnerabilities: { id: string; summary: string; fixedIn: string }[]
}

/** Makes contexts for one process. Shared parts are made once, loaders per operation. */
export function createContextFactory(world: World, followers: Followers, server: ServerFacts) {
  return (viewer: Viewer | null, address: string): Context => {
    const scope: Scope = { ...world, viewer }
    let loaders: Loaders | undefined
    return {
      scope,
      followers,
      // Most operations need none.
      get loaders() {
        loaders ??= createLoaders(scope)
        return loaders
      },
      address,
      server,
    }
  }
}

export type ContextFactory = ReturnType<typeof createContextFactory>
