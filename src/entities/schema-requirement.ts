import { defineEntity, p } from '@mikro-orm/core'

/**
 * A migration that a process must know to use this database: one that took something away from older versions
 * (`contract` in `platform/migrate.ts`). Newer migrations that are not here only added something.
 */
export const SchemaRequirement = defineEntity({
  name: 'SchemaRequirement',
  tableName: 'schema_requirement',
  properties: {
    migration: p.string().primary(),
  },
})
