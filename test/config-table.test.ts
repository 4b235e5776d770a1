import { readFileSync } from 'node:fs'
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { Config } from '../src/config.ts'
import { configVariables, renderConfigTable } from '../src/config.ts'

describe('the table of variables', () => {
  it('has one row and one field per variable', () => {
    expect(new Set(configVariables.map(({ field }) => field)).size).toBe(configVariables.length)
    expect(renderConfigTable().split('\n')).toHaveLength(configVariables.length + 2)
    expectTypeOf<Config['port']>().toEqualTypeOf<number>()
    expectTypeOf<Config['role']>().toEqualTypeOf<'all' | 'server' | 'worker'>()
    expectTypeOf<Config['secretKey']>().toEqualTypeOf<string | undefined>()
    expectTypeOf<Config['workerPools']>().toEqualTypeOf<readonly string[]>()
  })

  it('is the one in the README (else run `node scripts/config-table.ts`)', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    const [, table] = /<!-- config:start -->(.*)<!-- config:end -->/s.exec(readme) ?? []
    expect(table?.trim()).toBe(renderConfigTable())
  })
})
