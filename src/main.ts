import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type App, createApp } from './app.ts'
import { type Config, ConfigError, loadConfig, secretVariables } from './config.ts'
import { oldNameWarnings } from './config-old-names.ts'
import { createLogger, output } from './logger.ts'
import { messageOf } from './program.ts'
import { rootWarning, runAs } from './run-as.ts'
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

/** A stop takes so long at the most, without what an administrator has it wait for; less than service managers wait. Milliseconds. */
const stopTimeoutMs = 20_000
/** And then so long for the last lines of the log. */
const flushTimeoutMs = 1000

/** Reads the configuration and becomes the user that it names, or says what is wrong with it. */
function readConfig(): Config {
  try {
    const config = loadConfig(process.env)
    runAs(config)
    return config
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.error(error.message)
    process.exit(2)
  }
}

const config = readConfig()
// Secrets came by the environment; the processes that the server starts get one of their own, and nobody needs these.
for (const name of secretVariables) delete process.env[name]
const log = createLogger(config.logLevel)
for (const warning of oldNameWarnings(process.env)) log.warn(warning)

// Beside the log they could block where it does not.
process.removeAllListeners('warning').on('warning', warning => log.warn({ err: warning }, 'warning'))
const fail = async (error: unknown) => {
  log.fatal({ err: error }, 'ended by an unexpected error')
  await end(1)
}
process.on('uncaughtException', fail).on('unhandledRejection', fail)

/** What is left of the log is written first, as far as that is soon done. */
async function end(code: number): Promise<never> {
  await output.flush(flushTimeoutMs)
  process.exit(code)
}

/** Ends the process with code 1 and a line that says what did not end, when that takes too long. */
function boundStop(app: App): void {
  let spent = 0
  const turn = 250
  setInterval(() => {
    const { waitsFor } = app.ending
    if (waitsFor?.isBounded === false) return
    spent += turn
    if (spent < stopTimeoutMs) return
    spent = Number.NEGATIVE_INFINITY
    log.fatal(
      { waitsFor: waitsFor?.name ?? 'something' },
      'the stop took too long: ended without waiting any longer',
    )
    void end(1)
  }, turn)
}

try {
  const app = await createApp(config, log)
  const shown = config.publicUrl ?? app.url
  const lines = [`Vinculum ${version}`, `  Data      ${config.dataDir}`]
  if (app.generated)
    lines.push(
      `  Sign in   ${config.initialAdminUsername} / ${app.generated.password}   (also in ${app.generated.file})`,
    )
  if (app.url)
    lines.push(`  Serving   ${shown}`, `  GraphQL   ${shown}/graphql   REST docs   ${shown}/api/docs`)
  const warning = rootWarning()
  if (warning) lines.push(`  Root      ${warning}`)
  output.write(`${lines.join('\n')}\n`)

  returnStartUpMemory()

  let stopping = false
  const stop = async (signal: string) => {
    // npm and the terminal both deliver Ctrl-C: the second one is the same wish.
    if (stopping) return
    stopping = true
    log.info({ signal }, 'stopping')
    boundStop(app)
    await app[Symbol.asyncDispose]()
    await end(0)
  }
  process.on('SIGTERM', () => void stop('SIGTERM'))
  process.on('SIGINT', () => void stop('SIGINT'))
} catch (error) {
  console.error(messageOf(error) ?? error)
  await end(1)
}
