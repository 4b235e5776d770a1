import type { Role, Targets } from '../../schema/roles.ts'
import type { TestServer } from '../../support/server.ts'
import type { Rest, RestRequest } from '../rest.ts'

/** Who asks: the columns of every table, in this order. */
export const callers = [
  'anonymous',
  'stranger',
  'viewer',
  'operator',
  'allViewer',
  'admin',
  'readKey',
  'otherKey',
  'revoked',
] as const satisfies readonly Role[]
export type Caller = (typeof callers)[number]

/** Whatever stands in a path, by the name of its parameter: `{repo_id}` is the number of the repository `shared`. */
export type Params = Record<string, string | number>

/** What requests are made of. All targets belong to the repository `shared`, but for what is called `other`. */
export interface RightsWorld {
  server: TestServer
  rest: Rest
  targets: Targets
  /** Of the targets: `repo_id`, `job_id` (a backup that failed), `user_id`, `token_id` (the administrator's). */
  params: Params
  /** The secret of a caller; null for `anonymous`. */
  secrets: Record<Role, string | null>
}

/** One cell's request. Path parameters that are absent are taken from {@link RightsWorld.params}. */
export interface RightsRequest extends RestRequest {
  params?: Params
  /** With its `?`. */
  query?: string
}

export type MakeRequest = (world: RightsWorld, caller: Caller) => RightsRequest | Promise<RightsRequest>

/** One slice's routes: what each caller gets, and how a route is called when its path is not enough. */
export interface Rights {
  table: string
  /** By `METHOD /path`. Called once per cell: what a request uses up is made anew here, for those who may. */
  requests?: Record<string, MakeRequest>
}

/** Types a slice's rows. */
export const rights = (slice: Rights): Rights => slice

/** Expected status by caller, by route. @throws Error for a row with too few or too many cells */
export function readTable({ table }: Rights): Map<string, Record<Caller, number>> {
  const rows = table.split('\n').map(line => line.trim())
  return new Map(
    rows
      .filter(line => /^[A-Z]+ \//.test(line))
      .map(line => {
        const [method, path, ...cells] = line.split(/ +/)
        const statuses = cells.map(Number)
        if (statuses.length !== callers.length || !statuses.every(Number.isInteger))
          throw new Error(`Not ${callers.length} cells: ${line}`)
        const row = Object.fromEntries(callers.map((caller, index) => [caller, statuses[index]!]))
        return [`${method} ${path}`, row as Record<Caller, number>]
      }),
  )
}
