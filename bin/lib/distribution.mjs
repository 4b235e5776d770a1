/** The built code in dist/: whether it is current, and how it is made. */
import { createHash } from 'node:crypto'
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { lockHash } from './dependencies.mjs'
import { environment, findNode24 } from './node24.mjs'
import { root, run, SetupError, say } from './process.mjs'

const source = join(root, 'src')
const dist = join(root, 'dist')
const stampName = '.stamp'

/** Whether dist/ was built from exactly these sources. */
export function isBuilt() {
  const stamp = join(dist, stampName)
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourceHash()
}

/** Compiles src/ to dist/, copies what is not TypeScript, and swaps the finished folder in. */
export async function build() {
  say('building dist/ …')
  const node = findNode24()
  const hash = sourceHash()
  const fresh = join(root, `.vinculum-build-${process.pid}`)
  const old = `${fresh}-old`
  try {
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    const args = [compiler, '-p', join(root, 'tsconfig.build.json'), '--outDir', fresh]
    const code = await run(node, args, { cwd: root, env: environment(node), stdio: ['ignore', 2, 2] })
    if (code !== 0) throw new SetupError(`the build failed (tsc ended with exit code ${code}).`)
    for (const file of sourceFiles()) {
      if (!file.endsWith('.ts')) cpSync(join(source, file), join(fresh, file))
    }
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
  const settings = ['tsconfig.json', 'tsconfig.build.json']
  for (const file of [...settings, ...sourceFiles().map(file => join('src', file))]) {
    const content = readFileSync(join(root, file))
    hash.update(`\0${file}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}
