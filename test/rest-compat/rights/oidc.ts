import { rights } from './rights.ts'

// No provider is configured; with one, see oidc.test.ts.
export default rights({
  table: `
                                    anonymous stranger viewer operator allViewer admin readKey otherKey revoked
    GET /api/auth/oidc/login             404      404    404      404      404    404     404     404     404
    GET /api/auth/oidc/callback          404      404    404      404      404    404     404     404     404
    POST /api/auth/oidc/exchange         403      403    403      403      403    403     403     403     403
    GET /api/auth/oidc/link              401      404    404      404      404    404     404     404     401
    POST /api/auth/oidc/link             401      404    404      404      404    404     404     404     401
    DELETE /api/auth/oidc/link           401      400    400      400      400    400     403     403     401
    POST /api/auth/oidc/unlink           401      400    400      400      400    400     403     403     401
  `,
})
