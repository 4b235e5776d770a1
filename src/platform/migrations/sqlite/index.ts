import type { NamedMigration } from '../../migrate.ts'
import { Migration20261120000000_Initial } from './Migration20261120000000_Initial.ts'
import { Migration20261121000000_Dialect } from './Migration20261121000000_Dialect.ts'
import { Migration20261121120000_Hosting } from './Migration20261121120000_Hosting.ts'
import { Migration20261122100000_Streams } from './Migration20261122100000_Streams.ts'
import { Migration20261122110000_Machine } from './Migration20261122110000_Machine.ts'
import { Migration20261122120000_Compatibility } from './Migration20261122120000_Compatibility.ts'
import { Migration20261122130000_Limits } from './Migration20261122130000_Limits.ts'
import { Migration20261122140000_Scaling } from './Migration20261122140000_Scaling.ts'
import { Migration20261122150000_OwnChanges } from './Migration20261122150000_OwnChanges.ts'
import { Migration20261122160000_Pending } from './Migration20261122160000_Pending.ts'
import { Migration20261129010000_ScriptParameters } from './Migration20261129010000_ScriptParameters.ts'
import { Migration20261129040000_Sessions } from './Migration20261129040000_Sessions.ts'
import { Migration20261129070000_AsSent } from './Migration20261129070000_AsSent.ts'
import { Migration20261129080000_Warehouse } from './Migration20261129080000_Warehouse.ts'

/** In order. A migration that was released is never changed again. */
export const migrations: NamedMigration[] = [
  { name: 'Migration20261120000000_Initial', kind: 'expand', class: Migration20261120000000_Initial },
  { name: 'Migration20261121000000_Dialect', kind: 'contract', class: Migration20261121000000_Dialect },
  { name: 'Migration20261121120000_Hosting', kind: 'expand', class: Migration20261121120000_Hosting },
  { name: 'Migration20261122100000_Streams', kind: 'expand', class: Migration20261122100000_Streams },
  { name: 'Migration20261122110000_Machine', kind: 'expand', class: Migration20261122110000_Machine },
  {
    name: 'Migration20261122120000_Compatibility',
    kind: 'expand',
    class: Migration20261122120000_Compatibility,
  },
  { name: 'Migration20261122130000_Limits', kind: 'expand', class: Migration20261122130000_Limits },
  { name: 'Migration20261122140000_Scaling', kind: 'expand', class: Migration20261122140000_Scaling },
  { name: 'Migration20261122150000_OwnChanges', kind: 'expand', class: Migration20261122150000_OwnChanges },
  { name: 'Migration20261122160000_Pending', kind: 'expand', class: Migration20261122160000_Pending },
  {
    name: 'Migration20261129010000_ScriptParameters',
    kind: 'expand',
    class: Migration20261129010000_ScriptParameters,
  },
  { name: 'Migration20261129040000_Sessions', kind: 'expand', class: Migration20261129040000_Sessions },
  { name: 'Migration20261129080000_Warehouse', kind: 'expand', class: Migration20261129080000_Warehouse },
  { name: 'Migration20261129070000_AsSent', kind: 'expand', class: Migration20261129070000_AsSent },
]
