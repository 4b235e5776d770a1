import { rights } from './rights.ts'

/** Bodies are wrong on purpose where a good one would change the caller: whoever gets so far is told so. */
export default rights({
  table: `
                                                 anonymous stranger viewer operator allViewer admin readKey otherKey revoked
    GET /api/v1/integration/token-manager             401      200    200      200      200    200     401     401     401
    POST /api/v1/integration/token-manager            401      400    400      400      400    400     401     401     401
    DELETE /api/v1/integration/token-manager          401      400    400      400      400    400     401     401     401
    GET /api/account/tokenManager                     401      200    200      200      200    200     401     401     401
    POST /api/account/tokenManager                    401      400    400      400      400    400     401     401     401
    DELETE /api/account/tokenManager                  401      400    400      400      400    400     401     401     401
    GET /api/v1/account/wizard-env                    401      200    200      200      200    200     401     401     401
    GET /api/v1/account/date-format                   401      200    200      200      200    200     401     401     401
    PUT /api/v1/account/date-format                   401      422    422      422      422    422     401     401     401
    PUT /api/v1/account/email                         401      422    422      422      422    422     401     401     401
    PUT /api/v1/account/username                      401      422    422      422      422    422     401     401     401
    PUT /api/v1/account/password                      401      422    422      422      422    422     401     401     401
    GET /api/v1/storage-targets                       401      200    200      200      200    200     401     401     401
    GET /api/v1/storage-targets/status                401      200    200      200      200    200     401     401     401
    GET /api/account/getWizardEnv                     401      200    200      200      200    200     401     401     401
    PUT /api/account/updateEmail                      401      422    422      422      422    422     401     401     401
    PUT /api/account/updateUsername                   401      422    422      422      422    422     401     401     401
    PUT /api/account/updatePassword                   401      422    422      422      422    422     401     401     401
    POST /api/auth/sign-in/username                   401      401    401      401      401    401     401     401     401
    POST /api/auth/sign-out                           200      200    200      200      200    200     200     200     200
    GET /api/auth/get-session                         200      200    200      200      200    200     200     200     200
    GET /api/auth/csrf                                200      200    200      200      200    200     200     200     200
    POST /api/auth/callback/credentials               401      401    401      401      401    401     401     401     401
    GET /api/auth/session                             200      200    200      200      200    200     200     200     200
    POST /api/auth/signout                            200      200    200      200      200    200     200     200     200
    GET /api/v1/setup                                 200      200    200      200      200    200     200     200     200
    POST /api/v1/setup                                403      403    403      403      403    403     403     403     403
    GET /api/v1/auth/providers                        200      200    200      200      200    200     200     200     200
    GET /api/v1/notif/email/alert                     401   200   200   200   200   200   401   401   401
    PUT /api/v1/notif/email/alert                     401   422   422   422   422   422   401   401   401
    GET /api/v1/notif/apprise/alert                   401   200   200   200   200   200   401   401   401
    PUT /api/v1/notif/apprise/alert                   401   422   422   422   422   422   401   401   401
    GET /api/v1/notif/apprise/mode                    401   200   200   200   200   200   401   401   401
    PUT /api/v1/notif/apprise/mode                    401   422   422   422   422   422   401   401   401
    GET /api/v1/notif/apprise/services                401   200   200   200   200   200   401   401   401
    PUT /api/v1/notif/apprise/services                401   422   422   422   422   422   401   401   401
    GET /api/v1/notif/webhook/alert                   401   200   200   200   200   200   401   401   401
    PUT /api/v1/notif/webhook/alert                   401   422   422   422   422   422   401   401   401
    GET /api/v1/notif/webhook/url                     401   200   200   200   200   200   401   401   401
    PUT /api/v1/notif/webhook/url                     401   422   422   422   422   422   401   401   401
    POST /api/v1/notif/email/test                     401   400   400   400   400   400   401   401   401
    POST /api/v1/notif/apprise/test                   401   422   422   422   422   422   401   401   401
    POST /api/v1/notif/webhook/test                   401   422   422   422   422   422   401   401   401
    GET /api/account/getEmailAlert                    401   200   200   200   200   200   401   401   401
    PUT /api/account/updateEmailAlert                 401   422   422   422   422   422   401   401   401
    GET /api/account/getAppriseAlert                  401   200   200   200   200   200   401   401   401
    PUT /api/account/updateAppriseAlert               401   422   422   422   422   422   401   401   401
    GET /api/account/getAppriseMode                   401   200   200   200   200   200   401   401   401
    PUT /api/account/updateAppriseMode                401   422   422   422   422   422   401   401   401
    GET /api/account/getAppriseServices               401   200   200   200   200   200   401   401   401
    PUT /api/account/updateAppriseServices            401   422   422   422   422   422   401   401   401
    POST /api/account/sendTestEmail                   401   400   400   400   400   400   401   401   401
    POST /api/account/sendTestApprise                 401   422   422   422   422   422   401   401   401
  `,
  requests: {
    'POST /api/auth/sign-in/username': () => ({
      json: { username: crypto.randomUUID(), password: 'irrelevant' },
    }),
  },
})
