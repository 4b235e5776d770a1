/** Groups of routes that the old server has and this one has not (contract borg-ui, appendix B), by their address. */
const groups: readonly (readonly [address: RegExp, what: string])[] = [
  [/^v2$/, 'Borg 2 repositories'],
  [/^rclone$/, 'rclone remotes'],
  [/^agents?$/, 'agents'],
  [/^managed-machines$/, 'managed machines'],
  [/^remote-clients$/, 'remote clients'],
  [/^source-discovery$/, 'source discovery'],
  [/^packages$/, 'package installation'],
  [/^notifications$/, 'notifications'],
  [/^backup-plans$/, 'backup plans (see /api/schedule)'],
  [/^scripts$/, 'a library of scripts (see pre_backup_script of repositories)'],
  [/^repositories\/[^/]+\/scripts$/, 'a library of scripts (see pre_backup_script of repositories)'],
  [/^repositories\/[^/]+\/wipe[\w-]*$/, 'wiping (see permanent-delete)'],
  [/^config$/, 'export and import of the configuration'],
  [/^filesystem$/, 'browsing the files of the server'],
  [/^settings\/mqtt$/, 'MQTT (see subscriptions and /metrics)'],
  [/^settings\/cache$/, 'a cache to configure'],
  [/^licensing$/, 'licences: nothing needs one'],
]

/** What an address of the old server stood for that is not offered here; null for everything else. */
export function notOffered(path: string): string | null {
  const segments = path.replace(/^\/api\//, '').split('/')
  const beginnings = segments.map((_segment, index) => segments.slice(0, index + 1).join('/'))
  return groups.find(([address]) => beginnings.some(beginning => address.test(beginning)))?.[1] ?? null
}
