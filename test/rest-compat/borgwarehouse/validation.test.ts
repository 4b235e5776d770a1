import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  readChangeBody,
  readLegacyBody,
  readNewBody,
  type Wishes,
} from '../../../src/rest-compat/borgwarehouse/validation.ts'

const alerts = [
  0, 3600, 21_600, 43_200, 90_000, 172_800, 259_200, 345_600, 432_000, 518_400, 604_800, 864_000, 1_209_600,
  2_592_000,
]
const filled = fc.string({ minLength: 1 }).filter(text => text.trim() !== '')
const valid = fc.record({
  alias: filled,
  sshPublicKey: filled,
  storageSize: fc.integer({ min: 1, max: 9_007_199 }),
  comment: fc.string(),
  alert: fc.constantFrom(...alerts),
  lanCommand: fc.boolean(),
  appendOnlyMode: fc.boolean(),
})
const keys = [
  'alias',
  'sshPublicKey',
  'storageSize',
  'comment',
  'alert',
  'lanCommand',
  'appendOnlyMode',
] as const
const anything = fc.anything({ withNullPrototype: true })

/** Whatever was let through has the types that the schema wants. */
function expectWishes(wishes: Wishes): void {
  const types: Record<keyof Wishes, string> = {
    alias: 'string',
    sshPublicKey: 'string',
    quota: 'number',
    comment: 'string',
    freshnessSeconds: 'number',
    lanCommand: 'boolean',
    appendOnly: 'boolean',
    icon: 'string',
    storageTarget: 'string',
  }
  for (const [name, value] of Object.entries(wishes)) {
    expect(typeof value).toBe(types[name as keyof Wishes])
    if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true)
  }
  if (wishes.quota !== undefined) {
    expect(wishes.quota % 1e9).toBe(0)
    expect(wishes.quota).toBeGreaterThan(0)
    expect(Number.isSafeInteger(wishes.quota)).toBe(true)
  }
}

describe('the older family', () => {
  it('takes every good body, whole or in part', () => {
    fc.assert(
      fc.property(valid, fc.subarray([...keys], { minLength: 1 }), (body, some) => {
        expectWishes(readLegacyBody(body, false)!)
        const part = Object.fromEntries(some.map(key => [key, body[key]]))
        expect(Object.keys(readLegacyBody(part, true)!)).toHaveLength(some.length)
      }),
    )
  })

  it('refuses a body with anything more, less or else', () => {
    fc.assert(
      fc.property(valid, fc.constantFrom(...keys), fc.string(), anything, (body, key, name, value) => {
        const { [key]: _, ...less } = body
        expect(readLegacyBody(less, false)).toBeNull()
        if (!(keys as readonly string[]).includes(name) && name !== '__proto__')
          for (const isChange of [true, false])
            expect(readLegacyBody({ ...body, [name]: value }, isChange)).toBeNull()
      }),
    )
  })

  it('lets nothing through that is of another kind', () => {
    fc.assert(
      fc.property(anything, fc.boolean(), (body, isChange) => {
        const wishes = readLegacyBody(body, isChange)
        if (wishes) expectWishes(wishes)
      }),
    )
    fc.assert(
      fc.property(valid, fc.constantFrom(...keys), anything, (body, key, value) => {
        const wishes = readLegacyBody({ ...body, [key]: value }, false)
        if (wishes) expectWishes(wishes)
      }),
    )
  })
})

describe('/api/v1', () => {
  it('takes every good body', () => {
    const more = fc.record({ icon: fc.string(), alert: fc.double({ noNaN: true, noDefaultInfinity: true }) })
    fc.assert(
      fc.property(valid, more, fc.dictionary(fc.string(), anything), (body, rest, unknown) => {
        const whole = { ...unknown, ...body, ...rest, storageTarget: null }
        for (const wishes of [readNewBody(whole), readChangeBody(whole)]) {
          expect(typeof wishes).toBe('object')
          expectWishes(wishes as Wishes)
        }
      }),
    )
  })

  it('says one sentence about every bad one', () => {
    fc.assert(
      fc.property(valid, fc.constantFrom(...keys, 'icon', 'storageTarget'), anything, (body, key, value) => {
        for (const wishes of [
          readNewBody({ ...body, [key]: value }),
          readChangeBody({ ...body, [key]: value }),
        ])
          if (typeof wishes === 'string') expect(wishes).toMatch(/^[A-Z][\w ]+ must be /)
          else expectWishes(wishes)
      }),
    )
  })
})
