import express, {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express'
import type { Gateway } from '../../execute.ts'
import { dispatch, sendJson } from './dispatch.ts'
import { notOffered } from './not-offered.ts'
import type { Route } from './route.ts'

/**
 * Serves routes, each with and without a slash at the end and never by a redirect. A path that is known but not with
 * this method is left to whoever comes next, and in the end to {@link unknownApiRoute}.
 */
export function createRouter(routes: readonly Route[], gateway: Gateway): Router {
  const router = express.Router({ caseSensitive: true, strict: false })
  // Before any route whose parameter would take the name for an id.
  router.use(refuseNotOffered)
  for (const [path, methods] of byPath(routes)) router.all(path, serve(methods, gateway))
  return router
}

function byPath(routes: readonly Route[]): Map<string, Map<string, Route>> {
  const paths = new Map<string, Map<string, Route>>()
  for (const route of routes) {
    const path = route.path.replace(/\/$/, '').replaceAll(/\{(\w+)\}/g, ':$1')
    const methods = paths.get(path) ?? new Map<string, Route>()
    paths.set(path, methods.set(route.method.toUpperCase(), route))
  }
  return paths
}

function serve(methods: ReadonlyMap<string, Route>, gateway: Gateway): RequestHandler {
  return async (request, response, next) => {
    const route = methods.get(request.method)
    if (route) return dispatch(route, gateway, request, response)
    response.locals.allowedMethods = [...(response.locals.allowedMethods ?? []), ...methods.keys()]
    next()
  }
}

/** What the old server had and this one has not is 404 for all methods, and says what it was. */
function refuseNotOffered({ method, path }: Request, response: Response, next: NextFunction): void {
  const missing = notOffered(method, path)
  if (missing === null) next()
  else sendJson(response, 404, { detail: `Not offered by this server: ${missing}` }, {})
}

/**
 * The answer for everything else below `/api`, mounted after all dialects. The old server's catch-all made any unknown
 * path one that exists for GET only, so other methods are 405 there.
 */
export function unknownApiRoute(request: Request, response: Response, next: NextFunction): void {
  if (!/^\/api(?:[/?]|$)/.test(request.originalUrl)) {
    next()
    return
  }
  const allowed = (response.locals.allowedMethods as string[] | undefined) ?? ['GET']
  if (request.method === 'GET') sendJson(response, 404, { detail: 'Not Found' }, {})
  else sendJson(response, 405, { detail: 'Method Not Allowed' }, { allow: allowed.toSorted().join(', ') })
}
