import { expect, it } from 'vitest'
import { clientCommands, clientUrl } from '../../../src/domain/hosting/client-commands.ts'

const server = {
  user: 'borg',
  host: 'backup.example.org',
  port: 2222,
  lanHost: 'nas.lan',
  lanPort: 22,
  hidePort: false,
  fingerprints: {},
}

it.each([
  ['from anywhere', {}, false, 'ssh://borg@backup.example.org:2222/./0badcafe'],
  ['in its own network', {}, true, 'ssh://borg@nas.lan:22/./0badcafe'],
  ['there without a name', { lanHost: null }, true, 'ssh://borg@backup.example.org:22/./0badcafe'],
  ['there without a port', { lanPort: null }, true, 'ssh://borg@nas.lan/./0badcafe'],
  ['without any port', { hidePort: true }, false, 'ssh://borg@backup.example.org/./0badcafe'],
  ['by an IPv6 address', { host: '2001:db8::1' }, false, 'ssh://borg@[2001:db8::1]:2222/./0badcafe'],
])('names the server %s', (_where, settings, lan, url) => {
  expect(clientUrl({ ...server, ...settings }, '0badcafe', lan)).toBe(url)
})

it('is what the old server showed', () => {
  const commands = clientCommands(server, { name: '0badcafe', alias: 'a: "b" #', lan: false })
  const url = 'ssh://borg@backup.example.org:2222/./0badcafe'
  expect(commands).toMatchObject({
    url,
    init: `borg init -e repokey-blake2 ${url}`,
    borgmaticInit: 'borgmatic init -e repokey-blake2',
    create: `borg create ${url}::archive1 /your/pathToBackup`,
    check: `borg check -v --progress ${url}`,
    list: `borg list ${url}`,
    exportTar: `borg export-tar --tar-filter="gzip -9" ${url}::archive1 archive1.tar.gz`,
    mount: `borg mount ${url}::archive1 /tmp/yourMountPoint`,
  })
  // An alias stays one YAML string, whatever is in it.
  expect(commands.borgmaticConfig).toContain('      label: "a: \\"b\\" #"\n')
  expect(commands.borgmaticConfig).toMatch(/keep_daily: 7\nkeep_weekly: 4\nkeep_monthly: 6\n/)
})
