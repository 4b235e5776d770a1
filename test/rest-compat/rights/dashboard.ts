import { rights } from './rights.ts'

export default rights({
  table: `
                                          anonymous stranger viewer operator allViewer admin readKey otherKey revoked
    GET /api/dashboard/status                  401      200    200      200      200    200     200     200     401
    GET /api/dashboard/metrics                 401      200    200      200      200    200     200     200     401
    GET /api/dashboard/overview                401      200    200      200      200    200     200     200     401
    GET /api/dashboard/schedule                401      200    200      200      200    200     200     200     401
  `,
})
