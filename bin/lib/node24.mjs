/** Runs our programs on Node 24, which npm installs as a package where the system has an older one. */
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { root, run, SetupError } from './process.mjs'

const oldest = [24, 11]

/** The path of a Node that is new enough: the running one, or the one in node_modules. */
export function findNode24() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return process.execPath
  const packaged = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node')
  if (existsSync(packaged)) return packaged
  throw new SetupError(
    `Node ${oldest.join('.')} or newer is needed; this is ${process.version}, and npm has installed none for ` +
      `${process.platform}-${process.arch}. Please install Node 24 from https://nodejs.org/.`,
  )
}

/** The environment of our programs: Node 24 first on the PATH, and compiled code kept for a quick start. */
export function environment(node, extra = {}) {
  return {
    ...process.env,
    ...extra,
    PATH: [dirname(node), process.env.PATH].filter(Boolean).join(delimiter),
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE || join(root, 'node_modules', '.cache', 'compile'),
  }
}

/** Becomes `node …args` on Node 24; does not return. */
export async function exec24(args, { env } = {}) {
  const node = findNode24()
  // Replacing this process leaves nobody between the program and those who send it signals. Node 20 cannot do it.
  if (process.execve) process.execve(node, [node, ...args], environment(node, env))
  process.exit(await run(node, args, { env: environment(node, env) }))
}
