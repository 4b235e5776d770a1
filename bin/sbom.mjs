/**
 * `npm run --silent sbom`: prints what the server is made of as CycloneDX JSON. npm reads it from package-lock.json, so nothing has to be
 * installed, and nothing is downloaded.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './lib/process.mjs'

const args = [
  'sbom',
  '--sbom-format=cyclonedx',
  '--sbom-type=application',
  '--omit=dev',
  '--package-lock-only',
]
const { status, stdout, error } = spawnSync('npm', [...args, '--loglevel=error'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
  stdio: ['ignore', 'pipe', 'inherit'],
})
if (error || status !== 0) {
  console.error(`npm sbom failed${error ? `: ${error.message}` : `, its message is above.`}`)
  process.exit(1)
}
const bill = JSON.parse(stdout)
// npm names it after the folder, which is nobody's business.
bill.metadata.component.name = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).name
console.log(JSON.stringify(bill, null, 2))
