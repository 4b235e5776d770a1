/** Routes that the old server has and this one has not. */
export interface MissingRoutes {
  /** Their address: `{id}` stands for any one part, `…` at the end for whatever follows. COMPATIBILITY.md names it. */
  readonly address: `/api${string}`
  /** Only these methods; absent: all. */
  readonly methods?: readonly string[]
  /** What they stand for, with what to use instead. */
  readonly what: string
}

const scripts = 'a library of scripts (see pre_backup_script of repositories)'
const keys = 'one key for the whole system (see /api/ssh-keys/generate and /api/ssh-keys/connections)'
const deploying = 'putting keys on other machines (add public_key to their authorized_keys)'
const caring = 'looking after other machines (see /api/ssh-keys/connections/{id}/test)'
const reports = 'reports and monitoring by this server (see webhooks, mails and /metrics)'

/** All of them (contract borg-ui, appendix B). Those of a family that is offered otherwise stand before its routes with ids. */
export const missingRoutes: readonly MissingRoutes[] = [
  { address: '/api', what: 'a page at this address (see /api/docs)' },
  { address: '/api/redoc', what: 'ReDoc (see /api/docs and /openapi.json)' },
  { address: '/api/v2/…', what: 'Borg 2 repositories' },
  { address: '/api/rclone/…', what: 'rclone remotes' },
  { address: '/api/agent/…', what: 'agents' },
  { address: '/api/agents/…', what: 'agents' },
  { address: '/api/managed-machines/…', what: 'managed machines' },
  { address: '/api/remote-clients/…', what: 'remote clients' },
  { address: '/api/source-discovery/…', what: 'source discovery' },
  { address: '/api/packages/…', what: 'package installation' },
  { address: '/api/notifications/…', what: 'notifications by this route (see the alerts of GraphQL)' },
  { address: '/api/backup-plans/…', what: 'backup plans (see /api/schedule)' },
  { address: '/api/scripts/…', what: scripts },
  { address: '/api/repositories/{id}/scripts/…', what: scripts },
  { address: '/api/repositories/{id}/wipe/…', what: 'wiping (see permanent-delete)' },
  { address: '/api/repositories/{id}/wipe-jobs/…', what: 'wiping (see permanent-delete)' },
  { address: '/api/repositories/{id}/wipe-preview', what: 'wiping (see permanent-delete)' },
  { address: '/api/filesystem/…', what: 'browsing the files of the server' },
  { address: '/api/config/…', what: 'export and import of the configuration' },
  { address: '/api/settings/mqtt/…', what: 'MQTT (see subscriptions and /metrics)' },
  { address: '/api/settings/cache/…', what: 'a cache to configure' },
  { address: '/api/settings/refresh-stats', what: 'a refresh by hand (statistics follow each job)' },
  { address: '/api/settings/backup-monitoring/…', what: reports },
  { address: '/api/settings/backup-reports/…', what: reports },
  { address: '/api/system/licensing/…', what: 'licences: nothing needs one' },
  { address: '/api/ssh-keys', methods: ['POST'], what: keys },
  { address: '/api/ssh-keys/system-key', what: keys },
  { address: '/api/ssh-keys/quick-setup', what: deploying },
  { address: '/api/ssh-keys/{id}/deploy', what: deploying },
  { address: '/api/ssh-keys/connections/{id}/redeploy', what: deploying },
  { address: '/api/ssh-keys/connections/backup-sources', what: 'a list of sources (see is_backup_source)' },
  { address: '/api/ssh-keys/connections/host-audit', what: caring },
  { address: '/api/ssh-keys/connections/host-cleanup', what: caring },
  { address: '/api/ssh-keys/connections/{id}/diagnostics', what: caring },
  { address: '/api/ssh-keys/connections/{id}/refresh-storage', what: caring },
]

const patterns = missingRoutes.map(({ address, methods, what }) => ({
  pattern: new RegExp(`^${address.replace(/\/…$/, '(?:/.*)?').replaceAll('{id}', '[^/]+')}/?$`),
  methods,
  what,
}))

/** What a request of the old server stood for that is not offered here; null for everything else. */
export function notOffered(method: string, path: string): string | null {
  const missing = patterns.find(
    ({ pattern, methods }) => pattern.test(path) && (methods?.includes(method) ?? true),
  )
  return missing?.what ?? null
}
