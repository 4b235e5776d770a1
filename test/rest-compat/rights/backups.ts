import { rights } from './rights.ts'

/** A stranger, and a key of another repository, start what to them is an unknown path: a job that has failed. */
export default rights({
  table: `
                                          anonymous stranger viewer operator allViewer admin readKey otherKey revoked
    POST /api/backup/start                     401      200    403      200      403    200     403     200     401
    POST /api/backup/run                       401      200    403      200      403    200     403     200     401
    GET /api/backup/jobs                       401      200    200      200      200    200     200     200     401
    GET /api/backup/status/{job_id}            401      404    200      200      200    200     200     404     401
    POST /api/backup/cancel/{job_id}           401      404    403      400      403    400     403     404     401
    POST /api/backup/jobs/{job_id}/retry       401      404    403      202      403    202     403     404     401
    GET /api/backup/logs/{job_id}/stream       401      404    200      200      200    200     200     404     401
    GET /api/backup/logs/{job_id}/download     401      404    200      200      200    200     200     404     401
  `,
  requests: {
    // By its number: a path that strangers send themselves stands in their own list of jobs afterwards.
    'POST /api/backup/start': ({ params }) => ({ json: { repository: String(params.repo_id) } }),
    'POST /api/backup/run': ({ params }) => ({ json: { repository_id: params.repo_id } }),
  },
})
