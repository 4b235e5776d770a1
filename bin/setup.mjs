/** What the launchers in this folder share: make the machine ready, then run something on Node 24. */
import { join } from 'node:path'
import { ensureDependencies, ensureTestDatabase } from './lib/dependencies.mjs'
import { isBuilt } from './lib/distribution.mjs'
import { exec24, findNode24 } from './lib/node24.mjs'
import { root, SetupError, say } from './lib/process.mjs'
import { ensurePrograms, serverPrograms, testPrograms } from './lib/programs.mjs'

/**
 * Installs what is missing and says so; costs next to nothing when everything is there. Programs come first:
 * whoever has to install one by hand should learn it before a long download, not after.
 *
 * - `forTests`: also the development dependencies, the test database and the programs that the tests use;
 * - `development`: the development dependencies (the compiler);
 * - `borg`: false where Borg is never run.
 */
export async function ensureReady({ forTests = false, development = forTests, borg = true } = {}) {
  await ensurePrograms(forTests ? testPrograms : borg ? serverPrograms : [])
  await ensureDependencies({ development })
  if (forTests) await ensureTestDatabase()
  findNode24()
}

/** Runs a launcher; a mistake that the user can repair is shown without a stack. */
export async function launch(main) {
  try {
    await main()
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    say(error.message)
    process.exit(1)
  }
}

/** Becomes one of the programs beside the server, which need no Borg: `name` is that of its file in src/ and dist/. */
export async function launchProgram(name) {
  await launch(async () => {
    await ensureReady({ borg: false })
    const entry = isBuilt() ? `dist/${name}.js` : `src/${name}.ts`
    await exec24([join(root, entry), ...process.argv.slice(2)])
  })
}
