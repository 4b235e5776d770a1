/** `npm run demo`: sets everything up and shows a whole backup in the terminal. */
import { exec24 } from './lib/node24.mjs'
import { root } from './lib/process.mjs'
import { ensureReady, launch } from './setup.mjs'

await launch(async () => {
  await ensureReady()
  process.chdir(root)
  await exec24(['scripts/demo.ts', ...process.argv.slice(2)])
})
