/**
 * `node scripts/bundle.mjs FOLDER`: writes the server, its threads and the programs beside it into a folder, each with all
 * packages but the native ones in a few files. Finding a thousand small files takes longer than running what is in them.
 */
import { rolldown } from 'rolldown'

const entries = {
  main: 'src/main.ts',
  'watchdog-thread': 'src/watchdog-thread.ts',
  'estimate-thread': 'src/runner/estimate/estimate-thread.ts',
  'bcrypt-worker': 'src/platform/bcrypt-worker.ts',
}
const programs = [
  'healthcheck',
  'import-borgwarehouse',
  'migrate',
  'move-to-postgresql',
  'reset-password',
  'revoke-sessions',
]
for (const name of programs) entries[name] = `src/${name}.ts`

const bundle = await rolldown({
  input: entries,
  platform: 'node',
  // Native code, files that are served as they are, and what MikroORM and Kysely would load for others: never used here.
  external: [
    /^(better-sqlite3|@node-rs\/argon2|swagger-ui-dist)/,
    /^(typescript|pg-native|tarn|mysql2?|tedious|mariadb|oracledb|libsql)$/,
  ],
  // One copy of `graphql` for Pothos, Yoga and graphql-ws.
  resolve: { conditionNames: ['module-sync', 'node'] },
  logLevel: 'warn',
})
await bundle.write({
  dir: process.argv[2],
  format: 'esm',
  sourcemap: true,
  keepNames: true,
  // Beside the entries: threads and package.json are found from where the code is.
  chunkFileNames: 'chunk-[hash].js',
})
