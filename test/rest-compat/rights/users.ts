import { randomUUID } from 'node:crypto'
import { type MakeRequest, type RightsWorld, rights } from './rights.ts'

const fresh = () => ({ username: `n${randomUUID().slice(0, 8)}`, password: 'irrelevant here' })

/** A user who is there only to be removed. */
const victim: MakeRequest = async ({ rest }) => {
  const { body } = await rest('POST', '/api/auth/users', { json: fresh() })
  return { params: { user_id: body.id } }
}

/** A user who was granted a role on the repository. */
const grantee = async (world: RightsWorld) => {
  const { params = {} } = await victim(world, 'admin')
  await world.rest('POST', `/api/settings/users/${params.user_id}/permissions`, {
    json: { repository_id: world.params.repo_id, role: 'viewer' },
  })
  return params
}

export default rights({
  table: `
                                                      anonymous stranger viewer operator allViewer admin readKey otherKey revoked
    GET /api/settings/profile                              401      200    200      200      200    200     200     200     401
    PUT /api/settings/profile                              401      200    200      200      200    200     403     403     401
    GET /api/settings/preferences                          401      200    200      200      200    200     200     200     401
    PUT /api/settings/preferences                          401      200    200      200      200    200     403     403     401
    GET /api/settings/permissions/me                       401      200    200      200      200    200     200     200     401
    GET /api/settings/permissions/me/scope                 401      200    200      200      200    200     200     200     401
    GET /api/settings/users                                401      403    403      403      403    200     403     403     401
    POST /api/settings/users                               401      403    403      403      403    200     403     403     401
    PUT /api/settings/users/{user_id}                      401      403    403      403      403    200     403     403     401
    DELETE /api/settings/users/{user_id}                   401      403    403      403      403    200     403     403     401
    POST /api/settings/users/{user_id}/reset-password      401      403    403      403      403    200     403     403     401
    GET /api/auth/users                                    401      403    403      403      403    200     403     403     401
    POST /api/auth/users                                   401      403    403      403      403    200     403     403     401
    PUT /api/auth/users/{user_id}                          401      403    403      403      403    200     404     404     401
    DELETE /api/auth/users/{user_id}                       401      403    403      403      403    200     403     403     401
    GET /api/settings/users/{user_id}/permissions          401      403    403      403      403    200     404     404     401
    POST /api/settings/users/{user_id}/permissions         401      403    403      403      403    201     404     404     401
    GET /api/settings/users/{user_id}/permissions/scope    401      403    403      403      403    200     404     404     401
    PUT /api/settings/users/{user_id}/permissions/scope    401      403    403      403      403    200     403     403     401
    PUT /api/settings/users/{user_id}/permissions/{repo_id} 401     403    403      403      403    200     404     404     401
    DELETE /api/settings/users/{user_id}/permissions/{repo_id} 401  403    403      403      403    204     404     404     401
  `,
  requests: {
    'PUT /api/settings/profile': () => ({ json: { full_name: 'Some Body' } }),
    'PUT /api/settings/preferences': () => ({ json: { analytics_enabled: false } }),
    'POST /api/settings/users': () => ({ json: fresh() }),
    'POST /api/auth/users': () => ({ json: fresh() }),
    'PUT /api/settings/users/{user_id}': () => ({ json: { full_name: 'By Stander' } }),
    'PUT /api/auth/users/{user_id}': () => ({ json: { full_name: 'By Stander' } }),
    'DELETE /api/settings/users/{user_id}': victim,
    'DELETE /api/auth/users/{user_id}': victim,
    'POST /api/settings/users/{user_id}/reset-password': () => ({
      json: { new_password: 'another password' },
    }),
    'POST /api/settings/users/{user_id}/permissions': async (world, caller) => ({
      ...(await victim(world, caller)),
      json: { repository_id: world.params.repo_id, role: 'viewer' },
    }),
    'PUT /api/settings/users/{user_id}/permissions/scope': () => ({ json: { all_repositories_role: null } }),
    'PUT /api/settings/users/{user_id}/permissions/{repo_id}': async world => ({
      params: await grantee(world),
      json: { role: 'operator' },
    }),
    'DELETE /api/settings/users/{user_id}/permissions/{repo_id}': async world => ({
      params: await grantee(world),
    }),
  },
})
