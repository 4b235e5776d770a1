import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ConfigVariable } from './config-variable.ts'
import { configVariables } from './config-variables.ts'

export { configVariables }

type Variables = (typeof configVariables)[number]
type ValueOf<Field> =
  Extract<Variables, { field: Field }> extends ConfigVariable<string, infer Value> ? Value : never

/** The whole configuration, read once at start; each field is described in `configVariables`. */
export type Config = { readonly [Field in Variables['field']]: ValueOf<Field> } & {
  /** Whether tables live in the embedded database, so that this is the only process. */
  readonly sqlite: boolean
}

/** The environment cannot be used. Its message lists every mistake and never shows a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly mistakes: readonly string[]

  constructor(mistakes: readonly string[]) {
    const count = mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`
    super([`The configuration has ${count}:`, ...mistakes.map(mistake => `  - ${mistake}`)].join('\n'))
    this.mistakes = mistakes
  }
}

/**
 * Reads the configuration from environment variables. An empty variable counts as not set.
 *
 * @throws {ConfigError} naming all mistakes at once
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const mistakes: string[] = []
  const values = configVariables.map(variable => [variable.field, readVariable(variable, env, mistakes)])
  const config: Config = Object.fromEntries(values)
  const noDatabase = !config.databaseUrl && !mistakes.some(mistake => mistake.startsWith('DATABASE_URL'))
  if (noDatabase && (config.role === 'server' || config.role === 'worker')) {
    mistakes.push(
      `ROLE=${config.role} needs DATABASE_URL, because SQLite serves a single process with ROLE=all`,
    )
  }
  if (config.proxyAuth && config.trustedProxies?.length === 0) {
    mistakes.push(
      'DISABLE_AUTHENTICATION needs TRUSTED_PROXIES, because anybody could send the headers otherwise',
    )
  }
  const { oidcIssuerUrl, oidcClientId } = config
  if (mistakes.every(mistake => !/^OIDC_(ISSUER|CLIENT)/.test(mistake))) {
    if (!oidcIssuerUrl !== !oidcClientId)
      mistakes.push('OIDC_ISSUER_URL and OIDC_CLIENT_ID need each other; give both')
    if (config.oidcDisableLocalAuth && !oidcIssuerUrl)
      mistakes.push('OIDC_DISABLE_LOCAL_AUTH needs OIDC_ISSUER_URL, because nobody could sign in otherwise')
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  return Object.freeze({ ...config, sqlite: config.databaseUrl === undefined })
}

/** The names of the variables that hold secrets: they leave `process.env` after the start, and no message shows their values. */
export const secretVariables: readonly string[] = (configVariables as readonly ConfigVariable[])
  .filter(({ secret }) => secret)
  .map(({ name }) => name)

/** The folder of hosted repositories. */
export const poolDirOf = ({ hostedRepositoriesDir, dataDir }: Config): string =>
  hostedRepositoriesDir ?? join(dataDir, 'hosted')

/** The folders below which users restore who are no administrators. */
export const restoreRootsOf = ({ restoreRoots, dataDir }: Config): readonly string[] =>
  restoreRoots ?? [join(dataDir, 'restores')]

/** The file that sshd reads; null: sshd asks by `AuthorizedKeysCommand`. */
export function keyFileOf({ authorizedKeysFile, dataDir }: Config): string | null {
  if (authorizedKeysFile === undefined) return join(dataDir, 'ssh/authorized_keys')
  return authorizedKeysFile === 'none' ? null : authorizedKeysFile
}

function readVariable(variable: ConfigVariable, env: NodeJS.ProcessEnv, mistakes: string[]): unknown {
  const { name, secret, format, schema } = variable
  try {
    const given = secret ? secretText(name, env) : env[name]?.trim() || undefined
    const text = given ?? variable.default
    if (text === undefined) return undefined
    const result = schema.safeParse(text)
    if (result.success) return result.data
    const shown = secret ? '' : `, not ${JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)}`
    mistakes.push(`${name} must be ${format.replaceAll('`', '')}${shown}`)
  } catch (error) {
    if (!(error instanceof SecretError)) throw error
    mistakes.push(error.message)
  }
  return undefined
}

class SecretError extends Error {}

/** A secret from its variable or its file. The path is not shown: somebody may have put the secret itself there. */
function secretText(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const file = env[`${name}_FILE`]
  if (!file) return env[name] || undefined
  if (env[name]) throw new SecretError(`${name} and ${name}_FILE are both set; give only one`)
  let content: string
  try {
    content = readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new SecretError(`${name}_FILE names a file that cannot be read (${code})`)
  }
  if (content === '') throw new SecretError(`${name}_FILE names an empty file`)
  return content
}

/** The table of all variables for the README, in Markdown. */
export function renderConfigTable(): string {
  const rows = (configVariables as readonly ConfigVariable[]).map(variable => {
    const { name, format, secret, description, unset } = variable
    const names = secret ? `\`${name}\`, \`${name}_FILE\`` : `\`${name}\``
    const byDefault = unset ?? (variable.default ? `\`${variable.default}\`` : 'none')
    return `| ${names} | ${byDefault} | ${description} | ${format} |`
  })
  return ['| Variable | Default | Meaning | Must be |', '| --- | --- | --- | --- |', ...rows].join('\n')
}
