import { z } from 'zod'

/** The texts that the old server's validation (pydantic, lax mode) takes for a boolean. */
const booleans: Readonly<Record<string, boolean>> = {
  true: true,
  t: true,
  yes: true,
  y: true,
  on: true,
  1: true,
  false: false,
  f: false,
  no: false,
  n: false,
  off: false,
  0: false,
}

/** Texts of whole numbers become numbers: `007` is 7 and `5.0` is 5. A number too large to be exact names nothing anyway. */
function readInt(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[+-]?\d+(\.0*)?\s*$/.test(value)) return value
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : Math.sign(number) * Number.MAX_SAFE_INTEGER
}

function readBoolean(value: unknown): unknown {
  if (typeof value !== 'string' && typeof value !== 'number') return value
  return booleans[String(value).toLowerCase()] ?? value
}

/** A whole number, or a text of one: query and path parameters, and numbers in JSON. */
export const laxInt = () => z.preprocess(readInt, z.int())

/** A whole number that the schema can carry: its numbers have 32 bits. */
export const laxNumber = () =>
  laxInt().refine(value => Math.abs(value) < 2 ** 31, 'Must be a number of at most 31 bits')

/** A boolean, or one of the texts that stand for one. */
export const laxBoolean = () => z.preprocess(readBoolean, z.boolean())
