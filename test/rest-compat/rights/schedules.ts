import { randomUUID } from 'node:crypto'
import { type MakeRequest, type RightsWorld, rights } from './rights.ts'

const fresh = ({ params }: RightsWorld) => ({
  name: `s${randomUUID().slice(0, 8)}`,
  cron_expression: '0 0 1 1 *',
  repository_id: params.repo_id,
})

/** For those who may, a schedule that is there only to be removed. */
const expendable: MakeRequest = async (world, caller) => {
  if (caller !== 'admin' && caller !== 'operator') return {}
  const { body } = await world.rest('POST', '/api/schedule/', { json: fresh(world) })
  return { params: { job_id: body.job.id } }
}

export default rights({
  table: `
                                               anonymous stranger viewer operator allViewer admin readKey otherKey revoked
    GET /api/schedule/                              401      200    200      200      200    200     200     200     401
    POST /api/schedule/                             401      403    403      200      403    200     403     404     401
    GET /api/schedule/{job_id}                      401      404    200      200      200    200     200     404     401
    PUT /api/schedule/{job_id}                      401      403    403      200      403    200     403     404     401
    DELETE /api/schedule/{job_id}                   401      403    403      200      403    200     403     404     401
    POST /api/schedule/{job_id}/toggle              401      403    403      200      403    200     403     404     401
    POST /api/schedule/{job_id}/duplicate           401      403    403      200      403    200     403     404     401
    POST /api/schedule/{job_id}/run-now             401      403    403      200      403    200     403     404     401
    GET /api/schedule/upcoming-jobs                 401      200    200      200      200    200     200     200     401
    GET /api/schedule/cron-presets                  401      200    200      200      200    200     200     200     401
    POST /api/schedule/validate-cron                401      200    200      200      200    200     200     200     401
    GET /api/repositories/{repo_id}/check-schedule  401      404    200      200      200    200     200     404     401
    PUT /api/repositories/{repo_id}/check-schedule  401      404    403      200      403    200     403     404     401
    GET /api/repositories/{repo_id}/restore-check-schedule 401 404  200      200      200    200     200     404     401
    PUT /api/repositories/{repo_id}/restore-check-schedule 401 404  403      200      403    200     403     404     401
  `,
  requests: {
    'POST /api/schedule/': world => ({ json: fresh(world) }),
    'PUT /api/schedule/{job_id}': () => ({ json: { description: 'New Year' } }),
    'DELETE /api/schedule/{job_id}': expendable,
    'POST /api/schedule/validate-cron': () => ({ json: {} }),
    'PUT /api/repositories/{repo_id}/check-schedule': () => ({ json: { cron_expression: '0 0 1 1 *' } }),
    'PUT /api/repositories/{repo_id}/restore-check-schedule': () => ({
      json: { cron_expression: '0 0 1 1 *' },
    }),
  },
})
