import { randomUUID } from 'node:crypto'
import { untilIdle } from '../../support/api.ts'
import { type MakeRequest, type RightsWorld, rights } from './rights.ts'

/** Starts work as the administrator and waits until it is over; its number. */
const finished = async ({ rest, params, server, targets }: RightsWorld, path: string, json?: object) => {
  const { body } = await rest('POST', `/api/repositories/${params.repo_id}/${path}`, { json })
  await untilIdle(server, targets.shared)
  return { params: { job_id: body.job_id as number } }
}

const prune = { keep_daily: 7 }

const deletion = async (world: RightsWorld) => {
  const { body } = await world.rest(
    'DELETE',
    `/api/archives/${randomUUID()}?repository=${world.params.repo_id}`,
  )
  await untilIdle(world.server, world.targets.shared)
  return { params: { job_id: body.job_id as number } }
}

/** Nobody needs a job of a kind more than once. */
const once = (make: (world: RightsWorld) => Promise<{ params: { job_id: number } }>): MakeRequest => {
  let made: ReturnType<typeof make> | undefined
  return world => {
    made ??= make(world)
    return made
  }
}

/** Lists of a repository that is not there, or not for the caller, are empty. */
export default rights({
  table: `
                                                    anonymous stranger viewer operator allViewer admin readKey otherKey revoked
    POST /api/repositories/{repo_id}/check               401      404    403      200      403    200     403     404     401
    POST /api/repositories/{repo_id}/compact             401      404    403      200      403    200     403     404     401
    POST /api/repositories/{repo_id}/prune               401      404    403      200      403    200     403     404     401
    GET /api/repositories/check-jobs/{job_id}            401      404    200      200      200    200     200     404     401
    GET /api/repositories/compact-jobs/{job_id}          401      404    200      200      200    200     200     404     401
    GET /api/repositories/prune-jobs/{job_id}            401      404    200      200      200    200     200     404     401
    GET /api/repositories/{repo_id}/check-jobs           401      200    200      200      200    200     200     200     401
    GET /api/repositories/{repo_id}/compact-jobs         401      200    200      200      200    200     200     200     401
    GET /api/repositories/{repo_id}/prune-jobs           401      200    200      200      200    200     200     200     401
    GET /api/repositories/{repo_id}/running-jobs         401      200    200      200      200    200     200     200     401
    POST /api/repositories/{repo_id}/break-lock          401      404    403      200      403    200     403     404     401
    DELETE /api/archives/{archive_name}                  401      404    403      200      403    200     403     404     401
    GET /api/archives/delete-jobs/{job_id}               401      404    200      200      200    200     200     404     401
    POST /api/archives/delete-jobs/{job_id}/cancel       401      404    403      400      403    400     403     404     401
  `,
  requests: {
    'POST /api/repositories/{repo_id}/prune': () => ({ json: prune }),
    'GET /api/repositories/check-jobs/{job_id}': once(world => finished(world, 'check')),
    'GET /api/repositories/compact-jobs/{job_id}': once(world => finished(world, 'compact')),
    'GET /api/repositories/prune-jobs/{job_id}': once(world => finished(world, 'prune', prune)),
    // There is no such archive, so nothing is deleted.
    'DELETE /api/archives/{archive_name}': ({ params }) => ({
      params: { archive_name: randomUUID() },
      query: `?repository=${params.repo_id}`,
    }),
    'GET /api/archives/delete-jobs/{job_id}': once(deletion),
    // The job is over.
    'POST /api/archives/delete-jobs/{job_id}/cancel': once(deletion),
  },
})
