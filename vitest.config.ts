import { defineConfig } from 'vitest/config'

export default defineConfig({
  // One copy of `graphql` for the tests and for Pothos, Yoga and graphql-ws.
  ssr: { resolve: { conditions: ['module-sync', 'node'] } },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // CI shares its machine with others, and real processes meet real load: what fails twice is broken.
    retry: process.env.CI ? 1 : 0,
    pool: 'forks',
  },
})
