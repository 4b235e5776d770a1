import { startBackup, waitForJob } from '../../support/api.ts'
import { rights } from './rights.ts'

export default rights({
  table: `
                                                        anonymous stranger viewer operator allViewer admin readKey otherKey revoked
    GET /api/activity/recent                                 401      200    200      200      200    200     200     200     401
    GET /api/activity/{job_type}/{job_id}/logs               401      404    200      200      200    200     200     404     401
    GET /api/activity/{job_type}/{job_id}/logs/download      401      404    200      200      200    200     200     404     401
    DELETE /api/activity/{job_type}/{job_id}                 401      403    403      403      403    200     403     404     401
  `,
  requests: {
    'GET /api/activity/{job_type}/{job_id}/logs': () => ({ params: { job_type: 'backup' } }),
    'GET /api/activity/{job_type}/{job_id}/logs/download': () => ({ params: { job_type: 'backup' } }),
    // Those who may delete one get one of their own.
    'DELETE /api/activity/{job_type}/{job_id}': async ({ server, targets }, caller) => {
      if (caller !== 'admin') return { params: { job_type: 'backup' } }
      const { id } = await waitForJob(server, await startBackup(server, targets.shared))
      const number = Buffer.from(id, 'base64').toString().split(':')[1]!
      return { params: { job_type: 'backup', job_id: number } }
    },
  },
})
