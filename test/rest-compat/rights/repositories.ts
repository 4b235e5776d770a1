import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { type MakeRequest, type RightsWorld, rights } from './rights.ts'

/** A repository that does not exist yet. */
const fresh = ({ targets }: RightsWorld) => {
  const name = `n${randomUUID().slice(0, 8)}`
  return { name, path: join(targets.folder, name), encryption: 'none' }
}

/** For those who may, a repository that is there only to be removed. */
const expendable: MakeRequest = async (world, caller) => {
  if (caller !== 'admin') return {}
  const json = fresh(world)
  const { body } = await world.rest('POST', '/api/repositories/', { json })
  return {
    params: { repo_id: body.repository.id },
    json: { confirmation_phrase: json.name, understood: true },
  }
}

/** The others mean it, too. */
const destroyed: MakeRequest = (world, caller) =>
  caller === 'admin'
    ? expendable(world, caller)
    : { json: { confirmation_phrase: 'shared', understood: true } }

export default rights({
  table: `
                                          anonymous stranger viewer operator allViewer admin readKey otherKey revoked
    GET /api/repositories/                     401      200    200      200      200    200     200     200     401
    POST /api/repositories/                    401      403    403      403      403    200     403     403     401
    POST /api/repositories/import              401      403    403      403      403    400     403     403     401
    GET /api/repositories/{repo_id}            401      404    200      200      200    200     200     404     401
    PUT /api/repositories/{repo_id}            401      403    403      403      403    200     403     404     401
    DELETE /api/repositories/{repo_id}         401      403    403      403      403    200     403     404     401
    POST /api/repositories/{repo_id}/keyfile   401      403    403      403      403    400     403     404     401
    GET /api/repositories/{repo_id}/keyfile    401      403    403      403      403    404     403     404     401
    POST /api/repositories/{repo_id}/permanent-delete 401 403  403      403      403    200     403     404     401
  `,
  requests: {
    'POST /api/repositories/': world => ({ json: fresh(world) }),
    // There is nothing at this path.
    'POST /api/repositories/import': world => ({ json: fresh(world) }),
    'PUT /api/repositories/{repo_id}': () => ({ json: { compression: 'zstd,3' } }),
    'DELETE /api/repositories/{repo_id}': expendable,
    'POST /api/repositories/{repo_id}/permanent-delete': destroyed,
    // The repository has no key.
    'POST /api/repositories/{repo_id}/keyfile': () => {
      const body = new FormData()
      body.set('keyfile', new Blob(['BORG_KEY']), 'key')
      return { body }
    },
  },
})
