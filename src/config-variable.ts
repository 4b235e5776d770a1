import type { z } from 'zod'
import type { Format } from './config-formats.ts'

/** One environment variable: how it is read, and what the README says about it. */
export interface ConfigVariable<Field extends string = string, Value = unknown> {
  readonly name: string
  /** The name of its value in `Config`. */
  readonly field: Field
  /** What is accepted, in words that follow "must be". */
  readonly format: string
  /** The text that is read when the variable is not set; without it the field is undefined then. */
  readonly default?: string
  /** What happens without the variable where that is not a default. */
  readonly unset?: string
  /** Never shown in messages; may also come from the file that `NAME_FILE` names. */
  readonly secret: boolean
  readonly description: string
  readonly schema: z.ZodType<Value, string>
}

type Common<Field> = { name: string; field: Field; description: string }

/** A variable with a default. */
export function withDefault<const Field extends string, Value>(
  variable: Common<Field> & Format<Value> & { default: string },
): ConfigVariable<Field, Value> {
  return { secret: false, ...variable }
}

/** A variable without one. Unset, it never reaches the schema, so its value is widened here. */
export function optional<const Field extends string, Value>(
  variable: Common<Field> & Format<Value> & { unset: string; secret?: boolean },
): ConfigVariable<Field, Value | undefined> {
  return { secret: false, ...variable }
}
