import type { SqlEntityManager } from '@mikro-orm/sql'
import type { Kysely, Selectable } from 'kysely'
import { type Tables, User } from '../../entities/index.ts'
import { isFullAdmin, type RepositoryRole, type UserRole } from '../kernel/access.ts'
import { conflict, forbidden, notFound } from '../kernel/errors.ts'
import { fetchPage, type PageArguments } from '../kernel/pages.ts'
import { type Scope, viewerOf, type World } from '../kernel/scope.ts'
import {
  checkDisplayText,
  checkGeneralRole,
  checkUsername,
  orderUserChanges,
  readOidcSubject,
  refuseTakenName,
  requireFreeEmail,
  requireFreeIdentity,
} from './account-checks.ts'
import { checkNewPassword } from './passwords.ts'
import { endSessions } from './session-ends.ts'

export type UserRow = Selectable<Tables['user_account']>

export interface CreateUser {
  username: string
  password: string
  role: UserRole
  email?: string | null | undefined
  fullName?: string | null | undefined
  allRepositoriesRole?: RepositoryRole | null | undefined
}

/** Fields that are absent stay; null clears what may be empty. */
export interface UpdateUser {
  username?: string | null | undefined
  password?: string | null | undefined
  role?: UserRole | null | undefined
  email?: string | null | undefined
  fullName?: string | null | undefined
  allRepositoriesRole?: RepositoryRole | null | undefined
  isActive?: boolean | null | undefined
  authSource?: UserRow['authSource'] | null | undefined
  /** As {@link readOidcSubject} takes it. */
  oidcSubject?: string | null | undefined
}

/** @throws DomainError `FORBIDDEN` unless the viewer is an administrator with an unrestricted credential */
export function requireAdmin(scope: Scope): void {
  if (!isFullAdmin(viewerOf(scope))) throw forbidden('Only an administrator may do this.')
}

/**
 * May the viewer read more of an account than the name that stands beside a job? Nobody has signed in yet when the answer
 * to a sign-in is made: then it is the account of whoever just did.
 */
export function mayReadAccount({ viewer }: Scope, id: number): boolean {
  return viewer === null || viewer.userId === id || isFullAdmin(viewer)
}

export async function findUser(scope: Scope, id: number): Promise<UserRow> {
  const viewer = viewerOf(scope)
  if (viewer.userId !== id && !isFullAdmin(viewer)) throw notFound('user')
  const user = await scope.db.selectFrom('user_account').selectAll().where('id', '=', id).executeTakeFirst()
  if (!user) throw notFound('user')
  return user
}

/** The user who asks; null for nobody, and for the cron key, which is nobody's. */
export async function findCaller(scope: Scope): Promise<UserRow | null> {
  const { viewer } = scope
  return viewer && viewer.credential.kind !== 'cron' ? findUser(scope, viewer.userId) : null
}

export function listUsers(scope: Scope, args: PageArguments) {
  requireAdmin(scope)
  return fetchPage(scope.db.selectFrom('user_account').selectAll(), 'id', 'asc', args)
}

/** @throws DomainError `INVALID_INPUT`, `CONFLICT` (`NAME_TAKEN`, `EMAIL_TAKEN`) */
export async function createUser(scope: Scope, input: CreateUser): Promise<UserRow> {
  requireAdmin(scope)
  return addUser(scope, input)
}

/** Creates a user without asking who wants it: for `createUser` and for the first start. */
export async function addUser(world: World, input: CreateUser, mustChangePassword = false): Promise<UserRow> {
  const username = checkUsername(input.username)
  checkNewPassword(input.password, 'password')
  checkDisplayText(input)
  checkGeneralRole(input.role, input.allRepositoriesRole ?? null)
  const passwordHash = await world.passwords.hash(input.password)
  const added = await world.em.fork().transactional(async em => {
    const db = kyselyOf(em)
    await orderUserChanges(db)
    await requireFreeEmail(db, input.email, null)
    const user = em.create(User, {
      username,
      passwordHash,
      email: input.email ?? null,
      fullName: input.fullName ?? null,
      oidcSubject: null,
      sealedTotpSecret: null,
      totpLastStep: null,
      recoveryCodes: null,
      preferences: null,
      role: input.role,
      allRepositoriesRole: input.allRepositoriesRole ?? null,
      isActive: 1,
      mustChangePassword: mustChangePassword ? 1 : 0,
      createdAt: Date.now(),
      lastSignInAt: null,
    })
    await em.flush().catch(refuseTakenName(username))
    return user
  })
  return added as unknown as UserRow
}

