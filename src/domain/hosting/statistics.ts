/** How large a repository was at one time, in bytes and unix milliseconds. */
export interface StoragePoint {
  at: number
  sizeOnDisk: number
  quotaUsed: number | null
}

/** What the measurements of a hosted repository say. */
export interface StorageTrend {
  /** Bytes per day; null with measurements of less than a day. */
  growthPerDay: number | null
  /** Null when it does not grow, or nobody can say. */
  daysUntilFull: number | null
  /** Of the quota; null before the first measurement. */
  usedPercent: number | null
}

const day = 86_400_000

/** What counts for the quota, or as long as that is unknown what lies on the disk. */
const used = ({ sizeOnDisk, quotaUsed }: StoragePoint) => quotaUsed ?? sizeOnDisk

/**
 * The straight line through the measurements that misses them least (least squares).
 *
 * @param points oldest first
 * @param quota bytes
 */
export function trendOf(points: readonly StoragePoint[], quota: number): StorageTrend {
  const last = points.at(-1)
  if (!last) return { growthPerDay: null, daysUntilFull: null, usedPercent: null }
  const usedPercent = (used(last) / quota) * 100
  const first = points[0]!
  if (last.at - first.at < day) return { growthPerDay: null, daysUntilFull: null, usedPercent }
  const xs = points.map(({ at }) => (at - first.at) / day)
  const ys = points.map(used)
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [meanX, meanY] = [mean(xs), mean(ys)]
  const slope =
    xs.reduce((sum, x, index) => sum + (x - meanX) * (ys[index]! - meanY), 0) /
    xs.reduce((sum, x) => sum + (x - meanX) ** 2, 0)
  const left = Math.max(0, quota - used(last))
  return { growthPerDay: slope, daysUntilFull: slope > 0 ? left / slope : null, usedPercent }
}
