import type { Request, RequestHandler, Response } from 'express'
import { baseUrlOf, cookieOf } from '../borg-ui/protocol/browser.ts'
import { createRun, type Gateway, GraphqlFailure, Outage } from '../execute.ts'
import { enveloped, Refusal, sendJson, sendRefusal } from './answer.ts'
import { invalidJson, readBody } from './body.ts'
import { isFromElsewhere, readCaller } from './caller.ts'
import type { Route, Settings } from './route.ts'

/** Serves routes, whatever the method; a slash at the end is sent to the path without it, by 308. */
export function createRouter(routes: readonly Route[], gateway: Gateway, settings: Settings): RequestHandler {
  const table = routes.map(route => ({ route, pattern: patternOf(route.path) }))
  return async (request, response, next) => {
    const path = request.path.replace(/\/+$/, '')
    const found = table.find(({ pattern }) => pattern.test(path))
    if (!found) return next()
    if (path !== request.path) {
      const query = request.url.slice(request.path.length)
      response.writeHead(308, { location: path + query, refresh: `0;url=${path + query}` }).end()
      return
    }
    const params = found.pattern.exec(path)!.groups ?? {}
    await answer(found.route, params, gateway, settings, request, response)
  }
}

const patternOf = (path: string) => new RegExp(`^${path.replaceAll(/:(\w+)/g, '(?<$1>[^/]*)')}$`)

async function answer(
  route: Route,
  params: Readonly<Record<string, string>>,
  gateway: Gateway,
  settings: Settings,
  request: Request,
  response: Response,
): Promise<void> {
  const address = request.ip ?? ''
  try {
    const body = await readBody(request, response, route.malformed?.(settings) ?? invalidJson())
    const result = await route.handle({
      method: request.method,
      params,
      query: new URLSearchParams(request.url.split('?', 2)[1] ?? ''),
      body,
      caller: await readCaller(gateway, request),
      settings,
      baseUrl: baseUrlOf(request),
      authenticate: secret => gateway.authenticate(secret),
      authenticateCron: secret => gateway.authenticateCron(secret),
      as: session => createRun(gateway, session, address),
      cookie: name => cookieOf(request, name),
      setCookie: line => void response.appendHeader('set-cookie', line),
      isFromElsewhere: isFromElsewhere(request),
    })
    sendJson(request, response, 200, result)
  } catch (error) {
    if (response.headersSent) throw error
    if (error instanceof Refusal) sendRefusal(request, response, error)
    else if (error instanceof Outage) sendRefusal(request, response, enveloped(503, error.message))
    // What no route has words for; the schema has logged it when it was a bug.
    else if (!(error instanceof GraphqlFailure)) throw error
    else sendRefusal(request, response, enveloped(500, 'API error, contact the administrator'))
  }
}