/**
 * Whoever is no operator any more is none on all repositories either.
 *
 * @throws DomainError `INVALID_INPUT`, `CONFLICT` (`NAME_TAKEN`, `EMAIL_TAKEN`, `IDENTITY_TAKEN`, `LAST_ADMIN` when nobody would
 *   be left to administer)
 */
export async function updateUser(scope: Scope, id: number, input: UpdateUser): Promise<UserRow> {
  requireAdmin(scope)
  return changeUser(scope, id, input)
}

/** Changes a user without asking who wants it: for `updateUser` and for a user's own profile. */
export async function changeUser(scope: World, id: number, input: UpdateUser): Promise<UserRow> {
  if (input.password != null) checkNewPassword(input.password, 'password')
  checkDisplayText(input)
  const passwordHash = input.password != null ? await scope.passwords.hash(input.password) : null
  const updated = await scope.em.fork().transactional(async em => {
    const db = kyselyOf(em)
    await orderUserChanges(db)
    const user = await em.findOne(User, { id })
    if (!user) throw notFound('user')
    if (input.username != null) user.username = checkUsername(input.username)
    if (input.email !== undefined) user.email = input.email
    if (input.fullName !== undefined) user.fullName = input.fullName
    if (input.role != null) user.role = input.role
    if (input.allRepositoriesRole !== undefined) user.allRepositoriesRole = input.allRepositoriesRole
    else if (user.role === 'VIEWER' && user.allRepositoriesRole) user.allRepositoriesRole = 'VIEWER'
    checkGeneralRole(user.role, user.allRepositoriesRole ?? null)
    if (input.authSource != null) user.authSource = input.authSource
    if (input.oidcSubject !== undefined)
      user.oidcSubject = readOidcSubject(input.oidcSubject, { oidcSubject: user.oidcSubject ?? null })
    if (input.isActive != null) user.isActive = input.isActive ? 1 : 0
    if (passwordHash) user.passwordHash = passwordHash
    if (input.email !== undefined) await requireFreeEmail(db, input.email, id)
    await requireFreeIdentity(db, user.oidcSubject ?? null, id)
    await em.flush().catch(refuseTakenName(user.username))
    await requireSomeAdmin(db)
    // A new password is a reason to sign in again everywhere.
    if (passwordHash) await endSessions(db, id, null)
    return user
  })
  await scope.wakeups.ring('access')
  return updated as unknown as UserRow
}

/** @throws DomainError `CONFLICT`: `LAST_ADMIN`, and only then `OWN_ACCOUNT` (contract borg-ui, 5.4) */
export async function deleteUser(scope: Scope, id: number): Promise<void> {
  requireAdmin(scope)
  await scope.db.transaction().execute(async db => {
    await orderUserChanges(db)
    const gone = await db.deleteFrom('user_account').where('id', '=', id).executeTakeFirst()
    if (gone.numDeletedRows === 0n) throw notFound('user')
    await requireSomeAdmin(db)
    if (id === viewerOf(scope).userId) throw conflict('OWN_ACCOUNT', 'You cannot delete your own account.')
  })
  await scope.wakeups.ring('access')
}

/** The transaction of an entity manager, for queries. */
const kyselyOf = (em: SqlEntityManager) => em.getKysely<Tables>() as unknown as Kysely<Tables>

async function requireSomeAdmin(db: Kysely<Tables>): Promise<void> {
  const admin = await db
    .selectFrom('user_account')
    .select('id')
    .where('role', '=', 'ADMIN')
    .where('isActive', '=', 1)
    .executeTakeFirst()
  if (!admin) throw conflict('LAST_ADMIN', 'At least one active administrator must remain.')
}

/** Many at once, in the order asked for. Whoever may see a job may see who asked for it. */
export async function findUsers(scope: Scope, ids: readonly number[]): Promise<(UserRow | null)[]> {
  viewerOf(scope)
  const rows = await scope.db
    .selectFrom('user_account')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
  const byId = new Map(rows.map(row => [row.id, row]))
  return ids.map(id => byId.get(id) ?? null)
}
