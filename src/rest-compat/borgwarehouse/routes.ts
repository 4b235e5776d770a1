import { accountRoutes } from './account-routes.ts'
import { cronRoutes } from './cron-routes.ts'
import { legacyRepositoryRoutes } from './legacy-repository-routes.ts'
import { maintenanceRoutes } from './maintenance-routes.ts'
import { notifRoutes } from './notif-routes.ts'
import { repositoryRoutes } from './repository-routes.ts'
import type { Route } from './route.ts'
import { sessionRoutes } from './session-routes.ts'
import { tokenRoutes } from './token-routes.ts'
import { versionRoutes } from './version-routes.ts'

/** Every route of BorgWarehouse's two families, in the order in which they are looked up. */
export const borgWarehouseRoutes: readonly Route[] = [
  ...versionRoutes,
  ...legacyRepositoryRoutes,
  // Before those that take `refresh` for a name.
  ...cronRoutes,
  ...maintenanceRoutes,
  ...repositoryRoutes,
  ...tokenRoutes,
  ...accountRoutes,
  ...notifRoutes,
  ...sessionRoutes,
]
