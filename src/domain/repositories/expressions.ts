import { isExpression, readExpression } from '../borg/patterns.ts'
import { BorgCallError, callBorg } from '../calls/borg-calls.ts'
import { servesPool } from '../calls/workers.ts'
import { invalidInput } from '../kernel/errors.ts'
import type { World } from '../kernel/scope.ts'
import type { RepositoryRow } from './repositories.ts'

type Columns = Partial<Pick<RepositoryRow, 'excludePatterns' | 'customFlags'>>

/**
 * Refuses `re:` patterns that Borg cannot read. Their syntax is Python's, so the repository's own Borg is asked, by a worker of
 * its pool; where there is none, an expression must be one in JavaScript, too. What still gets through fails its backup with
 * `INVALID_ARGUMENTS`.
 *
 * @param before what is not asked for again; null for a new repository
 * @throws DomainError `INVALID_INPUT` on `excludePatterns` or `customFlags`, `UNAVAILABLE`
 */
export async function requireExpressions(
  world: World,
  repository: { id: number; pool: string },
  columns: Columns,
  before: Columns | null,
): Promise<void> {
  const known = new Set(before ? expressionsOf(before).map(({ pattern }) => pattern) : [])
  const fresh = expressionsOf(columns).filter(({ pattern }) => !known.has(pattern))
  if (fresh.length === 0) return
  const unreadable = await firstUnreadable(
    world,
    repository,
    fresh.map(({ pattern }) => pattern),
  )
  const wrong = fresh.find(({ pattern }) => pattern === unreadable)
  if (wrong)
    throw invalidInput({ [wrong.field]: `\`${shown(wrong.pattern)}\` is no regular expression of Python's.` })
}

function expressionsOf({ excludePatterns = '[]', customFlags = '[]' }: Columns) {
  const flags = (JSON.parse(customFlags) as string[])
    .filter(flag => flag.startsWith('--exclude='))
    .map(flag => flag.slice('--exclude='.length))
  return [
    ...(JSON.parse(excludePatterns) as string[]).map(pattern => ({ field: 'excludePatterns', pattern })),
    ...flags.map(pattern => ({ field: 'customFlags', pattern })),
  ].filter(({ pattern }) => isExpression(pattern))
}

async function firstUnreadable(
  world: World,
  repository: { id: number; pool: string },
  patterns: string[],
): Promise<string | null> {
  if (await servesPool(world, repository.pool)) {
    try {
      return (await callBorg(world, 'READ_PATTERNS', repository, { patterns })).unreadable
    } catch (error) {
      // That machine has no Borg.
      if (!(error instanceof BorgCallError)) throw error
    }
  }
  return patterns.find(pattern => !isReadableHere(pattern)) ?? null
}

function isReadableHere(pattern: string): boolean {
  try {
    readExpression(pattern.slice('re:'.length))
    return true
  } catch {
    return false
  }
}

const shown = (pattern: string) => (pattern.length > 100 ? `${pattern.slice(0, 100)}…` : pattern)
