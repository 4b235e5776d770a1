import type { WebSocket } from 'ws'
import type { Followers } from '../domain/jobs/streams.ts'
import type { Viewer } from '../domain/kernel/access.ts'
import type { World } from '../domain/kernel/scope.ts'
import { closeSoon } from './close-socket.ts'

/** How often rights of open sockets are asked again at the least, in milliseconds. */
const recheck = 900

/** Of the graphql-ws protocol. Standard clients do not reconnect after it. */
const forbiddenCode = 4403

/** Closes sockets whose whole identity is gone: revoked key, signed-out token, deactivated user. */
export class IdentityWatch implements Disposable {
  readonly #identities = new Map<WebSocket, Viewer>()
  readonly #stopped = new AbortController()
  readonly #world: World
  readonly #followers: Followers
  #turningSince: number | null = null

  constructor(world: World, followers: Followers) {
    this.#world = world
    this.#followers = followers
    void this.#run()
  }

  add(socket: WebSocket, viewer: Viewer): void {
    this.#identities.set(socket, viewer)
    socket.once('close', () => this.#identities.delete(socket))
  }

  /** How long the present look at the rights has not ended, in milliseconds. */
  get stuckMs(): number {
    return this.#turningSince === null ? 0 : performance.now() - this.#turningSince
  }

  [Symbol.dispose](): void {
    this.#stopped.abort()
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped
    using bell = this.#world.wakeups.listen(['access'], signal)
    while (!signal.aborted) {
      this.#turningSince = null
      await bell.next(recheck)
      this.#turningSince = performance.now()
      for (const [socket, viewer] of this.#identities) {
        // A database that is away for a moment is no reason to throw everybody out.
        const good = await this.#followers.rights.isGood(viewer).catch(() => true)
        if (!good && !signal.aborted) closeSoon(socket, forbiddenCode, 'Forbidden')
      }
    }
  }
}
