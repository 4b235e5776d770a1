import express, { type RequestHandler } from 'express'

/**
 * Loads handlers when the first request comes for one of their paths: a server that is asked for nothing of theirs starts
 * sooner and stays smaller. A failure is that request's, and loading is tried again with the next.
 *
 * @param paths which requests they are for; all others pass by
 */
export function onFirstRequest(paths: RegExp, load: () => Promise<RequestHandler[]>): RequestHandler {
  let loading: Promise<RequestHandler> | null = null
  return async (request, response, next) => {
    if (!paths.test(request.path)) return next()
    loading ??= load().then(handlers => express.Router().use(...handlers))
    try {
      const handle = await loading
      handle(request, response, next)
    } catch (error) {
      loading = null
      next(error)
    }
  }
}
