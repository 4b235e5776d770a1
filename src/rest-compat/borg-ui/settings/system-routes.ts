import { z } from 'zod'
import { SystemInfoDocument } from '../../generated/borg-ui/system.ts'
import { route } from '../protocol/route.ts'

/** What the old server sold in plans (contract borg-ui, 6.6), and whether it is here. Nothing is sold: it is or it is not. */
const features = {
  borg_v2: { plan: 'pro', offered: false },
  backup_plan_multi_repository: { plan: 'pro', offered: false },
  backup_plan_mixed_sources: { plan: 'pro', offered: false },
  rclone: { plan: 'pro', offered: false },
  managed_agents: { plan: 'pro', offered: false },
  remote_clients: { plan: 'pro', offered: false },
  database_discovery: { plan: 'pro', offered: false },
  container_backups: { plan: 'pro', offered: false },
  backup_reports: { plan: 'pro', offered: false },
  alerting_monitoring: { plan: 'pro', offered: false },
  multi_user: { plan: 'community', offered: true },
  extra_users: { plan: 'pro', offered: true },
  rbac: { plan: 'enterprise', offered: true },
} as const

type Feature = keyof typeof features
const names = Object.keys(features) as Feature[]
const eachFeature = <Value>(value: (feature: Feature) => Value) =>
  Object.fromEntries(names.map(name => [name, value(name)])) as Record<Feature, Value>

/** There is no licence, so nothing about it is known and nothing ends. */
const entitlement = {
  status: 'none',
  access_level: 'enterprise',
  is_full_access: true,
  full_access_consumed: false,
  expires_at: null,
  starts_at: null,
  refresh_after: null,
  instance_id: null,
  entitlement_id: null,
  key_id: null,
  license_id: null,
  customer_id: null,
  ui_state: 'active',
  last_refresh_at: null,
  last_refresh_error: null,
} as const

const info = route({
  method: 'get',
  path: '/api/system/info',
  tag: 'System',
  summary: 'Versions, and what this server can do',
  access: 'public',
  success: {
    status: 200,
    description: 'Facts about the server',
    answer: z.strictObject({
      app_version: z.string(),
      borg_version: z.string().nullable(),
      borg2_version: z.null(),
      plan: z.literal('enterprise').meta({ description: 'Nothing is sold: everything there is is open' }),
      features: z.strictObject(eachFeature(() => z.enum(['community', 'pro', 'enterprise']))),
      feature_access: z.strictObject(eachFeature(() => z.boolean())),
      entitlement: z.record(z.string(), z.union([z.string(), z.boolean(), z.null()])),
    }),
  },
  async handle({ run }) {
    const { about } = await run(SystemInfoDocument, {})
    return {
      app_version: about.version,
      borg_version: about.borgVersion && `borg ${about.borgVersion}`,
      borg2_version: null,
      plan: 'enterprise' as const,
      features: eachFeature(name => features[name].plan),
      feature_access: eachFeature(name => features[name].offered),
      entitlement,
    }
  },
})

/** The server itself. */
export const systemRoutes = [info]
