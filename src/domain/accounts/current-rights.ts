import type { Viewer } from '../kernel/access.ts'
import { DomainError, unauthenticated } from '../kernel/errors.ts'
import type { World } from '../kernel/scope.ts'
import type { Bell } from '../kernel/wakeups.ts'
import { authenticate, reauthenticate } from './credentials.ts'
import { type ProxyIdentity, viewerOfProxy } from './proxy-sign-in.ts'

/** An answer is used again for this long, in milliseconds; shorter than the second in which a revocation must work. */
const freshFor = 500

/** More answers than this are forgotten all together: they are cheap to ask again. */
const mostAnswers = 10_000

/**
 * Who may do what, now: asked for every request, and again and again for streams and sockets, at the cost of one look-up
 * per credential. Answers are shared, and forgotten the moment anybody's rights change.
 */
export class CurrentRights implements Disposable {
  readonly #world: World
  readonly #bell: Bell
  readonly #answers = new Map<string, { at: number; viewer: Promise<Viewer | null> }>()

  constructor(world: World) {
    this.#world = world
    this.#bell = world.wakeups.listen(['access'])
  }

  /** Whose access token or API key is this? Null when it is not good. */
  ofSecret(secret: string): Promise<Viewer | null> {
    return this.#ask(`secret:${secret}`, () => authenticate(this.#world, secret))
  }

  /** Who is it that a trusted reverse proxy vouches for? Null for an inactive user. */
  ofProxy(identity: ProxyIdentity): Promise<Viewer | null> {
    return this.#ask(`vouched:${JSON.stringify(identity)}`, () => viewerOfProxy(this.#world, identity))
  }

  /** The viewer with today's rights. @throws DomainError `UNAUTHENTICATED` when the credential is not good any more */
  async of(viewer: Viewer): Promise<Viewer> {
    const { kind, id } = viewer.credential
    const current = await this.#ask(`${kind}:${id}`, () => reauthenticate(this.#world, viewer))
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

  #ask(key: string, look: () => Promise<Viewer | null>): Promise<Viewer | null> {
    const now = Date.now()
    if (this.#bell.take() || this.#answers.size > mostAnswers) this.#answers.clear()
    const known = this.#answers.get(key)
    if (known && now - known.at <= freshFor) return known.viewer
    const viewer = look()
    this.#answers.set(key, { at: now, viewer })
    // Somebody who tries one secret after the other does not fill the memory with them, and a database that was away for
    // a moment is no answer to remember.
    const forget = () => {
      if (this.#answers.get(key)?.viewer === viewer) this.#answers.delete(key)
    }
    viewer.then(good => good ?? forget(), forget)
    return viewer
  }

  [Symbol.dispose](): void {
    this.#bell[Symbol.dispose]()
  }
}
