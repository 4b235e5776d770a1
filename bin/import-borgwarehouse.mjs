/** `npm run import-borgwarehouse`: sets everything up and takes over an installation of BorgWarehouse. */
import { launchProgram } from './setup.mjs'

await launchProgram('import-borgwarehouse')
