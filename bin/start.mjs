/** `npm start`: sets everything up, builds when needed, and becomes the server. */
import { join } from 'node:path'
import { hasDevelopmentDependencies } from './lib/dependencies.mjs'
import { build, isBuilt } from './lib/distribution.mjs'
import { exec24 } from './lib/node24.mjs'
import { alone, root, SetupError, say } from './lib/process.mjs'
import { ensureReady, launch } from './setup.mjs'

await launch(async () => {
  await ensureReady({ borg: process.env.ROLE !== 'server' })
  const entry = (await bringUpToDate()) ? 'dist/main.js' : 'src/main.ts'
  const env = { NODE_ENV: process.env.NODE_ENV || 'production' }
  await exec24([join(root, entry), ...process.argv.slice(2)], { env })
})

/** Whether dist/ can be used. Without a compiler or a writable folder the sources run as well, only start slower. */
async function bringUpToDate() {
  if (isBuilt()) return true
  if (!hasDevelopmentDependencies()) return false
  try {
    await alone(async () => {
      if (!isBuilt()) await build()
    })
    return true
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    say(`${error.message} Running the sources instead.`)
    return false
  }
}
