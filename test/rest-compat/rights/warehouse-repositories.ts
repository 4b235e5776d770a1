import { createHosted } from '../../schema/roles.ts'
import { sevenKeys, threeKeys } from '../borgwarehouse/client.ts'
import { type Caller, type RightsWorld, rights } from './rights.ts'

/** Those who may delete get a repository of their own. */
async function expendable({ server, params }: RightsWorld, caller: Caller) {
  if (caller !== 'admin') return { id: params.id!, slug: params.slug! }
  const id = await createHosted(server)
  const { data } = await server.graphql(
    'query ($id: ID!) { repository(by: { id: $id }) { databaseId name } }',
    { id },
  )
  return { id: data.repository.databaseId, slug: data.repository.name }
}

export default rights({
  table: `
                                                 anonymous stranger viewer operator allViewer admin readKey otherKey revoked
    GET /api/version                                  200      200    200      200      200    200     200     200     200
    GET /api/v1/version                               200      200    200      200      200    200     200     200     200
    GET /api/repo                                     401      200    200      200      200    200     200     200     403
    GET /api/repo/id/{id}                             401      404    200      200      200    200     200     404     403
    POST /api/repo/add                                401      403    403      403      403    200     401     403     401
    PATCH /api/repo/id/{id}/edit                      401      404    403      403      403    200     401     404     403
    PUT /api/repo/id/{id}/edit                        401      404    403      403      403    200     401     404     403
    DELETE /api/repo/id/{id}/delete                   401      404    403      403      403    200     403     404     403
    GET /api/v1/repositories                          401      200    200      200      200    200     200     200     401
    POST /api/v1/repositories                         401      403    403      403      403    200     403     403     401
    GET /api/v1/repositories/{slug}                   401      404    200      200      200    200     200     404     401
    PATCH /api/v1/repositories/{slug}                 401      404    403      403      403    200     403     404     401
    DELETE /api/v1/repositories/{slug}                401      404    403      403      403    200     403     404     401
    POST /api/v1/repositories/{slug}/archive          401      404    403      403      403    200     403     404     401
    POST /api/v1/repositories/{slug}/compact          401      404    403      500      403    500     403     404     401
    POST /api/v1/repositories/{slug}/break-lock       401      404    403      500      403    500     403     404     401
    GET /api/cronjob/checkStatus                      401      401    401      401      401    401     401     401     401
    POST /api/cronjob/checkStatus                     401      401    401      401      401    401     401     401     401
    GET /api/cronjob/getStorageUsed                   401      401    401      401      401    401     401     401     401
    POST /api/cronjob/getStorageUsed                  401      401    401      401      401    401     401     401     401
    GET /api/v1/cron/status                           401      401    401      401      401    401     401     401     401
    POST /api/v1/cron/status                          401      401    401      401      401    401     401     401     401
    GET /api/v1/cron/storage                          401      401    401      401      401    401     401     401     401
    POST /api/v1/cron/storage                         401      401    401      401      401    401     401     401     401
    POST /api/v1/repositories/refresh                 401      403    403      403      403    200     401     401     401
  `,
  requests: {
    'POST /api/repo/add': () => ({ json: sevenKeys() }),
    'PATCH /api/repo/id/{id}/edit': () => ({ json: { comment: 'changed' } }),
    'PUT /api/repo/id/{id}/edit': () => ({ json: { comment: 'changed' } }),
    'DELETE /api/repo/id/{id}/delete': async (world, caller) => ({
      params: { id: (await expendable(world, caller)).id },
    }),
    'POST /api/v1/repositories': () => ({ json: threeKeys() }),
    'PATCH /api/v1/repositories/{slug}': () => ({ json: { comment: 'changed' } }),
    'DELETE /api/v1/repositories/{slug}': async (world, caller) => ({
      params: { slug: (await expendable(world, caller)).slug },
    }),
    'POST /api/v1/repositories/{slug}/archive': () => ({ json: { archived: false } }),
    // Nobody has made the repository: who may, is told so, as the old server did, with 500.
  },
})
