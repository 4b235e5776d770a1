/** `npm run cluster`: sets everything up and starts a whole cluster on this machine. */
import { exec24 } from './lib/node24.mjs'
import { root } from './lib/process.mjs'
import { ensureReady, launch } from './setup.mjs'

await launch(async () => {
  await ensureReady({ forTests: true })
  process.chdir(root)
  await exec24(['scripts/cluster.ts', ...process.argv.slice(2)])
})
