import { type Logger, pino } from 'pino'
import type { Config } from './config.ts'
import { LogOutput } from './log-output.ts'

/** What this process prints goes here: the log's lines and what a person reads at the start. */
export const output = new LogOutput(
  1,
  () => process.stdout,
  lost =>
    JSON.stringify({
      level: pino.levels.values.warn,
      time: Date.now(),
      lost,
      msg: `${lost} log lines were lost`,
    }),
)

/** A logger that never shows a secret, whatever object it is handed. It never waits: lines that cannot be written are lost. */
export function createLogger(level: Config['logLevel']): Logger {
  const secrets = ['password', 'passphrase', 'keyFile', 'authorization', 'accessToken', 'secret', 'token']
  return pino(
    {
      level,
      redact: { paths: secrets.flatMap(name => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
    },
    output,
  )
}
