import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const read = (name: string) => readFileSync(join(root, name), 'utf8')

interface LockEntry {
  version: string
  dev?: true
  peer?: true
}

it('npm run sbom prints the packages of the server as CycloneDX JSON, and nothing else', () => {
  const printed = execFileSync('npm', ['run', '--silent', 'sbom'], { cwd: root, encoding: 'utf8' })
  const bill = JSON.parse(printed)
  expect(bill).toMatchObject({
    bomFormat: 'CycloneDX',
    metadata: {
      component: { type: 'application', name: 'vinculum', purl: expect.stringContaining('vinculum') },
    },
  })
  const components = bill.components as { name: string; version: string; hashes?: object[] }[]
  const found = new Set(components.map(({ name, version }) => `${name}@${version}`))
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, LockEntry> }
  const wanted = Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && !dev)
    .map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')}@${version}`)
  expect([...found].toSorted()).toEqual([...new Set(wanted)].toSorted())
  expect(components.every(({ hashes }) => hashes?.length)).toBe(true)
  // No place where they were fetched from, and none where this was printed.
  expect(new Set(printed.match(/\w+:\/\/[^/"]+/g))).toEqual(new Set(['http://cyclonedx.org']))
  for (const secret of [hostname(), root]) expect(printed).not.toContain(`"${secret}`)
})

it('nothing old is at the root of trust, no package runs a script, and none reports home', () => {
  const lock = read('package-lock.json')
  for (const name of ['sshpk', 'jsbn', 'ecc-jsbn', 'tweetnacl', 'bcrypt-pbkdf', 'getpass', 'proper-lockfile'])
    expect(lock).not.toContain(`"node_modules/${name}"`)
  expect(lock).not.toContain('"resolved"')
  expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m)
  expect(JSON.parse(read('package.json')).scarfSettings).toEqual({ enabled: false })
})
