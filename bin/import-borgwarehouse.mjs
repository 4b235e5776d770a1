/** `npm run import-borgwarehouse`: sets everything up and takes over an installation of BorgWarehouse. */
import { join } from 'node:path'
import { isBuilt } from './lib/distribution.mjs'
import { exec24 } from './lib/node24.mjs'
import { root } from './lib/process.mjs'
import { ensureReady, launch } from './setup.mjs'

await launch(async () => {
  await ensureReady({ borg: false })
  const entry = isBuilt() ? 'dist/import-borgwarehouse.js' : 'src/import-borgwarehouse.ts'
  await exec24([join(root, entry), ...process.argv.slice(2)])
})
