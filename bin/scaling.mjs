/** `npm run bench:scaling`: sets everything up and measures how the server does as it grows. */
import { exec24 } from './lib/node24.mjs'
import { root } from './lib/process.mjs'
import { ensureReady, launch } from './setup.mjs'

await launch(async () => {
  await ensureReady({ forTests: true })
  process.chdir(root)
  await exec24(['bench/scaling.ts', ...process.argv.slice(2)])
})
