import { z } from 'zod'
import type { Run } from '../../execute.ts'
import {
  MountArchiveDocument,
  type MountItemFragment,
  MountsDocument,
  UnmountArchiveDocument,
} from '../../generated/borg-ui/mounts.ts'
import { globalId } from '../../global-ids.ts'
import type { ErrorTable } from '../protocol/error-table.ts'
import { type ErrorRule, refuse } from '../protocol/problem.ts'
import { route } from '../protocol/route.ts'
import { dateText } from '../protocol/text-formats.ts'
import { busy } from '../values/errors.ts'
import { date } from '../values/job-shapes.ts'
import { laxBoolean, laxInt } from '../values/lax.ts'
import { collectPages } from '../values/pages.ts'

const tag = 'Mounts'

const mountId = z.object({ mount_id: z.string() })

const operatorOnly: ErrorRule = { status: 403, key: 'mounts.operatorAccessRequired' }
const noMount: ErrorRule = {
  status: 404,
  key: 'mounts.mountNotFound',
  params: (_failure, { params }) => ({ mountId: (params as z.output<typeof mountId>).mount_id }),
}
const failedToMount: ErrorRule = {
  status: 500,
  key: 'mounts.failedMountArchive',
  params: ({ message }) => ({ error: message }),
}
const failedToUnmount: ErrorRule = { ...failedToMount, key: 'mounts.unmountFailed' }

const itemKeys = {
  mount_id: z.string(),
  mount_point: z.string(),
  mount_type: z.literal('borg_archive'),
  source: z.string().meta({ description: 'Name of the repository, `::`, and the archive or `all`' }),
  created_at: date(),
  job_id: z.null(),
}

const itemOf = (mount: MountItemFragment) => ({
  mount_id: mount.id,
  mount_point: mount.mountPoint,
  mount_type: 'borg_archive' as const,
  source: `${mount.repository?.name ?? ''}::${mount.archiveName ?? 'all'}`,
  created_at: dateText(mount.createdAt),
  job_id: null,
})

/** Every mount that the caller may see: there are never many. */
const collect = (run: Run) =>
  collectPages(-1, async (first, after) => (await run(MountsDocument, { first, after })).mounts)

const list = route({
  method: 'get',
  path: '/api/mounts',
  tag,
  summary: 'What is mounted of the repositories that the caller may see',
  access: 'signed-in',
  success: { status: 200, description: 'The mounts', answer: z.array(z.strictObject(itemKeys)) },
  errors: { INTERNAL: { status: 500, key: 'mounts.failedListMounts' } },
  handle: async ({ run }) => (await collect(run)).map(itemOf),
})

const get = route({
  method: 'get',
  path: '/api/mounts/{mount_id}',
  tag,
  summary: 'One mount',
  access: 'signed-in',
  params: mountId,
  success: {
    status: 200,
    description: 'The mount',
    answer: z.strictObject({ ...itemKeys, repository_id: z.int(), connection_id: z.null() }),
  },
  errors: { INTERNAL: { status: 500, key: 'mounts.failedGetMountInfo' } },
  refusals: [noMount],
  async handle({ params, run }) {
    const mount = (await collect(run)).find(({ id }) => id === params.mount_id)
    if (!mount?.repository) throw refuse(noMount, { mountId: params.mount_id })
    return { ...itemOf(mount), repository_id: mount.repository.databaseId, connection_id: null }
  },
})

const mountErrors: ErrorTable = {
  FORBIDDEN: operatorOnly,
  NOT_FOUND: { status: 404, key: 'repo.repositoryNotFound' },
  'NOT_FOUND:ARCHIVE_NOT_FOUND': failedToMount,
  'CONFLICT:REPOSITORY_BUSY': busy('mount'),
  'UNAVAILABLE:MOUNT_UNAVAILABLE': { status: 503, key: 'mounts.mountUnavailable' },
  UNAVAILABLE: failedToMount,
  INTERNAL: failedToMount,
}

const mount = route({
  method: 'post',
  path: '/api/mounts/borg',
  tag,
  summary: 'Mount an archive, or all, for two hours',
  access: 'operator',
  roleRefusal: operatorOnly,
  body: {
    kind: 'json',
    schema: z.object({
      repository_id: laxInt(),
      archive_name: z.string().nullish(),
      mount_point: z.string().nullish().meta({ description: 'Where MOUNT_ROOTS allows it' }),
    }),
  },
  success: {
    status: 200,
    description: 'Its files can be read now',
    answer: z.strictObject({
      mount_id: z.string(),
      mount_point: z.string(),
      mount_type: z.literal('borg_archive'),
      source: z.string().meta({ description: 'Path of the repository, `::`, and the archive or `all`' }),
    }),
  },
  errors: mountErrors,
  async handle({ body, run }) {
    const input = {
      repositoryId: globalId('ManagedRepository', body.repository_id),
      archiveName: body.archive_name || null,
      mountPoint: body.mount_point || null,
    }
    const { mount: made } = (await run(MountArchiveDocument, { input })).mountArchive
    const { mount_id, mount_point, mount_type } = itemOf(made)
    const source = `${made.repository?.path ?? ''}::${made.archiveName ?? 'all'}`
    return { mount_id, mount_point, mount_type, source }
  },
})

const unmount = route({
  method: 'post',
  path: '/api/mounts/borg/unmount/{mount_id}',
  tag,
  summary: 'Unmount; with force also while somebody uses it',
  access: 'operator',
  roleRefusal: operatorOnly,
  params: mountId,
  query: z.object({ force: laxBoolean().default(false) }),
  success: {
    status: 200,
    description: 'It is gone',
    answer: z.strictObject({ success: z.literal(true), mount_id: z.string() }),
  },
  errors: {
    FORBIDDEN: operatorOnly,
    NOT_FOUND: noMount,
    'CONFLICT:MOUNT_IN_USE': { ...failedToUnmount, status: 409 },
    UNAVAILABLE: failedToUnmount,
    INTERNAL: failedToUnmount,
  },
  async handle({ params, query, run }) {
    await run(UnmountArchiveDocument, { id: params.mount_id, force: query.force })
    return { success: true, mount_id: params.mount_id } as const
  },
})

/** Archives as folders of this machine. */
export const mountRoutes = [list, get, mount, unmount]
