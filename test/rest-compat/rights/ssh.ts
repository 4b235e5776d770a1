import { randomUUID } from 'node:crypto'
import { type MakeRequest, type RightsWorld, rights } from './rights.ts'

const freshName = () => `n${randomUUID().slice(0, 8)}`

/** For those who may, a key that is there only to be deleted. */
const expendableKey: MakeRequest = async (world, caller) =>
  caller === 'admin' ? { params: { key_id: await makeKey(world) } } : {}

const makeKey = async ({ rest }: RightsWorld): Promise<number> =>
  (await rest('POST', '/api/ssh-keys/generate', { json: { name: freshName(), key_type: 'ed25519' } })).body
    .ssh_key.id

const nowhere = () => ({ host: '127.0.0.1', port: 1, username: `u${randomUUID().slice(0, 8)}` })

const expendableConnection: MakeRequest = async (world, caller) => {
  if (caller !== 'admin') return {}
  const json = { ...nowhere(), ssh_key_id: world.params.key_id }
  const { body } = await world.rest('POST', '/api/ssh-keys/connections', { json })
  return { params: { connection_id: body.connection.id } }
}

/** A restricted key of an administrator is told that there are none, where one of them is looked up first. */
export default rights({
  table: `
                                          anonymous stranger viewer operator allViewer admin readKey otherKey revoked
    GET /api/ssh-keys                          401      403    403      403      403    200     403     403     401
    POST /api/ssh-keys/generate                401      403    403      403      403    200     403     403     401
    POST /api/ssh-keys/import                  401      403    403      403      403    422     403     403     401
    GET /api/ssh-keys/{key_id}                 401      403    403      403      403    200     404     404     401
    PUT /api/ssh-keys/{key_id}                 401      403    403      403      403    200     403     403     401
    DELETE /api/ssh-keys/{key_id}              401      403    403      403      403    200     403     403     401
    POST /api/ssh-keys/{key_id}/test-connection 401     403    403      403      403    200     404     404     401
    GET /api/ssh-keys/connections              401      403    403      403      403    200     403     403     401
    POST /api/ssh-keys/connections             401      403    403      403      403    200     404     404     401
    GET /api/ssh-keys/connections/{connection_id} 401   403    403      403      403    200     404     404     401
    PUT /api/ssh-keys/connections/{connection_id} 401   403    403      403      403    200     403     403     401
    DELETE /api/ssh-keys/connections/{connection_id} 401 403   403      403      403    200     403     403     401
    POST /api/ssh-keys/connections/{connection_id}/test 401 403 403     403      403    200     403     403     401
    POST /api/ssh-keys/connections/{connection_id}/verify-borg 401 403 403 403   403    200     403     403     401
    PATCH /api/ssh-keys/connections/{connection_id}/backup-source 401 403 403 403 403   400     403     403     401
    POST /api/ssh-keys/connections/{connection_id}/host-keys/scan 401 403 403 403 403   400     403     403     401
    POST /api/ssh-keys/connections/{connection_id}/host-keys/trust 401 403 403 403 403  400     403     403     401
  `,
  requests: {
    'POST /api/ssh-keys/generate': () => ({ json: { name: freshName(), key_type: 'ecdsa' } }),
    'POST /api/ssh-keys/import': () => ({ json: { name: freshName(), private_key: 'none' } }),
    'PUT /api/ssh-keys/{key_id}': () => ({ json: { description: 'for tests' } }),
    'DELETE /api/ssh-keys/{key_id}': expendableKey,
    // Nobody listens there.
    'POST /api/ssh-keys/{key_id}/test-connection': () => ({ json: nowhere() }),
    'POST /api/ssh-keys/connections': ({ params }) => ({
      json: { ...nowhere(), ssh_key_id: params.key_id },
    }),
    'PUT /api/ssh-keys/connections/{connection_id}': () => ({ json: { is_backup_source: false } }),
    'DELETE /api/ssh-keys/connections/{connection_id}': expendableConnection,
    'PATCH /api/ssh-keys/connections/{connection_id}/backup-source': () => ({ query: '?enable=true' }),
    'POST /api/ssh-keys/connections/{connection_id}/host-keys/trust': () => ({ json: {} }),
  },
})
