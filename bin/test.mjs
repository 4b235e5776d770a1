/** `npm test`: sets everything up and runs the tests; further arguments go to vitest. */
import { exec24 } from './lib/node24.mjs'
import { root } from './lib/process.mjs'
import { ensureReady, launch } from './setup.mjs'

await launch(async () => {
  await ensureReady({ forTests: true })
  process.chdir(root)
  await exec24(['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)])
})
