/**
 * `npm run --silent sbom`: prints what the server is made of as CycloneDX JSON. npm reads it from package-lock.json, so nothing has to be
 * installed, and nothing is downloaded.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './lib/process.mjs'

const args = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only']
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
const read = name => JSON.parse(readFileSync(join(root, name), 'utf8'))
// npm's own `--omit=dev` also leaves out what development tools merely share with the server (npm 11.19).
const shipped = new Set(
  Object.entries(read('package-lock.json').packages)
    .filter(([path, { dev }]) => path !== '' && !dev)
    .map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')}@${version}`),
)
bill.components = bill.components.filter(({ name, version }) => shipped.has(`${name}@${version}`))
const refs = new Set(bill.components.map(component => component['bom-ref']))
const own = bill.metadata.component['bom-ref']
bill.dependencies = bill.dependencies
  .filter(({ ref }) => ref === own || refs.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter(name => refs.has(name)) }))
// npm names it after the folder, which is nobody's business.
bill.metadata.component.name = read('package.json').name
console.log(JSON.stringify(bill, null, 2))
