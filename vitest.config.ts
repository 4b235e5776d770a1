import { defineConfig } from 'vitest/config'

export default defineConfig({
  // One copy of `graphql` for the tests and for Pothos, Yoga and graphql-ws.
  ssr: { resolve: { conditions: ['module-sync', 'node'] } },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    pool: 'forks',
  },
})
