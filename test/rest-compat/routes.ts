import { borgUiRoutes } from '../../src/rest-compat/borg-ui/routes.ts'
import { borgWarehouseRoutes } from '../../src/rest-compat/borgwarehouse/routes.ts'

/** Those of BorgWarehouse, as `GET /api/repo/id/{id}`. */
export const warehouseRoutes: readonly string[] = borgWarehouseRoutes.flatMap(({ methods, path }) =>
  methods.map(method => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`),
)

/** Every route of every dialect. */
export const allRoutes: readonly string[] = [
  ...borgUiRoutes.map(({ method, path }) => `${method.toUpperCase()} ${path}`),
  ...warehouseRoutes,
]
