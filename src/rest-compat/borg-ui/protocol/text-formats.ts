/** `2026-11-20T17:52:16.553Z` as this dialect writes it: an explicit offset, and six fractional digits or none. */
export function dateText(instant: string): string {
  const text = instant.replace(/Z$/, '')
  const [whole = '', fraction = ''] = text.split('.')
  return Number(fraction) === 0 ? `${whole}+00:00` : `${whole}.${fraction.padEnd(6, '0')}+00:00`
}

/** The same without an offset, as `GET /api/auth/events` has it (contract borg-ui, 1.5). */
export const naiveDateText = (instant: string): string => dateText(instant).replace(/\+00:00$/, '')

/** An instant as {@link dateText} writes it, where there may be no instant. */
export const dateOrNull = (instant: string | null | undefined): string | null =>
  instant == null ? null : dateText(instant)

const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const

/** `"667.58 MB"`: two decimals, steps of 1024. */
export function sizeText(bytes: number): string {
  let [value, unit] = [bytes, 0]
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${value.toFixed(2)} ${units[unit]}`
}

/** JSON in a text, spaced and escaped as the old server's (Python's `json.dumps`): clients compare such texts. */
export function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, inner]) => `${pythonJson(key)}: ${pythonJson(inner)}`)
      .join(', ')}}`
  return JSON.stringify(value).replaceAll(
    /[\u007f-\uffff]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
