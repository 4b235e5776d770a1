import type { GraphqlFailure, Session } from '../execute.ts'
import {
  CreateHostedDocument,
  DeleteHostedDocument,
  UpdateHostedDocument,
} from '../generated/borgwarehouse/repositories.ts'
import { enveloped, messaged, Refusal } from './answer.ts'
import { type KeyRefusals, type Permission, requireKey, translate } from './checks.ts'
import { findId, findRepository, readRepositories } from './repositories.ts'
import type { Call, Route } from './route.ts'
import { repositoryShape } from './shapes.ts'
import { keyCommentTooLong, keyInUse, keyInUseBriefly, malformedKey } from './texts.ts'
import { readLegacyBody } from './validation.ts'

/** Credentials where the public page says 403 to a bad key, and the observed server 401 (contract borgwarehouse, D1, D3). */
async function requireReader(call: Call, permission: Permission): Promise<Session> {
  const { caller, settings } = call
  const isDocumented = settings.statuses === 'documented'
  if (!caller.cookieSession && !caller.hasHeader)
    throw isDocumented ? messaged(401, 'Unauthorized') : new Refusal(401, null)
  return requireKey(call, permission, {
    invalid: messaged(isDocumented ? 403 : 401, 'Invalid API key'),
    insufficient: messaged(403, 'Insufficient permissions'),
  })
}

/** Credentials of `add` and `edit`: a key without the permission is as bad as none (D2, D4, D5, D7). */
async function requireWriter(call: Call, permission: Permission, invalid: Refusal): Promise<Session> {
  const { caller, settings } = call
  if (!caller.cookieSession && !caller.hasHeader)
    throw messaged(401, settings.statuses === 'documented' ? 'Unauthorized' : 'Invalid API key')
  const refusals: KeyRefusals = { invalid, insufficient: messaged(401, 'Invalid API key') }
  return requireKey(call, permission, refusals)
}

const methodNotAllowed = (blank = '') => messaged(405, `Method Not Allowed${blank}`)
/** The observed server has a blank at the end of some of these (D11). */
const oddMethodNotAllowed = ({ settings }: Call) =>
  methodNotAllowed(settings.statuses === 'documented' ? '' : ' ')
const unexpected = () => messaged(422, 'Unexpected data')
const noRepository = (number: string) => messaged(404, `No repository with id #${number}`)
/** The observed server did not look whether there is one (D8, D9). */
const noRepositoryHere = ({ params, settings }: Call, observed: Refusal) =>
  settings.statuses === 'documented' ? noRepository(params.id!) : observed

/** What both writing routes say of what the schema refuses. The public page has a shorter sentence for a key in use (D12). */
const refusals = ({ settings }: Call): Record<string, (failure: GraphqlFailure) => Refusal> => ({
  SSH_KEY_IN_USE: () => messaged(409, settings.statuses === 'documented' ? keyInUseBriefly : keyInUse),
  FORBIDDEN: () => messaged(403, 'Insufficient permissions'),
  REPOSITORY_ARCHIVED: ({ message }) => messaged(403, message),
  INVALID_INPUT({ fields, params }) {
    if (params.keyProblem === 'COMMENT_TOO_LONG') return messaged(422, keyCommentTooLong)
    return fields.sshPublicKey ? messaged(500, malformedKey) : unexpected()
  },
  UNAVAILABLE: ({ message }) => messaged(500, message),
})

export const legacyRepositoryRoutes: readonly Route[] = [
  {
    path: '/api/repo',
    methods: ['GET'],
    async handle(call) {
      if (call.method !== 'GET') throw oddMethodNotAllowed(call)
      const session = await requireReader(call, 'READ')
      const repositories = await readRepositories(call.as(session), 'NEWEST')
      return { repoList: repositories.map(repository => repositoryShape(repository, 'legacy')) }
    },
  },
  {
    path: '/api/repo/id/:id',
    methods: ['GET'],
    async handle(call) {
      if (call.method !== 'GET') throw methodNotAllowed()
      const session = await requireReader(call, 'READ')
      const { id } = call.params
      const repository = await findRepository(call.as(session), { number: id! })
      if (!repository) throw noRepository(id!)
      return { repo: repositoryShape(repository, 'legacy') }
    },
  },
  {
    path: '/api/repo/add',
    methods: ['POST'],
    async handle(call) {
      if (call.method !== 'POST') throw enveloped(405, 'Method Not Allowed')
      const session = await requireWriter(call, 'CREATE', messaged(401, 'Invalid API key'))
      const wishes = readLegacyBody(call.body, false)
      if (!wishes) throw unexpected()
      const input = {
        ...(wishes as Required<Pick<typeof wishes, 'alias' | 'sshPublicKey' | 'quota'>>),
        displayDetails: true,
      }
      const { createHostedRepository } = await translate(
        call.as(session)(CreateHostedDocument, { input }),
        refusals(call),
      )
      const { databaseId, name } = createHostedRepository.repository
      return { id: databaseId, repositoryName: name }
    },
  },
  {
    path: '/api/repo/id/:id/edit',
    // Clients of before 2.4 send PUT (section 10).
    methods: ['PATCH', 'PUT'],
    malformed: ({ statuses }) => (statuses === 'documented' ? messaged(400, 'Invalid request body') : null),
    async handle(call) {
      const { method, params, settings } = call
      if (method !== 'PATCH' && method !== 'PUT') throw enveloped(405, 'Method Not Allowed')
      const invalid = messaged(settings.statuses === 'documented' ? 403 : 401, 'Invalid API key')
      const session = await requireWriter(call, 'UPDATE', invalid)
      if (call.body === null)
        throw settings.statuses === 'documented'
          ? messaged(400, 'Invalid request body')
          : new Refusal(500, 'Internal Server Error')
      const wishes = readLegacyBody(call.body, true)
      if (!wishes) throw unexpected()
      const run = call.as(session)
      const repositoryId = await findId(run, { number: params.id! })
      if (repositoryId === null) throw noRepositoryHere(call, new Refusal(500, {}))
      const input = { repositoryId, ...wishes }
      await translate(run(UpdateHostedDocument, { input }), refusals(call))
      return { message: 'success' }
    },
  },
  {
    path: '/api/repo/id/:id/delete',
    methods: ['DELETE'],
    async handle(call) {
      if (call.method !== 'DELETE') throw oddMethodNotAllowed(call)
      const session = await requireReader(call, 'DELETE')
      if (!call.settings.mayDelete) throw messaged(403, 'Deletion is disabled on this server')
      const run = call.as(session)
      const repositoryId = await findId(run, { number: call.params.id! })
      if (repositoryId === null)
        throw noRepositoryHere(call, messaged(500, 'API error, contact the administrator'))
      await translate(run(DeleteHostedDocument, { input: { repositoryId } }), {
        FORBIDDEN: () => messaged(403, 'Insufficient permissions'),
        STORAGE_TARGET_UNAVAILABLE: () => enveloped(500, 'Error on delete, contact the administrator.'),
        CONFLICT: ({ message }) => messaged(409, message),
        UNAVAILABLE: () => enveloped(500, 'Error on delete, contact the administrator.'),
      })
      return { message: 'success' }
    },
  },
]
