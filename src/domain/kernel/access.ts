import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { forbidden, notFound, unauthenticated } from './errors.ts'

export type UserRole = Tables['user_account']['role']
export type RepositoryRole = Tables['repository_grant']['role']
export type ApiKeyPermission = 'CREATE' | 'READ' | 'UPDATE' | 'DELETE'

/** What can be done to a repository. Roles are sets of verbs; an API key narrows them. */
export type Verb = 'view' | 'restore' | 'backup' | 'maintain' | 'delete-archive' | 'administer' | 'remove'

/** Who asks, as of the moment the credential was checked. */
export interface Viewer {
  readonly userId: number
  readonly username: string
  readonly role: UserRole
  readonly allRepositoriesRole: RepositoryRole | null
  readonly grants: ReadonlyMap<number, RepositoryRole>
  readonly credential: Credential
}

/** How the viewer proved who they are. */
export type Credential =
  | { kind: 'session'; id: string; expiresAt: number }
  /** A trusted reverse proxy vouches, request by request. `id` is the user's. */
  | { kind: 'proxy'; id: number; expiresAt: null }
  /** The key of BorgWarehouse's cron routes: nobody in particular. */
  | { kind: 'cron'; id: 0; expiresAt: null }
  | {
      kind: 'api-key'
      id: number
      /** Null: everything the owner may (an account token). */
      permissions: ReadonlySet<ApiKeyPermission> | null
      repositoryIds: ReadonlySet<number> | null
      expiresAt: number | null
    }

/** Contract borg-ui, section 5.1: viewers restore, operators maintain and delete archives. */
const verbsOf: Record<RepositoryRole | 'ADMIN', ReadonlySet<Verb>> = {
  VIEWER: new Set(['view', 'restore']),
  OPERATOR: new Set(['view', 'restore', 'backup', 'maintain', 'delete-archive']),
  ADMIN: new Set(['view', 'restore', 'backup', 'maintain', 'delete-archive', 'administer', 'remove']),
}

/** The key permissions of which one is enough for a verb. A backup makes an archive and changes the repository: either will do. */
const permissionsFor: Record<Verb, readonly ApiKeyPermission[]> = {
  view: ['READ'],
  // Files are made on the server: a key that may only read cannot do that.
  restore: ['CREATE'],
  backup: ['CREATE', 'UPDATE'],
  maintain: ['UPDATE'],
  'delete-archive': ['DELETE'],
  administer: ['UPDATE'],
  remove: ['DELETE'],
}

/** The role that applies to one repository: the highest of the administrator's, the general and the granted one. */
export function roleOn(viewer: Viewer, repositoryId: number): RepositoryRole | 'ADMIN' | null {
  if (viewer.role === 'ADMIN') return 'ADMIN'
  const granted = viewer.grants.get(repositoryId)
  if (granted === 'OPERATOR' || viewer.allRepositoriesRole === 'OPERATOR') return 'OPERATOR'
  return granted ?? viewer.allRepositoriesRole
}

/** May `viewer` do `verb` to this repository? */
export function allows(viewer: Viewer, repositoryId: number, verb: Verb): boolean {
  const role = roleOn(viewer, repositoryId)
  if (!role || !verbsOf[role].has(verb)) return false
  const { credential } = viewer
  if (credential.kind !== 'api-key') return true
  if (credential.repositoryIds && !credential.repositoryIds.has(repositoryId)) return false
  return holdsPermission(viewer, ...permissionsFor[verb])
}

/** A key without `READ` cannot see a repository, but what it may do it may do: seeing is implied for its answer. */
export function mayKnowOf(viewer: Viewer, repositoryId: number): boolean {
  return [...verbsOf.ADMIN].some(verb => allows(viewer, repositoryId, verb))
}

/**
 * @throws DomainError `NOT_FOUND` when the viewer may not even know of it, `FORBIDDEN` when they may see but not act.
 */
export function requireVerb(viewer: Viewer, repositoryId: number, verb: Verb, what = 'repository'): void {
  if (!mayKnowOf(viewer, repositoryId)) throw notFound(what)
  if (!allows(viewer, repositoryId, verb)) throw forbidden()
}

/** Does the credential hold one of these permissions? True for everything but restricted API keys and the cron key. */
export function holdsPermission(viewer: Viewer, ...permissions: readonly ApiKeyPermission[]): boolean {
  const { credential } = viewer
  if (credential.kind === 'cron') return false
  if (credential.kind !== 'api-key' || credential.permissions === null) return true
  return permissions.some(permission => credential.permissions!.has(permission))
}

/** Every repository, also those still to come? */
export function seesEverything(viewer: Viewer): boolean {
  return viewer.role === 'ADMIN' && !isRestricted(viewer)
}

function isRestricted({ credential }: Viewer): boolean {
  return credential.kind === 'api-key' && credential.repositoryIds !== null
}

/** An administrator whose credential is not narrowed to some permissions or repositories. */
export function isFullAdmin(viewer: Viewer): boolean {
  return viewer.role === 'ADMIN' && !isNarrowed(viewer)
}

/** Is the credential an API key that cannot do everything its owner can? */
export function isNarrowed({ credential }: Viewer): boolean {
  return (
    credential.kind === 'api-key' && (credential.permissions !== null || credential.repositoryIds !== null)
  )
}

/** May this viewer have the server look at all repositories right now? */
export const mayTriggerChecks = (viewer: Viewer): boolean =>
  viewer.credential.kind === 'cron' || isFullAdmin(viewer)

export function requireViewer(viewer: Viewer | null): Viewer {
  if (!viewer) throw unauthenticated()
  return viewer
}

/**
 * The repositories that a viewer may see: `'all'`, or these ids. Lists filter by it **in SQL, before `LIMIT`**.
 */
export function visibleRepositories(viewer: Viewer): 'all' | readonly number[] {
  if (!holdsPermission(viewer, 'READ')) return []
  const { credential } = viewer
  const narrowed = credential.kind === 'api-key' ? credential.repositoryIds : null
  const everything = viewer.role === 'ADMIN' || viewer.allRepositoriesRole !== null
  if (everything) return narrowed ? [...narrowed] : 'all'
  const granted = [...viewer.grants.keys()]
  return narrowed ? granted.filter(id => narrowed.has(id)) : granted
}

/** SQL condition "may be seen" on a column that holds a repository id. */
export function visibleIn<Table extends keyof Tables>(
  viewer: Viewer,
  column:
    | 'repository.id'
    | 'job.repositoryId'
    | 'archive.repositoryId'
    | 'repository_grant.repositoryId'
    | 'schedule_repository.repositoryId'
    | 'mount.repositoryId',
) {
  const visible = visibleRepositories(viewer)
  return (expression: ExpressionBuilder<Tables, Table>): ExpressionWrapper<Tables, Table, SqlBool> => {
    const any = expression as unknown as ExpressionBuilder<Tables, keyof Tables>
    const condition =
      visible === 'all'
        ? any.lit(true)
        : visible.length === 0
          ? any.lit(false)
          : any(column, 'in', [...visible])
    return condition as unknown as ExpressionWrapper<Tables, Table, SqlBool>
  }
}
