/** The floor of every request: an express route that answers ready-made JSON, as large as the answer it is compared with. */
import type { AddressInfo } from 'node:net'
import express from 'express'

const answer = JSON.parse(process.env.ANSWER ?? '{}')
const app = express()
app.disable('etag')
app.get('/', (_request, response) => {
  response.json(answer)
})
const server = app.listen(0, '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
)
