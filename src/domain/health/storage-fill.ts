/** So many points below the limit a repository has recovered: an alert does not flicker. */
const hysteresis = 5

/** Bytes that a hosted repository takes, of how many. */
export interface Fill {
  sizeOnDisk: number | null
  quotaUsed: number | null
  quota: number
}

/** Share of the quota in percent; null: never measured. What Borg counts and what the disk holds differ: the larger one counts. */
export function fillPercent({ sizeOnDisk, quotaUsed, quota }: Fill): number | null {
  if (sizeOnDisk === null && quotaUsed === null) return null
  return (Math.max(sizeOnDisk ?? 0, quotaUsed ?? 0) / quota) * 100
}

/**
 * Is a repository nearly full?
 *
 * @param was what was said last
 * @param limit percent; 0: never
 */
export function isNearlyFull(was: boolean, fill: Fill, limit: number): boolean {
  const percent = fillPercent(fill)
  if (limit <= 0 || percent === null) return false
  return percent >= (was ? limit - hysteresis : limit)
}
