import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { BlockList } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadConfig } from '../../src/config.ts'
import { configVariables } from '../../src/config-variables.ts'
import { makeFolder } from '../support/trees.ts'

const root = join(import.meta.dirname, '../..')
const read = (name: string) => readFileSync(join(root, name), 'utf8')

interface Service {
  image: string
  build?: string
  environment: Record<string, string>
  secrets?: string[]
  volumes: string[]
  ports?: string[]
  networks?: Record<string, { ipv4_address: string }>
  depends_on?: Record<string, { condition: string }>
}

interface Compose {
  services: Record<string, Service>
  networks: { vinculum: { ipam: { config: { subnet: string; ip_range: string }[] } } }
  volumes: Record<string, null>
  secrets: Record<string, { file: string }>
}

const files = ['compose.yaml', 'compose.single.yaml']
const composeOf = (file: string) => parse(read(file), { merge: true }) as Compose
const ours = ({ services }: Compose) => Object.entries(services).filter(([, { build }]) => build === '.')

describe.each(files)('%s', file => {
  const compose = composeOf(file)

  it('sets variables that there are, to values that they may have', () => {
    using folder = makeFolder()
    const examples: Record<string, string> = {
      'database-url': 'postgres://vinculum:secret@database/vinculum',
    }
    mkdirSync(join(folder.path, 'secrets'))
    for (const name of Object.keys(compose.secrets ?? {}))
      writeFileSync(join(folder.path, 'secrets', name), `${examples[name] ?? 'x'.repeat(40)}\n`)
    const names: ReadonlySet<string> = new Set(
      configVariables.flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name])),
    )
    const processes = ours(compose)
    expect(processes.length).toBeGreaterThan(0)
    for (const [, { environment }] of processes) {
      expect(Object.keys(environment).filter(name => !names.has(name))).toEqual([])
      const env = Object.entries(environment).map(([name, value]) => [
        name,
        value.replace(/^\/run\//, `${folder.path}/`),
      ])
      expect(() => loadConfig(Object.fromEntries(env))).not.toThrow()
    }
  })

  it('uses no secret, volume or service that it does not have', () => {
    for (const service of Object.values(compose.services)) {
      const secrets = Object.values(service.environment ?? {}).flatMap(
        value => /^\/run\/secrets\/(.+)$/.exec(value)?.[1] ?? [],
      )
      expect(secrets.filter(name => !service.secrets?.includes(name))).toEqual([])
      for (const name of service.secrets ?? []) expect(compose.secrets[name]!.file).toBe(`./secrets/${name}`)
      for (const volume of service.volumes ?? []) {
        const [source = ''] = volume.split(':')
        if (source.startsWith('./')) expect(existsSync(join(root, source)), source).toBe(true)
        else if (!source.startsWith('/')) expect(Object.keys(compose.volumes)).toContain(source)
      }
      for (const name of Object.keys(service.depends_on ?? {})) expect(compose.services[name]).toBeDefined()
    }
  })
})

describe('the cluster of compose.yaml', () => {
  const compose = composeOf('compose.yaml')
  const { services } = compose
  const nginx = read('packaging/nginx.conf')

  it('is PostgreSQL, two servers, two workers and a proxy', () => {
    expect(Object.entries(services).map(([name, { environment }]) => [name, environment?.ROLE])).toEqual([
      ['database', undefined],
      ['server-1', 'server'],
      ['server-2', 'server'],
      ['worker-1', 'worker'],
      ['worker-2', 'worker'],
      ['proxy', undefined],
    ])
  })

  it('has processes that share what they must share, and nothing that belongs to one', () => {
    const alike = ours(compose).map(
      ([
        ,
        {
          environment: { ROLE: _role, ...rest },
        },
      ]) => rest,
    )
    for (const environment of alike) expect(environment).toEqual(alike[0])
    const data = ours(compose).flatMap(
      ([, { volumes }]) => volumes?.filter(one => one.endsWith(':/data')) ?? [],
    )
    expect(data).toEqual(['worker-1:/data', 'worker-2:/data'])
  })

  it('has a proxy that knows the servers, and that they believe', () => {
    const upstream = [...nginx.matchAll(/^ {2}server (\S+) /gm)].map(([, address]) => address)
    const port = /PORT=(\d+)/.exec(read('Dockerfile'))![1]
    const servers = Object.keys(services).filter(name => services[name]!.environment?.ROLE === 'server')
    expect(upstream).toEqual(servers.map(name => `${name}:${port}`))
    expect(Object.keys(services.proxy!.depends_on!)).toEqual(servers)
    expect(services.proxy!.ports).toEqual([`127.0.0.1:8787:${/listen (\d+);/.exec(nginx)![1]}`])

    const fixed = ['proxy', ...servers].map(name => services[name]!.networks!.vinculum!.ipv4_address)
    expect(new Set(fixed).size).toBe(fixed.length)
    expect(services['server-1']!.environment.TRUSTED_PROXIES).toBe(fixed[0])
    const [{ subnet, ip_range: others }] = compose.networks.vinculum.ipam.config as [
      { subnet: string; ip_range: string },
    ]
    const areIn = (network: string) => {
      const list = new BlockList()
      const [base, prefix] = network.split('/')
      list.addSubnet(base!, Number(prefix))
      return fixed.map(address => list.check(address))
    }
    expect(new Set(areIn(subnet))).toEqual(new Set([true]))
    expect(new Set(areIn(others))).toEqual(new Set([false]))
  })
})

it('the image runs and checks programs that there are', () => {
  const programs = [...read('Dockerfile').matchAll(/"dist\/(\S+)\.js"/g)].map(([, name]) => name)
  expect(programs).toEqual(['healthcheck', 'main'])
  for (const name of programs) expect(existsSync(join(root, 'src', `${name}.ts`))).toBe(true)
})
