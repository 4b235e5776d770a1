import { signInAgain } from '../../schema/roles.ts'
import type { MakeRequest } from './rights.ts'
import { rights } from './rights.ts'

/** Who gets as far as the password is told that it is wrong. */
const changePassword: MakeRequest = () => ({
  json: { current_password: 'not that one', new_password: 'something new' },
})

export default rights({
  table: `
                                          anonymous stranger viewer operator allViewer admin readKey otherKey revoked
    POST /api/auth/login                       200      200    200      200      200    200     200     200     200
    POST /api/auth/refresh                     401      200    200      200      200    200     403     403     401
    POST /api/auth/logout                      401      200    200      200      200    200     200     200     401
    GET /api/auth/me                           401      200    200      200      200    200     200     200     401
    POST /api/auth/change-password             401      400    400      400      400    400     403     403     401
    POST /api/settings/change-password         401      400    400      400      400    400     403     403     401
    POST /api/auth/password-setup/skip         401      200    200      200      200    200     403     403     401
    GET /api/auth/config                       200      200    200      200      200    200     200     200     200
    GET /api/auth/authorization-model          200      200    200      200      200    200     200     200     200
    GET /api/settings/tokens                   401      200    200      200      200    200     403     403     401
    POST /api/settings/tokens                  401      201    201      201      201    201     403     403     401
    DELETE /api/settings/tokens/{token_id}     401      404    404      404      404    204     403     403     401
  `,
  requests: {
    'POST /api/auth/login': ({ server }) => ({
      form: { username: 'admin', password: server.adminPassword },
    }),
    // A session of its own, because it will be over.
    'POST /api/auth/logout': async ({ server }, caller) => {
      const token = await signInAgain(server, caller)
      return token === null ? {} : { token }
    },
    'POST /api/auth/change-password': changePassword,
    'POST /api/settings/change-password': changePassword,
    'POST /api/settings/tokens': () => ({ json: { name: 'one more' } }),
    'DELETE /api/settings/tokens/{token_id}': async ({ rest }) => {
      const { body } = await rest('POST', '/api/settings/tokens', { json: { name: 'short-lived' } })
      return { params: { token_id: body.id } }
    },
  },
})
