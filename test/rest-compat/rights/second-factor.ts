import { rights } from './rights.ts'

const register = () => ({ json: { current_password: 'not that one' } })

export default rights({
  table: `
                                                 anonymous stranger viewer operator allViewer admin readKey otherKey revoked
    GET /api/auth/totp                                401      200    200      200      200    200     200     200     401
    POST /api/auth/totp/setup                         401      400    400      400      400    400     403     403     401
    POST /api/auth/totp/enable                        401      401    401      401      401    401     403     403     401
    POST /api/auth/totp/disable                       401      400    400      400      400    400     403     403     401
    POST /api/auth/login/totp                         401      401    401      401      401    401     401     401     401
    GET /api/auth/events                              401      403    403      403      403    200     403     403     401
    GET /api/auth/passkeys                            401      200    200      200      200    200     200     200     401
    DELETE /api/auth/passkeys/{passkey_id}            401      404    404      404      404    404     404     404     401
    POST /api/auth/passkeys/register/options          401      503    503      503      503    503     503     503     401
    POST /api/auth/passkeys/register/verify           401      503    503      503      503    503     503     503     401
    POST /api/auth/passkeys/authenticate/options      503      503    503      503      503    503     503     503     503
    POST /api/auth/passkeys/authenticate/verify       503      503    503      503      503    503     503     503     503
  `,
  requests: {
    'POST /api/auth/totp/setup': register,
    'POST /api/auth/totp/enable': () => ({ json: { setup_token: 'none', code: '123456' } }),
    // Nobody has one.
    'POST /api/auth/totp/disable': () => ({ json: { current_password: 'irrelevant', code: '123456' } }),
    'POST /api/auth/login/totp': () => ({ json: { login_challenge_token: 'none', code: '123456' } }),
    'DELETE /api/auth/passkeys/{passkey_id}': () => ({ params: { passkey_id: 1 } }),
  },
})
