import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { filesAboutStatements, filesOnBoth } from './test/support/files-on-both.ts'

// One copy of `graphql` for the tests and for Pothos, Yoga and graphql-ws.
const ssr = { resolve: { conditions: ['module-sync', 'node'] } }
const common = {
  testTimeout: 120_000,
  hookTimeout: 120_000,
  pool: 'forks' as const,
  // Files share what they import; no test changes a module.
  isolate: false,
  expect: { poll: { timeout: 20_000 } },
}
const env = {
  // `BORG_PATH=… npm test` runs everything with another Borg.
  BORG_PATH: process.env.BORG_PATH || resolve('test/support/borg'),
  BORG_SELFTEST: 'disabled',
}

export default defineConfig({
  ssr,
  test: {
    maxWorkers: 3,
    // CI shares its machine with others, and real processes meet real load: what fails twice is broken.
    retry: process.env.CI ? 1 : 0,
    globalSetup: ['test/support/built-server.mjs', 'test/support/shared-postgres.ts'],
    projects: [
      { ssr, test: { ...common, name: 'sqlite', env, include: ['test/**/*.test.ts'] } },
      {
        ssr,
        test: {
          ...common,
          name: 'postgresql',
          // `npm run test:all` runs everything on both.
          include: process.env.TEST_ALL ? filesOnBoth() : filesAboutStatements,
          env: { ...env, TEST_DATABASE: 'postgresql' },
        },
      },
    ],
  },
})
