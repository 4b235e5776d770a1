import express, { type Router } from 'express'
import absolutePath from 'swagger-ui-dist/absolute-path.js'
import { describeRoutes } from './borg-ui/protocol/openapi.ts'
import { borgUiRoutes } from './borg-ui/routes.ts'

/** No script or style is inline, so that a strict content security policy can stay strict. */
const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Vinculum: REST API</title>
<link rel="stylesheet" href="/api/docs/assets/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/api/docs/assets/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
`

const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null })\n`

/** What the page needs; the rest of the package is pages and sources of its own. */
const assets: ReadonlySet<string> = new Set(['swagger-ui.css', 'swagger-ui-bundle.js'])

/** `/openapi.json`, and its page at `/api/docs`; nothing is fetched from elsewhere. Mount it at `/`. */
export function createDocsRouter(): Router {
  const router = express.Router({ caseSensitive: true })
  let described: string | undefined
  router.get('/openapi.json', (_request, response) => {
    // Made on demand: servers are started more often than their documentation is read.
    described ??= JSON.stringify(describeRoutes(borgUiRoutes))
    response.type('application/json').send(described)
  })
  router.get('/api/docs', (_request, response) => void response.type('html').send(page))
  router.get('/api/docs/start.js', (_request, response) => void response.type('js').send(start))
  router.get('/api/docs/assets/:name', ({ params: { name } }, response, next) =>
    assets.has(name) ? response.sendFile(name, { root: absolutePath(), maxAge: '1d' }) : next(),
  )
  return router
}
