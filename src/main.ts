import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createApp } from './app.ts'
import { type Config, ConfigError, loadConfig } from './config.ts'
import { oldNameWarnings } from './config-old-names.ts'
import { createLogger } from './logger.ts'
import { messageOf } from './program.ts'
import { version } from './version.ts'

/**
 * Loading the code leaves some 40 MB of free heap behind, which V8 would keep for ever. One thorough collection, when the
 * start is over and nobody waits, gives them back to the machine.
 */
function returnStartUpMemory(): void {
  setTimeout(() => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc')
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  }, 1000).unref()
}

/** Reads the configuration or says what is wrong with it. */
function readConfig(): Config {
  try {
    return loadConfig(process.env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.error(error.message)
    process.exit(2)
  }
}

const config = readConfig()
// Secrets came by the environment; the processes that the server starts get one of their own, and nobody needs these.
for (const name of [
  'SECRET_KEY',
  'DATABASE_URL',
  'INITIAL_ADMIN_PASSWORD',
  'METRICS_TOKEN',
  'OIDC_CLIENT_SECRET',
])
  delete process.env[name]
const log = createLogger(config.logLevel)
for (const warning of oldNameWarnings(process.env)) log.warn(warning)

try {
  const app = await createApp(config, log)
  console.log(`Vinculum ${version}`)
  console.log(`  Data      ${config.dataDir}`)
  if (app.generated)
    console.log(
      `  Sign in   ${config.initialAdminUsername} / ${app.generated.password}   (also in ${app.generated.file})`,
    )
  if (app.url) {
    console.log(`  Serving   ${config.publicUrl ?? app.url}`)
    console.log(
      `  GraphQL   ${config.publicUrl ?? app.url}/graphql   REST docs   ${config.publicUrl ?? app.url}/api/docs`,
    )
  }

  returnStartUpMemory()

  let stopping = false
  const stop = async (signal: string) => {
    // npm and the terminal both deliver Ctrl-C: the second one is the same wish.
    if (stopping) return
    stopping = true
    log.info({ signal }, 'stopping')
    await app[Symbol.asyncDispose]()
    process.exit(0)
  }
  process.on('SIGTERM', () => void stop('SIGTERM'))
  process.on('SIGINT', () => void stop('SIGINT'))
} catch (error) {
  console.error(messageOf(error) ?? error)
  process.exit(1)
}
