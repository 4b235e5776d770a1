/** `npm run move-to-postgresql`: sets everything up and moves the tables from SQLite to PostgreSQL. */
import { launchProgram } from './setup.mjs'

await launchProgram('move-to-postgresql')
