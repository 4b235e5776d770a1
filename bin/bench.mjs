/** `npm run bench`: sets everything up and measures; further arguments name what to measure. */
import { exec24 } from './lib/node24.mjs'
import { root } from './lib/process.mjs'
import { ensureReady, launch } from './setup.mjs'

await launch(async () => {
  await ensureReady({ forTests: true })
  process.chdir(root)
  await exec24(['bench/main.ts', ...process.argv.slice(2)])
})
