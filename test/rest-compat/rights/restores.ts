import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { untilIdle } from '../../support/api.ts'
import { type MakeRequest, type RightsWorld, rights } from './rights.ts'

const wish = ({ params, server }: RightsWorld) => ({
  repository: String(params.repo_id),
  repository_id: params.repo_id,
  // There is no such archive: the preview and the job fail.
  archive: randomUUID(),
  paths: [],
  destination: join(server.dataDir, 'restores/restored'),
})

/** A job of the administrator that is over; nobody needs more than one of a kind. */
const finished = (start: (world: RightsWorld) => Promise<{ job_id: number }>): MakeRequest => {
  let made: Promise<{ params: { job_id: number } }> | undefined
  return world => {
    made ??= start(world).then(async ({ job_id }) => {
      await untilIdle(world.server, world.targets.shared)
      return { params: { job_id } }
    })
    return made
  }
}

const restore = finished(async world => {
  const { body } = await world.rest('POST', '/api/restore/start', { json: wish(world) })
  return body
})

const check = finished(async ({ rest, params }) => {
  const { body } = await rest('POST', `/api/repositories/${params.repo_id}/restore-check`)
  return body
})

/** Lists of a repository that is not there, or not for the caller, are empty. */
export default rights({
  table: `
                                                         anonymous stranger viewer operator allViewer admin readKey otherKey revoked
    POST /api/restore/preview                                 401      404    500      500      500    500     403     404     401
    POST /api/restore/start                                   401      404    200      200      200    200     403     404     401
    GET /api/restore/jobs                                     401      200    200      200      200    200     200     200     401
    GET /api/restore/status/{job_id}                          401      404    200      200      200    200     200     404     401
    POST /api/restore/cancel/{job_id}                         401      404    400      400      400    400     403     404     401
    POST /api/repositories/{repo_id}/restore-check            401      404    403      200      403    200     403     404     401
    GET /api/repositories/restore-check-jobs/{job_id}         401      404    200      200      200    200     200     404     401
    GET /api/repositories/{repo_id}/restore-check-jobs        401      200    200      200      200    200     200     200     401
  `,
  requests: {
    'POST /api/restore/preview': world => ({ json: wish(world) }),
    'POST /api/restore/start': world => ({ json: wish(world) }),
    'GET /api/restore/status/{job_id}': restore,
    // The job is over.
    'POST /api/restore/cancel/{job_id}': restore,
    'GET /api/repositories/restore-check-jobs/{job_id}': check,
  },
})
