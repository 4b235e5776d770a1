import { rights } from './rights.ts'

export default rights({
  table: `
                                          anonymous stranger viewer operator allViewer admin readKey otherKey revoked
    GET /api/settings/system                   401      200    200      200      200    200     200     200     401
    PUT /api/settings/system                   401      403    403      403      403    200     403     403     401
    GET /api/settings/system/logs/storage      401      200    200      200      200    200     200     200     401
    POST /api/settings/system/logs/cleanup     401      403    403      403      403    200     403     403     401
    POST /api/settings/system/cleanup          401      403    403      403      403    200     403     403     401
    GET /api/system/info                       200      200    200      200      200    200     200     200     200
  `,
  requests: {
    'PUT /api/settings/system': () => ({ json: { show_restore_tab: true } }),
  },
})
