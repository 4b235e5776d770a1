import { build, isBuilt } from '../../bin/lib/distribution.mjs'
import { alone } from '../../bin/lib/process.mjs'

/** Tests run the server as it is installed: from dist/, which is built when the sources have changed. */
export default async function setup() {
  await alone(async () => {
    if (!isBuilt()) await build()
  })
}
