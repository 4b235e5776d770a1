import type { Viewer } from './access.ts'
import { DomainError, unauthenticated } from './errors.ts'
import type { World } from './scope.ts'
import { reauthenticate } from './sign-in.ts'
import type { Bell } from './wakeups.ts'

/** An answer is used again for this long, in milliseconds; shorter than the second in which a revocation must work. */
const freshFor = 500

/**
 * Asks again and again what long-lived streams and sockets may do, at the cost of one query per credential: answers are
 * shared, and forgotten the moment anybody's rights change.
 */
export class CurrentRights implements Disposable {
  readonly #world: World
  readonly #bell: Bell
  readonly #answers = new Map<string, { at: number; viewer: Promise<Viewer | null> }>()

  constructor(world: World) {
    this.#world = world
    this.#bell = world.wakeups.listen(['access'])
  }

  /** The viewer with today's rights. @throws DomainError `UNAUTHENTICATED` when the credential is not good any more */
  async of(viewer: Viewer): Promise<Viewer> {
    const now = Date.now()
    if (this.#bell.take() || this.#answers.size > 10_000) this.#answers.clear()
    const key = `${viewer.credential.kind}:${viewer.credential.id}`
    let answer = this.#answers.get(key)
    if (!answer || now - answer.at > freshFor) {
      answer = { at: now, viewer: reauthenticate(this.#world, viewer) }
      this.#answers.set(key, answer)
    }
    const current = await answer.viewer
    if (!current) throw unauthenticated()
    return current
  }

  /** Is the credential still good? */
  async isGood(viewer: Viewer): Promise<boolean> {
    return this.of(viewer).then(
      () => true,
      error => {
        if (error instanceof DomainError) return false
        throw error
      },
    )
  }

  [Symbol.dispose](): void {
    this.#bell[Symbol.dispose]()
  }
}
