import { defineEntity, p } from '@mikro-orm/core'
import { instant } from './columns.ts'

/** How much of an allowance was used up, counted for all processes together (`domain/accounts/allowances.ts`). */
export const Allowance = defineEntity({
  name: 'Allowance',
  tableName: 'allowance',
  properties: {
    /** SHA-256 of what is counted: names and addresses, as they were typed, are not kept. */
    keyHash: p.string().primary(),
    used: p.integer(),
    /** From then on nothing of it counts any more. */
    until: instant().index(),
  },
})
