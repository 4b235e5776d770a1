import { randomUUID } from 'node:crypto'
import { rights } from './rights.ts'

/** What is really mounted is in `test/journeys/mounts.test.ts`: not every machine can. */
export default rights({
  table: `
                                             anonymous stranger viewer operator allViewer admin readKey otherKey revoked
    GET /api/mounts                               401      200    200      200      200    200     200     200     401
    GET /api/mounts/{mount_id}                    401      404    404      404      404    404     404     404     401
    POST /api/mounts/borg                         401      403    403      422      403    422     403     404     401
    POST /api/mounts/borg/unmount/{mount_id}      401      403    403      404      403    404     404     404     401
  `,
  requests: {
    'GET /api/mounts/{mount_id}': () => ({ params: { mount_id: randomUUID() } }),
    // Nobody may choose the mount point on this server: who may mount is told so.
    'POST /api/mounts/borg': ({ params, targets }) => ({
      json: { repository_id: params.repo_id, mount_point: `${targets.folder}/mnt` },
    }),
    'POST /api/mounts/borg/unmount/{mount_id}': () => ({ params: { mount_id: randomUUID() } }),
  },
})
