import { createHash } from 'node:crypto'
import type { ColumnShape, TableShape } from './table-shapes.ts'

/** A value of either database: 64-bit integers are exact, texts are their UTF-8. */
export type Value = bigint | number | Uint8Array | null

/** The values of one row, in the order of the table's columns. */
export type Row = readonly Value[]

/** How many rows a table has, and the SHA-256 of all of them in the order of their keys. */
export interface Digest {
  readonly rows: number
  readonly sha256: string
}

/** Adds up rows; the same rows of both databases give the same. */
export function createDigest(): { add(row: Row): void; read(): Digest } {
  const hash = createHash('sha256')
  let rows = 0
  return {
    add(row) {
      rows += 1
      for (const value of row) {
        // Each value says what it is and where it ends, so no two different rows are written alike.
        if (value instanceof Uint8Array) hash.update(`b${value.length}:`).update(value)
        else hash.update(value === null ? 'n' : `${typeof value === 'bigint' ? 'i' : 'r'}${value};`)
      }
      hash.update('\n')
    },
    read: () => ({ rows, sha256: hash.copy().digest('hex') }),
  }
}

/** About how many bytes a row takes. */
export const sizeOf = (row: Row): number =>
  row.reduce<number>((sum, value) => sum + (value instanceof Uint8Array ? value.length : 8), 0)

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const largestInt = 2n ** 31n - 1n

/** Why PostgreSQL cannot hold a value of an SQLite column, which may be of any type; null: it can. */
export function objectionTo({ kind, type, length }: ColumnShape, value: Value): string | null {
  if (value === null) return null
  if (kind === 'integer') {
    if (typeof value !== 'bigint') return 'is not a whole number'
    return type === 'int' && (value > largestInt || value < -largestInt - 1n)
      ? 'is a number beyond 2³¹'
      : null
  }
  if (kind === 'number') return typeof value === 'number' ? null : 'is not a number'
  if (!(value instanceof Uint8Array)) return `is not ${kind === 'text' ? 'a text' : 'bytes'}`
  return kind === 'text' ? objectionToText(value, length) : null
}

function objectionToText(bytes: Uint8Array, length: number | undefined): string | null {
  if (bytes.includes(0)) return 'contains a zero byte'
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    return 'is not valid UTF-8'
  }
  // PostgreSQL counts code points.
  if (length === undefined || text.length <= length) return null
  const { length: characters } = [...text]
  return characters > length ? `has ${characters} characters, and ${length} is the most` : null
}

/** Names a row by its key, for people. */
export function nameOf({ name, columns, key }: TableShape, row: Row): string {
  const parts = key.map(part => `${part} ${show(row[columns.findIndex(column => column.name === part)]!)}`)
  return `${name} (${parts.join(', ')})`
}

function show(value: Value): string {
  if (!(value instanceof Uint8Array)) return String(value)
  const text = Buffer.from(value).toString()
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
