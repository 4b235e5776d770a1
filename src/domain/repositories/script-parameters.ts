import type { Sealer } from '../kernel/sealed.ts'
import type { RepositoryRow } from './repositories.ts'
import type { RepositorySettings } from './repository-input.ts'

/**
 * Values that a repository gives its scripts as variables of their environment, as clients of Borg UI set them. They tend to be
 * passwords, so they are kept sealed.
 */

const columnOf = {
  preBackupScriptParameters: 'sealedPreScriptParameters',
  postBackupScriptParameters: 'sealedPostScriptParameters',
} as const
type Field = keyof typeof columnOf
const fields = Object.keys(columnOf) as Field[]

const contextOf = (id: number, field: Field) => `repository:${id}:${field}`

const longest = 10_000
/** Documentation of Borg UI, Script Parameters: upper case, and no names of its own. */
const allowedName = /^(?!BORG_UI_|VINCULUM_)[A-Z][A-Z0-9_]{0,99}$/

/** What is wrong with the parameters of a script, a JSON object; null for nothing. */
export function parametersProblem(json: string): string | null {
  if (json.length > longest) return `Must not exceed ${longest} characters.`
  const parameters = readObject(json)
  if (parameters === null) return 'Must be a JSON object.'
  for (const [name, value] of Object.entries(parameters)) {
    if (!allowedName.test(name))
      return 'Names must be upper-case letters, digits and `_`, and must not begin with BORG_UI_ or VINCULUM_.'
    if (
      !(value === null || ['string', 'number', 'boolean'].includes(typeof value)) ||
      `${value}`.includes('\0')
    )
      return `${name} must be a text without NUL, a number, true, false or null.`
  }
  return null
}

/** The columns of what is said about parameters; null and an empty text clear, and what is absent stays. */
export function sealParameters(
  sealer: Sealer,
  id: number,
  settings: RepositorySettings,
): Partial<RepositoryRow> {
  const columns: Partial<RepositoryRow> = {}
  for (const field of fields) {
    const json = settings[field]
    if (json === undefined) continue
    columns[columnOf[field]] = json?.trim() ? sealer.seal(json, contextOf(id, field)) : null
  }
  return columns
}

/** The JSON object as it was given; null for none. @throws Error when it was sealed with another key */
export function openParameters(sealer: Sealer, repository: RepositoryRow, field: Field): string | null {
  const sealed = repository[columnOf[field]]
  return sealed === null ? null : sealer.open(sealed, contextOf(repository.id, field))
}

/** The variables that they stand for; a null is an empty text. */
export const readParameters = (json: string | null): Record<string, string> =>
  Object.fromEntries(
    Object.entries(readObject(json ?? '{}') ?? {}).map(([name, value]) => [name, `${value ?? ''}`]),
  )

function readObject(json: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}
