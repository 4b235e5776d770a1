/** `npm run migrate`: sets everything up and brings the database to this version. */
import { launchProgram } from './setup.mjs'

await launchProgram('migrate')
