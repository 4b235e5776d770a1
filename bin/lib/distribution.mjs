/** The built code in dist/: whether it is current, and how it comes there. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { lockHash } from './dependencies.mjs'
import { environment, findNode24 } from './node24.mjs'
import { root, run, SetupError, say } from './process.mjs'

const source = join(root, 'src')
const dist = join(root, 'dist')
const stampName = '.stamp'
const bundler = join(root, 'scripts/bundle.mjs')

/** Whether dist/ was built from exactly these sources. */
export function isBuilt() {
  const stamp = join(dist, stampName)
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourceHash()
}

/** Bundles src/ into dist/ (`scripts/bundle.mjs`), and swaps the finished folder in. */
export async function build() {
  say('building dist/ …')
  const node = findNode24()
  const hash = sourceHash()
  const fresh = join(root, `.vinculum-build-${process.pid}`)
  const old = `${fresh}-old`
  try {
    const code = await run(node, [bundler, fresh], {
      cwd: root,
      env: environment(node),
      stdio: ['ignore', 2, 2],
    })
    if (code !== 0) throw new SetupError(`the build failed (exit code ${code}).`)
    writeFileSync(join(fresh, stampName), hash)
    if (existsSync(dist)) renameSync(dist, old)
    renameSync(fresh, dist)
  } finally {
    for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true })
  }
}

function sourceFiles() {
  return readdirSync(source, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(source, join(entry.parentPath ?? entry.path, entry.name)))
    .sort()
}

function sourceHash() {
  const hash = createHash('sha256').update(lockHash())
  const settings = ['tsconfig.json', relative(root, bundler)]
  for (const file of [...settings, ...sourceFiles().map(file => join('src', file))]) {
    const content = readFileSync(join(root, file))
    hash.update(`\0${file}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}
