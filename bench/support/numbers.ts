/** Sizes are multiplied by `BENCH_SCALE`: small for trying the benchmark out, 1 (the default) for results. */
export const scale = Number(process.env.BENCH_SCALE || 1)
if (!(scale > 0 && scale <= 1)) throw new Error('BENCH_SCALE must be above 0 and at most 1.')

/** A size of the full run, scaled; whole, and never below `least`. */
export const scaled = (size: number, least = 1): number => Math.max(least, Math.round(size * scale))

/** The value below which `share` (0 to 1) of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) return Number.NaN
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
}

/** The middle value; the mean of both middle ones. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2
}

export const milliseconds = (value: number) => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`
export const seconds = (value: number) => `${value.toFixed(2)} s`
export const megabytes = (value: number) => `${(value / 1e6).toFixed(0)} MB`
export const ratio = (value: number) => value.toFixed(3)
export const whole = (value: number) => Math.round(value).toLocaleString('en')
export const percent = (value: number) => `${(value * 100).toFixed(value < 0.1 ? 1 : 0)} %`
export const microseconds = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} µs`
