/** `npm run build`: compiles src/ to dist/. */
import { build } from './lib/distribution.mjs'
import { alone } from './lib/process.mjs'
import { ensureReady, launch } from './setup.mjs'

await launch(async () => {
  await ensureReady({ development: true, borg: false })
  await alone(build)
})
