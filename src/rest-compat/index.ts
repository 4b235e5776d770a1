import type { RequestHandler, Router } from 'express'
import { createRouter } from './borg-ui/protocol/router.ts'
import { borgUiRoutes } from './borg-ui/routes.ts'
import type { Settings } from './borgwarehouse/route.ts'
import { createRouter as createWarehouseRouter } from './borgwarehouse/router.ts'
import { borgWarehouseRoutes } from './borgwarehouse/routes.ts'
import type { Gateway } from './execute.ts'

export { unknownApiRoute } from './borg-ui/protocol/router.ts'
export { createDocsRouter } from './docs.ts'
export type { Gateway, PresentedError, Session } from './execute.ts'

/** The routes of Borg UI; mount it at `/`, and no body parser in front of it. */
export const createBorgUiRouter = (gateway: Gateway): Router => createRouter(borgUiRoutes, gateway)

/** The routes of both families of BorgWarehouse; mount it in front of {@link createBorgUiRouter}. */
export const createBorgWarehouseRouter = (gateway: Gateway, settings: Settings): RequestHandler =>
  createWarehouseRouter(borgWarehouseRoutes, gateway, settings)
