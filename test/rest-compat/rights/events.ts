import { rights } from './rights.ts'

/** A stream does not end by itself; see `events.test.ts`. Here the client goes away at once. */
export default rights({
  table: `
                                          anonymous stranger viewer operator allViewer admin readKey otherKey revoked
    GET /api/events/stream                     401      200    200      200      200    200     200     200     401
  `,
})
