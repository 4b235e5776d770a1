import type { GraphQLObjectType } from 'graphql'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cronViewer } from '../../src/domain/accounts/cron-key.ts'
import { isFullAdmin, mayKnowOf, visibleRepositories } from '../../src/domain/kernel/access.ts'
import { hashSecret } from '../../src/domain/kernel/hash-secret.ts'
import { schema } from '../../src/schema/index.ts'
import { type InProcess, openInProcess } from './in-process.ts'

let server: InProcess
beforeAll(async () => {
  server = await openInProcess(1)
})
afterAll(() => server[Symbol.asyncDispose]())

const withKey = (key: string | null) => ({
  hosting: { ...server.world.hosting, cronKeyHash: key === null ? null : hashSecret(key) },
})

it('opens nothing while none is set', () => {
  for (const secret of ['', 'undefined', 'null', 'x']) expect(cronViewer(withKey(null), secret)).toBeNull()
  expect(cronViewer(withKey('right'), 'wrong')).toBeNull()
  expect(cronViewer(withKey('right'), '')).toBeNull()
})

it('is nobody, who may have repositories looked at and nothing else', async () => {
  const cron = cronViewer(withKey('right'), 'right')!
  expect(isFullAdmin(cron)).toBe(false)
  expect(mayKnowOf(cron, 1)).toBe(false)
  expect(visibleRepositories(cron)).toEqual([])

  const roots = [
    schema.getQueryType(),
    schema.getMutationType(),
    schema.getSubscriptionType(),
  ] as GraphQLObjectType[]
  const open = roots
    .flatMap(type => Object.values(type.getFields()))
    .filter(
      field => 'signedInOrCron' in (field.extensions.pothosOptions as { authScopes: object }).authScopes,
    )
  expect(open.map(({ name }) => name).sort()).toEqual(['checkRepositoryHealth', 'probeHostedRepositories'])

  const ask = (text: string) => server.query(text, cron).then(({ data }) => data)
  expect(await ask('{ viewer { id } }')).toEqual({ viewer: null })
  expect(await ask('{ credential { kind permissions expiresAt } }')).toEqual({
    credential: { kind: 'CRON', permissions: null, expiresAt: null },
  })
  expect(await ask('mutation { checkRepositoryHealth { checked } }')).toEqual({
    checkRepositoryHealth: { checked: 0 },
  })
  for (const text of [
    '{ repositories { edges { node { id } } } }',
    '{ server { version } }',
    '{ node(id: "x") { id } }',
  ])
    await expect(ask(text)).rejects.toThrow('FORBIDDEN')
})
