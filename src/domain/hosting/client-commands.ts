import type { SshServer } from '../kernel/hosting-rules.ts'

/** What clients of a hosted repository type, or put into their programs (contract borgwarehouse, section 9). */
export interface ClientCommands {
  /** The location for Borg and graphical clients. */
  url: string
  init: string
  borgmaticInit: string
  create: string
  check: string
  list: string
  exportTar: string
  mount: string
  /** YAML for borgmatic 1.8 and later. */
  borgmaticConfig: string
}

/** @param lan with the name and port of the server in its own network, as far as they are configured */
export function clientCommands(
  server: SshServer,
  { name, alias, lan }: { name: string; alias: string; lan: boolean },
): ClientCommands {
  const url = clientUrl(server, name, lan)
  return {
    url,
    init: `borg init -e repokey-blake2 ${url}`,
    borgmaticInit: 'borgmatic init -e repokey-blake2',
    create: `borg create ${url}::archive1 /your/pathToBackup`,
    check: `borg check -v --progress ${url}`,
    list: `borg list ${url}`,
    exportTar: `borg export-tar --tar-filter="gzip -9" ${url}::archive1 archive1.tar.gz`,
    mount: `borg mount ${url}::archive1 /tmp/yourMountPoint`,
    borgmaticConfig: borgmaticConfig(url, alias),
  }
}

/** `./` is the pool folder, into which the forced command changes. */
export function clientUrl(server: SshServer, name: string, lan: boolean): string {
  const host = (lan && server.lanHost) || server.host
  const port = server.hidePort ? null : lan ? server.lanPort : server.port
  return `ssh://${server.user}@${host.includes(':') ? `[${host}]` : host}${port === null ? '' : `:${port}`}/./${name}`
}

/** A text as YAML: JSON's strings are YAML's, too (YAML 1.2 section 1.3). */
const quoted = (text: string) => JSON.stringify(text)

const borgmaticConfig = (url: string, alias: string) => `source_directories:
    - /your/pathToBackup

repositories:
    - path: ${quoted(url)}
      label: ${quoted(alias)}

archive_name_format: '{hostname}-{now}'
encryption_passphrase: "CHANGE-ME"

keep_daily: 7
keep_weekly: 4
keep_monthly: 6

checks:
    - name: repository
    - name: archives
`
