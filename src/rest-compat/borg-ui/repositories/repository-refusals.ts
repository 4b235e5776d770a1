import { z } from 'zod'
import { type ErrorRule, errorKey, Problem, refuse } from '../protocol/problem.ts'
import type { Settings } from './repository-input.ts'

/** Said about features that this server does not have: agents, rclone, Borg 2. */
export const notAvailable: ErrorRule = {
  status: 403,
  key: 'plan.featureNotAvailable',
  beside: {
    feature: z.enum(['borg_v2', 'managed_agents', 'rclone']),
    required: z.string(),
    current: z.string(),
  },
}
export const noConnection: ErrorRule = { status: 404, key: 'repo.sshConnectionNotFound' }
export const urlNeedsConnection: ErrorRule = { status: 400, key: 'repo.sshUrlWithoutConnectionId' }
export const badUploadLimit: ErrorRule = { status: 422, key: 'repo.invalidUploadLimit' }
export const sourceNeedsConnection: ErrorRule = { status: 422, key: 'repo.sourceConnectionRequired' }

/** What a body may be refused for before anything is done. */
export const settingsRefusals = [
  notAvailable,
  noConnection,
  badUploadLimit,
  sourceNeedsConnection,
  urlNeedsConnection,
]

/** No plan of ours has the feature, so the names of plans are those of the old server. */
export const lacks = (feature: 'borg_v2' | 'managed_agents' | 'rclone') =>
  new Problem(notAvailable.status, {
    key: errorKey(notAvailable),
    feature,
    required: 'pro',
    current: 'community',
  })

/** @throws Problem for a setting that this server does not have, or for a limit that is none */
export function refuseUnavailable(body: Settings): void {
  const locations = body.source_locations ?? []
  if ((body.borg_version ?? 1) !== 1) throw lacks('borg_v2')
  if (
    body.execution_target === 'agent' ||
    body.executor_type === 'agent' ||
    body.agent_machine_id != null ||
    locations.some(location => location.source_type === 'agent' || location.agent_machine_id != null)
  )
    throw lacks('managed_agents')
  if (
    (body.storage_backend ?? 'local') !== 'local' ||
    body.rclone_remote != null ||
    body.rclone_path != null ||
    body.cloud_mirror_enabled
  )
    throw lacks('rclone')
  if (body.upload_ratelimit_kib != null && body.upload_ratelimit_kib <= 0) throw refuse(badUploadLimit)
}
