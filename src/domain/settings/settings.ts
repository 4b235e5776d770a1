import { createHash, timingSafeEqual } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Tables } from '../../entities/index.ts'
import { isFullAdmin } from '../kernel/access.ts'
import { forbidden, invalidInput } from '../kernel/errors.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import type { Bell, Wakeups } from '../kernel/wakeups.ts'
import {
  problemWith,
  type SettingDefinition,
  type SettingName,
  type SettingValues,
  settingDefinitions,
  settingNames,
} from './setting-definitions.ts'

/** What is in force. */
export interface Settings {
  readonly values: SettingValues
  /** The settings that an administrator has changed; the others have their defaults. */
  readonly saved: ReadonlySet<SettingName>
  /** SHA-256 of the token for `/metrics` that an administrator has set, in hexadecimal; null: none. */
  readonly metricsTokenHash: string | null
}

/** The row of the metrics token's hash: not in the table of settings, because it is never read back. */
const metricsTokenRow = 'metricsTokenHash'

/** Read again after this long even without a bell, in milliseconds. */
const freshFor = 2000

/**
 * The settings in force: what an administrator saved, else what the configuration says, else the default. Kept for a
 * moment, and read again when somebody changes them.
 */
export class CurrentSettings implements Disposable {
  readonly #db: Kysely<Tables>
  readonly #bell: Bell
  readonly #configured: Partial<SettingValues>
  #known: { at: number; settings: Promise<Settings> } | null = null

  /** @param configured defaults that the configuration changes */
  constructor(db: Kysely<Tables>, wakeups: Wakeups, configured: Partial<SettingValues> = {}) {
    this.#db = db
    this.#bell = wakeups.listen(['settings'])
    this.#configured = configured
  }

  read(): Promise<Settings> {
    const now = Date.now()
    if (this.#bell.take()) this.#known = null
    if (this.#known && now - this.#known.at <= freshFor) return this.#known.settings
    const settings = this.#load()
    const known = { at: now, settings }
    this.#known = known
    // A database that was away for a moment is no answer to remember.
    settings.catch(() => {
      if (this.#known === known) this.#known = null
    })
    return settings
  }

  /** The values alone. */
  async values(): Promise<SettingValues> {
    return (await this.read()).values
  }

  /** What was read is not true any more: for whoever wrote. */
  forget(): void {
    this.#known = null
  }

  async #load(): Promise<Settings> {
    const rows = await this.#db.selectFrom('setting').select(['name', 'value']).execute()
    const stored = new Map(rows.map(({ name, value }) => [name, JSON.parse(value) as unknown]))
    // What an older server let in and this one would not, counts as not set.
    const saved = new Set(
      settingNames.filter(name => stored.has(name) && problemWith(name, stored.get(name)) === null),
    )
    const values = Object.fromEntries(
      settingNames.map(name => [
        name,
        saved.has(name)
          ? stored.get(name)
          : (this.#configured[name] ?? (settingDefinitions[name] as SettingDefinition).default),
      ]),
    ) as unknown as SettingValues
    return { values, saved, metricsTokenHash: (stored.get(metricsTokenRow) as string | undefined) ?? null }
  }

  [Symbol.dispose](): void {
    this.#bell[Symbol.dispose]()
  }
}

/** Null: back to the default. Absent: as it is. */
export type SettingChanges = { readonly [Name in SettingName]?: SettingValues[Name] | null | undefined } & {
  /** 16 to 200 printable characters; empty or null: none any more. */
  readonly metricsToken?: string | null | undefined
}

/**
 * Changes some settings, all or none.
 *
 * @throws DomainError `FORBIDDEN` but for administrators, `INVALID_INPUT`
 */
export async function updateSettings(scope: Scope, changes: SettingChanges): Promise<Settings> {
  if (!isFullAdmin(viewerOf(scope))) throw forbidden()
  const rows = settingNames.flatMap(name =>
    changes[name] === undefined ? [] : [{ name, value: changes[name] }],
  )
  const mistakes = Object.fromEntries(
    rows.flatMap(({ name, value }) => {
      const problem = value === null ? null : problemWith(name, value)
      return problem === null ? [] : [[name, problem]]
    }),
  )
  const { metricsToken } = changes
  if (metricsToken && !/^[\x21-\x7e]{16,200}$/.test(metricsToken))
    mistakes.metricsToken = 'Must be 16 to 200 printable ASCII characters without blanks.'
  if (Object.keys(mistakes).length > 0) throw invalidInput(mistakes)

  await scope.db.transaction().execute(async db => {
    for (const { name, value } of rows) await write(db, name, value)
    if (metricsToken !== undefined)
      await write(db, metricsTokenRow, metricsToken ? sha256(metricsToken).toString('hex') : null)
  })
  scope.settings.forget()
  await scope.wakeups.ring('settings')
  return scope.settings.read()
}

async function write(db: Kysely<Tables>, name: string, value: unknown): Promise<void> {
  if (value === null) {
    await db.deleteFrom('setting').where('name', '=', name).execute()
    return
  }
  const row = { value: JSON.stringify(value), updatedAt: Date.now() }
  await db
    .insertInto('setting')
    .values({ name, ...row })
    .onConflict(conflict => conflict.column('name').doUpdateSet(row))
    .execute()
}

/** The settings, for anybody who is signed in; what is secret about them is a matter of {@link maySeeSecrets}. */
export function findSettings(scope: Scope): Promise<Settings> {
  viewerOf(scope)
  return scope.settings.read()
}

/** May this viewer read the settings that are secret? */
export const maySeeSecrets = (scope: Scope): boolean => isFullAdmin(viewerOf(scope))

/** Is this the token for `/metrics` that was set? Takes the same time for every wrong one. */
export function isMetricsToken({ metricsTokenHash }: Settings, token: string): boolean {
  return metricsTokenHash !== null && timingSafeEqual(sha256(token), Buffer.from(metricsTokenHash, 'hex'))
}

const sha256 = (text: string) => createHash('sha256').update(text).digest()
