import type { FieldComplexityFunction, FieldComplexityValue } from '@pothos/plugin-complexity'
import type { GraphQLObjectType, GraphQLSchema } from 'graphql'
import type { Context } from './context.ts'

/**
 * What a field costs beside what it returns. One unit is about 10 µs of the event loop; what keeps something else busy (a
 * worker, the places for password hashes, the database) costs as much as lets one operation ask for a sensible number of it:
 * `limits.complexity` divided by the cost.
 */
const costs = {
  /** A mutation writes: 200 in one operation. */
  write: 1000,
  /** Hashes a password, or makes or opens a key: 20. */
  hash: 10_000,
  /** Reads through a whole table, or talks to another server: 100. */
  scan: 2000,
  /** One instant of a cron expression. */
  instant: 50,
} as const

/** Has a worker run Borg, or SSH, or look at its disk: 40 in one operation. */
export const borgCost = 5000

type Cost = number | FieldComplexityFunction<Context, Record<string, unknown>>

/** So many instants as `argument` says; nothing is saved by a number that is out of bounds. */
const instants =
  (argument: string) =>
  (args: Record<string, unknown>): FieldComplexityValue =>
    costs.instant * (1 + Math.min(Math.max(Number(args[argument]) || 1, 1), 100))

const each = (names: string, cost: Cost): [string, Cost][] => names.split(' ').map(name => [name, cost])

const queries = new Map<string, Cost>([
  ...each('restorePreview authorizedKeysFindings hosting', borgCost),
  ...each('dashboard logStorage authorizedKeysLines', costs.scan),
  // Merged and cut at a thousand runs, each worked out once.
  ['upcomingRuns', () => ({ field: 1000 * costs.instant, multiplier: 100 })],
  ['validateCron', instants('count')],
])

const mutations = new Map<string, Cost>([
  ...each('signIn answerSignInChallenge changePassword createUser updateUser', costs.hash),
  ...each('beginTotpSetup enableTotp disableTotp unlinkOidc importSshKey generateSshKey', costs.hash),
  ...each('createRepository importRepository updateRepository destroyRepository', borgCost),
  ...each('setRepositoryKeyFile exportRepositoryKey breakLock refreshArchives', borgCost),
  ...each('mountArchive unmountArchive startRestore', borgCost),
  ...each('createHostedRepository updateHostedRepository deleteHostedRepository', borgCost),
  ...each('setHostedRepositoryArchived probeHostedRepositories', borgCost),
  ...each('scanSshHostKeys testSshConnection verifyRemoteBorg', borgCost),
  ...each('sendTestAlert beginOidcSignIn beginOidcLink completeOidcSignIn', costs.scan),
  ...each('checkRepositoryHealth cleanUpHistory cleanUpLogs', borgCost),
])

/** Charges every expensive field of the schema what it costs. @throws Error for a field that is not there */
export function chargeCosts(schema: GraphQLSchema): GraphQLSchema {
  const charge = (type: GraphQLObjectType, name: string, cost: Cost) => {
    const field = type.getFields()[name]
    if (!field) throw new Error(`No field ${type.name}.${name}`)
    field.extensions = { ...field.extensions, complexity: cost }
  }
  const [query, mutation] = [schema.getQueryType()!, schema.getMutationType()!]
  for (const [name, cost] of queries) charge(query, name, cost)
  for (const name of Object.keys(mutation.getFields())) charge(mutation, name, costs.write)
  for (const [name, cost] of mutations) charge(mutation, name, cost)
  charge(schema.getType('Schedule') as GraphQLObjectType, 'nextRuns', instants('count'))
  return schema
}
