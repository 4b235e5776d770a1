import { type ImportReport, shown } from './import-report.ts'

/** A file of the old installation, or why it could not be read. */
export type OldFile =
  | { readonly name: string; readonly content: string }
  | { readonly name: string; readonly problem: string }

/** The entries of a JSON array; none, and a mistake, when it is not one. An empty file is a lost one, not an empty list. */
export function readEntries(file: OldFile, nameField: string, report: ImportReport): OldEntry[] {
  if ('problem' in file) {
    report.mistake(file.name, file.problem)
    return []
  }
  let list: unknown
  try {
    list = JSON.parse(file.content.replace(/^\uFEFF/, ''))
  } catch {
    report.mistake(file.name, file.content.trim() === '' ? 'is empty.' : 'is not JSON.')
    return []
  }
  if (!Array.isArray(list)) {
    report.mistake(file.name, 'must be an array.')
    return []
  }
  return list.flatMap((value: unknown, index) => {
    const label = `${file.name}, entry ${index + 1}`
    if (isRecord(value)) {
      const name = value[nameField]
      return [new OldEntry(typeof name === 'string' ? `${label} (${shown(name)})` : label, value, report)]
    }
    report.mistake(label, 'must be an object.')
    return []
  })
}

/** An object of an old file. A key that is absent or null is null; one of the wrong type is a mistake. */
export class OldEntry {
  readonly where: string
  readonly #record: Record<string, unknown>
  readonly #report: ImportReport

  constructor(where: string, record: Record<string, unknown>, report: ImportReport) {
    this.where = where
    this.#record = record
    this.#report = report
  }

  text(field: string): string | null {
    return this.#read(field, 'a text', value => (typeof value === 'string' ? value : undefined))
  }

  /** Also one that was written as text. */
  number(field: string): number | null {
    return this.#read(field, 'a number', value => {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
      return typeof number === 'number' && Number.isFinite(number) ? number : undefined
    })
  }

  flag(field: string): boolean | null {
    return this.#read(field, 'true or false', value => (typeof value === 'boolean' ? value : undefined))
  }

  texts(field: string): string[] | null {
    return this.#read(field, 'an array of texts', value =>
      Array.isArray(value) && value.every(item => typeof item === 'string') ? value : undefined,
    )
  }

  entry(field: string): OldEntry | null {
    return this.#read(field, 'an object', value => (isRecord(value) ? this.#inner(field, value) : undefined))
  }

  entries(field: string): OldEntry[] {
    const found = this.#read(field, 'an array of objects', value =>
      Array.isArray(value) && value.every(isRecord)
        ? value.map((item, index) => this.#inner(`${field} ${index + 1}`, item))
        : undefined,
    )
    return found ?? []
  }

  mistake(field: string, problem: string): void {
    this.#report.mistake(`${this.where}, ${field}`, problem)
  }

  warn(field: string, problem: string): void {
    this.#report.warn(`${this.where}, ${field}`, problem)
  }

  #inner(label: string, record: Record<string, unknown>): OldEntry {
    return new OldEntry(`${this.where}, ${label}`, record, this.#report)
  }

  #read<Value>(field: string, what: string, read: (value: unknown) => Value | undefined): Value | null {
    const value = Object.hasOwn(this.#record, field) ? (this.#record[field] ?? null) : null
    if (value === null) return null
    const known = read(value)
    if (known === undefined) this.mistake(field, `must be ${what}.`)
    return known ?? null
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
