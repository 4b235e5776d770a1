import { type Logger, pino } from 'pino'
import type { Config } from './config.ts'

/** A logger that never shows a secret, whatever object it is handed. */
export function createLogger(level: Config['logLevel']): Logger {
  const secrets = ['password', 'passphrase', 'keyFile', 'authorization', 'accessToken', 'secret', 'token']
  return pino({
    level,
    redact: { paths: secrets.flatMap(name => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
  })
}
