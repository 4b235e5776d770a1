import { defineEntity, p } from '@mikro-orm/core'
import { instant, jsonText } from './columns.ts'

/** What an administrator set while the server ran. A setting that is not here has its default (`domain/settings/settings.ts`). */
export const Setting = defineEntity({
  name: 'Setting',
  tableName: 'setting',
  properties: {
    name: p.string().primary(),
    value: jsonText(),
    updatedAt: instant(),
  },
})
