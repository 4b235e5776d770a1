/** `npm run reset-password`: sets everything up and changes an account, also beside a running server. */
import { launchProgram } from './setup.mjs'

await launchProgram('reset-password')
