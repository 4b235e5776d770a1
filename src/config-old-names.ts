/** Variables of Borg UI and BorgWarehouse that mean nothing here, and what to use instead. */
const instead: Readonly<Record<string, string>> = {
  ACCESS_TOKEN_EXPIRE_MINUTES: 'use TOKEN_LIFETIME_MINUTES',
  ALLOW_INSECURE_NO_AUTH: 'there is no way to switch signing in off',
  AUTH_RATE_LIMIT_ENABLED: 'set the limits by LOGIN_MAX_FAILURES and LOGIN_LOCKOUT_SECONDS',
  BASE_PATH: 'have the reverse proxy take the path away, and name the address in PUBLIC_URL',
  BETTER_AUTH_SECRET: 'use SECRET_KEY',
  BETTER_AUTH_TRUSTED_ORIGINS: 'pages of other sites are never trusted',
  BETTER_AUTH_URL: 'use PUBLIC_URL',
  BORG_REPOSITORY_PATH: 'use HOSTED_REPOSITORIES_DIR',
  CONFIG_PATH: 'take the old installation over by `npm run import-borgwarehouse`',
  DISABLE_PASSWORD_LOGIN: 'use OIDC_DISABLE_LOCAL_AUTH',
  GITHUB_CLIENT_ID: 'use an OpenID Connect provider (OIDC_ISSUER_URL)',
  GITLAB_CLIENT_ID: 'use OIDC_ISSUER_URL and OIDC_CLIENT_ID',
  GOOGLE_CLIENT_ID: 'use OIDC_ISSUER_URL and OIDC_CLIENT_ID',
  MAX_REPO_BACKUP_COUNT: 'back the database up instead',
  MICROSOFT_CLIENT_ID: 'use OIDC_ISSUER_URL and OIDC_CLIENT_ID',
  NEXTAUTH_SECRET: 'use SECRET_KEY',
  NEXTAUTH_URL: 'use PUBLIC_URL',
  SESSION_EXPIRY_SECONDS: 'use TOKEN_LIFETIME_MINUTES',
  SETUP_SECRET: 'the first administrator has a password from the start (INITIAL_ADMIN_PASSWORD)',
  SSH_PATH: 'use AUTHORIZED_KEYS_FILE',
  WEB_SERVER_PORT: 'use PORT',
}

/** A line for each variable of the old servers that is set and has no effect. Values are not shown: some are secrets. */
export const oldNameWarnings = (env: NodeJS.ProcessEnv): string[] =>
  Object.entries(instead)
    .filter(([name]) => env[name])
    .map(([name, advice]) => `${name} has no effect here: ${advice}.`)
