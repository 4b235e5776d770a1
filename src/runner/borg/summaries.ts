/** What Borg's log lines say about what was done: small results, gathered line by line. Pure. */

import type { BorgLine } from '../../domain/borg/lines.ts'
import { mostNames, type PruneResult } from '../../domain/jobs/job-results.ts'

/** Lines of `prune --list`; the column width differs between versions (BORG.md section 2). */
const pruneLine =
  /^(?:(Keeping archive \(rule: .*?\)|Keeping checkpoint archive)|Pruning archive \(\d+\/\d+\)|Would prune|Would delete archive):\s+(.+?)\s+\w{3}, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[[0-9a-f]{64}\]/

export const noPruning: PruneResult = { keptCount: 0, prunedCount: 0, pruned: [] }

/** Takes a line of `borg prune` into account. */
export function addPruned(result: PruneResult, line: BorgLine): PruneResult {
  if (line.kind !== 'log') return result
  const match = pruneLine.exec(line.message)
  if (!match) return result
  const [, kept, name = ''] = match
  if (kept !== undefined) return { ...result, keptCount: result.keptCount + 1 }
  if (result.pruned.length < mostNames) result.pruned.push(name)
  return { ...result, prunedCount: result.prunedCount + 1 }
}

const units: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, PB: 1e15 }

/** Bytes that `borg compact` says it freed, as exactly as its text is: two decimals of a decimal unit. Null for other lines. */
export function freedBytes(line: BorgLine): number | null {
  if (line.kind !== 'log') return null
  const match = /compaction freed about (-?[\d.]+) ([kMGTP]?B) repository space/.exec(line.message)
  return match ? Math.round(Number(match[1]) * units[match[2]!]!) : null
}
