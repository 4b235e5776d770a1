import type { SqlEntityManager } from '@mikro-orm/sql'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import type { GuessLimit } from '../accounts/guess-limit.ts'
import type { Passwords } from '../accounts/passwords.ts'
import type { SignInMethods } from '../accounts/sign-in-methods.ts'
import type { Tokens } from '../accounts/tokens.ts'
import type { AlertSender } from '../health/alert-sender.ts'
import type { CurrentSettings } from '../settings/settings.ts'
import type { KeyDecryptor } from '../ssh/key-decryption.ts'
import { requireViewer, type Viewer } from './access.ts'
import type { AlertRules, HostingRules } from './hosting-rules.ts'
import type { Sealer } from './sealed.ts'
import type { Wakeups } from './wakeups.ts'

/** What the database's clock shows. */
export async function readClock({ db, now }: Pick<World, 'db' | 'now'>): Promise<number> {
  const { rows } = await sql<{ now: number }>`select ${now()} as now`.execute(db)
  return rows[0]!.now
}

/** What every rule needs of the world: made once by `app.ts`. */
export interface World {
  readonly em: SqlEntityManager
  readonly db: Kysely<Tables>
  /** Whether the tables are in a file that is read by this process, and not on a server. */
  readonly isSqlite: boolean
  /**
   * This instant by the database's clock, in unix milliseconds, for statements: the clocks of machines differ, and what one
   * writes another compares.
   */
  now(): RawBuilder<number>
  readonly wakeups: Wakeups
  readonly sealer: Sealer
  readonly tokens: Tokens
  readonly passwords: Passwords
  readonly guesses: GuessLimit
  readonly signInMethods: SignInMethods
  readonly limits: Limits
  readonly settings: CurrentSettings
  readonly hosting: HostingRules
  readonly alerts: AlertRules
  readonly alertSender: AlertSender
  readonly keyDecryptor: KeyDecryptor
}

/** Limits of the configuration; what can be changed while the server runs is in `settings`. */
export interface Limits {
  /** Milliseconds. */
  tokenLifetime: number
  /** Failed sign-ins to one account within an hour, from networks that have not signed in to it before. */
  maxAccountFailures: number
  /** Absolute folder below which relative repository paths of the legacy dialect are placed. */
  repositoriesDir: string
  /** Where users restore files who are no administrators. */
  restoresForNonAdmins: RestoreRule
  /** Is the lock of a holder that cannot be seen from here broken without being asked twice? */
  breaksForeignLocks: boolean
}

/** Below the restore roots, not at all, or as the old server did: wherever an administrator may without a confirmation. */
export type RestoreRule = 'below-roots' | 'never' | 'anywhere'

/** The world as one viewer sees it; null is somebody without credentials. The first argument of every rule. */
export interface Scope extends World {
  readonly viewer: Viewer | null
}

/** The server itself: may see and do everything. For the runner and for start-up. */
export const systemViewer: Viewer = {
  userId: 0,
  username: 'system',
  role: 'ADMIN',
  allRepositoriesRole: null,
  grants: new Map(),
  credential: { kind: 'session', id: 'system', expiresAt: Number.POSITIVE_INFINITY },
}

/** @throws DomainError `UNAUTHENTICATED` */
export const viewerOf = (scope: Scope): Viewer => requireViewer(scope.viewer)
