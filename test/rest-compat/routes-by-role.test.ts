/*
 * Every REST route × every kind of caller, executed against a real server.
 *
 * To add routes: a row in a file of `rights/` (one file per slice; make a new one, nothing else names it), with the
 * status that each caller gets. Path parameters are filled from `RightsWorld.params`; what needs a body, a query or a
 * target of its own has a function in `requests`. More targets for everybody are made in `populate` of
 * `test/schema/roles.ts`. A route without a row fails, and so does a row without a route.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { borgUiRoutes } from '../../src/rest-compat/borg-ui/routes.ts'
import { populate } from '../schema/roles.ts'
import { expectData, untilIdle } from '../support/api.ts'
import { startTestServer } from '../support/server.ts'
import { makeFolder } from '../support/trees.ts'
import { createRest } from './rest.ts'
import {
  type Caller,
  callers,
  type Params,
  type Rights,
  type RightsWorld,
  readTable,
} from './rights/rights.ts'
import { allRoutes, warehouseRoutes } from './routes.ts'

const names = readdirSync(join(import.meta.dirname, 'rights')).map(file => file.replace(/\.ts$/, ''))
const slices = await Promise.all(
  names
    .filter(name => name !== 'rights')
    .map(async name => ((await import(`./rights/${name}.ts`)) as { default: Rights }).default),
)
const expected = new Map(slices.flatMap(slice => [...readTable(slice)]))
const requests = Object.assign({}, ...slices.map(slice => slice.requests ?? {})) as NonNullable<
  Rights['requests']
>
const routes = allRoutes

describe('the tables', () => {
  it('have one row for every route, and a request only for routes', () => {
    expect([...expected.keys()].toSorted()).toEqual([...routes].toSorted())
    expect(slices.reduce((count, slice) => count + readTable(slice).size, 0)).toBe(expected.size)
    expect(routes).toEqual(expect.arrayContaining(Object.keys(requests)))
  })

  it('give nobody without credentials more than what is public', () => {
    for (const { method, path, access } of borgUiRoutes) {
      const row = expected.get(`${method.toUpperCase()} ${path}`)
      if (access !== 'public') expect([row?.anonymous, row?.revoked], path).toEqual([401, 401])
    }
  })
})

let folder: ReturnType<typeof makeFolder>
let world: RightsWorld
beforeAll(async () => {
  folder = makeFolder()
  const server = await startTestServer()
  const { targets, secrets } = await populate(server, folder.path)
  const params = {
    repo_id: numberOf(targets.shared),
    job_id: numberOf(targets.job),
    schedule_id: numberOf(targets.schedule),
    user_id: numberOf(targets.user),
    token_id: numberOf(targets.apiKey),
    key_id: numberOf(targets.sshKey),
    connection_id: numberOf(targets.sshConnection),
    id: numberOf(targets.hosted),
    slug: expectData(
      await server.graphql('query ($id: ID!) { repository(by: { id: $id }) { name } }', {
        id: targets.hosted,
      }),
    ).repository.name,
  }
  world = { server, rest: await createRest(server), targets, params, secrets }
})
afterAll(async () => {
  await world.server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** The row's number in a global id. */
const numberOf = (globalId: string) => Number(Buffer.from(globalId, 'base64').toString().split(':')[1])

async function send(route: string, caller: Caller) {
  const { params, query = '', ...request } = (await requests[route]?.(world, caller)) ?? {}
  const [method, path] = route.split(' ') as [string, string]
  // A schedule is a job in the addresses of that dialect, too.
  const scheduled = path.startsWith('/api/schedule/') ? { job_id: world.params.schedule_id! } : {}
  return world.rest(method, fill(path, { ...world.params, ...scheduled, ...params }) + query, {
    token: world.secrets[caller],
    undocumented: warehouseRoutes.includes(route),
    ...request,
  })
}

const fill = (path: string, params: Params) =>
  path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    if (params[name] === undefined) throw new Error(`What is {${name}} in ${path}?`)
    return encodeURIComponent(params[name])
  })

/** Paths and names of repositories, as answers would show them. */
function hiddenFrom(caller: Caller): string[] {
  const { sharedPath, folder: all } = world.targets
  const [shared, other] = [
    [sharedPath, '"shared"'],
    [join(all, 'other'), '"other"'],
  ]
  if (caller === 'stranger') return [...shared!, ...other!]
  if (caller === 'viewer' || caller === 'operator') return other!
  return caller === 'otherKey' ? shared! : []
}

describe('over the wire', () => {
  it('the marks by which a leak is seen are there for those who may see them', async () => {
    const { text } = await send('GET /api/repositories/', 'admin')
    for (const mark of hiddenFrom('stranger')) expect(text).toContain(mark)
  })

  it.each(routes)('%s', async route => {
    const found: Partial<Record<Caller, number>> = {}
    for (const caller of callers) {
      const { status, text } = await send(route, caller)
      found[caller] = status
      // Not only the status: of repositories that a caller may not see, no answer tells anything.
      for (const hidden of hiddenFrom(caller)) expect(text, `what ${caller} reads`).not.toContain(hidden)
      if (!route.startsWith('GET')) await untilIdle(world.server, world.targets.shared)
    }
    expect(found).toEqual(expected.get(route))
  })
})
