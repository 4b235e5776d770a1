/**
 * `node dist/healthcheck.js`, with the environment of a process of ours: ends with 0 when that process can do its work, and with 1
 * and a reason otherwise. For containers: a worker has no port that could be asked.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, loadConfig } from './config.ts'
import { silenceOfWorker } from './platform/worker-health.ts'

/** A worker says every few seconds that it lives; one that was silent for longer than this does not, in milliseconds. */
const longestSilence = 30_000

/** What is wrong; null: nothing. */
async function findProblem(env: NodeJS.ProcessEnv): Promise<string | null> {
  const config = loadConfig(env)
  if (config.role !== 'worker') return problemWithServer(config)
  const host = readFileSync(join(config.dataDir, 'host-id'), 'utf8').trim()
  const silence = await silenceOfWorker(config.databaseUrl!, host)
  if (silence === null) return 'The worker has not started yet.'
  return silence < longestSilence ? null : `The worker is silent for ${Math.round(silence / 1000)} s.`
}

async function problemWithServer({ host, port }: Config): Promise<string | null> {
  const any = new Map([
    ['0.0.0.0', '127.0.0.1'],
    ['::', '::1'],
  ])
  const address = any.get(host) ?? host
  const url = `http://${address.includes(':') ? `[${address}]` : address}:${port}/readyz`
  const response = await fetch(url, { signal: AbortSignal.timeout(4000) }).catch(() => null)
  if (!response) return `${url} does not answer.`
  return response.ok ? null : `${url} answers ${response.status}: ${await response.text()}`
}

const problem = await findProblem(process.env).catch(
  error => (error instanceof Error && error.message) || 'Nobody answers.',
)
if (problem !== null) {
  console.error(problem)
  process.exitCode = 1
}
