import type { GraphqlFailure, Run, Session } from '../execute.ts'
import {
  ArchiveHostedDocument,
  CreateHostedDocument,
  DeleteHostedDocument,
  UpdateHostedDocument,
} from '../generated/borgwarehouse/repositories.ts'
import { enveloped, type Refusal } from './answer.ts'
import { fieldsOf } from './body.ts'
import { requireCredential, requireKey, requireMethod, translate } from './checks.ts'
import { findId, findRepository, readRepositories } from './repositories.ts'
import type { Call, Route } from './route.ts'
import { repositoryShape } from './shapes.ts'
import { keyCommentTooLong, keyInUse, malformedKey } from './texts.ts'
import { readChangeBody, readNewBody } from './validation.ts'

/** @throws Refusal 400 */
export function requireSlug({ params }: Call): string {
  const { slug } = params
  if (!/^[a-f0-9]{8}$/.test(slug!))
    throw enveloped(400, 'Slug must be a valid repository name (8-character hexadecimal string)')
  return slug!
}

/** @throws Refusal 404 */
export async function requireId(run: Run, slug: string, message: string): Promise<string> {
  const id = await findId(run, { name: slug })
  if (id === null) throw enveloped(404, message)
  return id
}

/** What is said of an external program that failed: its name alone, no path and no key (contract borgwarehouse, section 12, H17). */
export const programFailed = (code: number, cmd: string, stderr: string): Refusal =>
  enveloped(500, { code, cmd, stderr, stdout: '' })

/** What the old server checked before it asked its script; other keys were refused by that (contract borgwarehouse, 6.4). */
const plausibleKey = /^ssh-(rsa|ed25519|ed25519-sk) [A-Za-z0-9+/=]+(\s.+)?$/

/** What is said of what the schema refuses to write. */
const refusals = (key: string): Record<string, (failure: GraphqlFailure) => Refusal> => ({
  SSH_KEY_IN_USE: () => enveloped(409, keyInUse),
  STORAGE_TARGET_UNAVAILABLE: ({ params }) => targetFailed(String(params.problem)),
  REPOSITORY_ARCHIVED: () => enveloped(403, 'Repository is archived (read-only). Unarchive it first.'),
  FORBIDDEN: () => enveloped(403, 'Insufficient permissions'),
  UNAVAILABLE: ({ message }) => enveloped(500, message),
  INVALID_INPUT({ fields, params }) {
    if (fields.icon) return enveloped(400, 'Icon must be a valid icon name')
    if (fields.storageTarget)
      return enveloped(400, 'Storage Target must be one of the configured STORAGE_TARGETS')
    if (params.keyProblem === 'COMMENT_TOO_LONG') return enveloped(400, keyCommentTooLong)
    if (fields.sshPublicKey)
      return plausibleKey.test(key.trim())
        ? programFailed(2, 'createRepo.sh', malformedKey)
        : enveloped(500, 'Invalid SSH key format')
    const [[field, problem] = ['', '']] = Object.entries(fields)
    return enveloped(400, `${field}: ${problem}`)
  },
})

/** Section 14.2, without the path. */
function targetFailed(problem: string, program = 'createRepo.sh'): Refusal {
  if (problem === 'TARGET_MISSING')
    return programFailed(7, program, 'External storage path does not exist or is not mounted')
  if (problem === 'TARGET_NOT_WRITABLE')
    return programFailed(8, program, 'External storage path is not writable')
  return programFailed(9, program, 'External storage path must be outside the repositories pool')
}

async function list(run: Run): Promise<object> {
  const repositories = await readRepositories(run, 'UPDATED')
  return { repoList: repositories.map(repository => repositoryShape(repository, 'v1')) }
}

async function create(call: Call, session: Session): Promise<object> {
  const wishes = readNewBody(fieldsOf(call.body))
  if (typeof wishes === 'string') throw enveloped(400, wishes)
  const input = wishes as typeof wishes & Required<Pick<typeof wishes, 'alias' | 'sshPublicKey' | 'quota'>>
  const { createHostedRepository } = await translate(
    call.as(session)(CreateHostedDocument, { input }),
    refusals(input.sshPublicKey),
  )
  const { databaseId, name } = createHostedRepository.repository
  return { id: databaseId, repositoryName: name }
}

async function change(call: Call, session: Session, slug: string): Promise<object> {
  const wishes = readChangeBody(fieldsOf(call.body))
  if (typeof wishes === 'string') throw enveloped(400, wishes)
  const run = call.as(session)
  const repositoryId = await requireId(run, slug, 'Repository not found')
  const input = { repositoryId, ...wishes }
  await translate(run(UpdateHostedDocument, { input }), refusals(wishes.sshPublicKey ?? ''))
  return { status: 200, message: `Repository ${slug} has been edited` }
}

async function remove(call: Call, session: Session, slug: string): Promise<object> {
  if (!call.settings.mayDelete) throw enveloped(403, 'Deletion is disabled on this server')
  const run = call.as(session)
  const repositoryId = await requireId(run, slug, `Repository with name ${slug} not found`)
  await translate(run(DeleteHostedDocument, { input: { repositoryId } }), {
    STORAGE_TARGET_UNAVAILABLE: ({ params }) => targetFailed(String(params.problem), 'deleteRepo.sh'),
    FORBIDDEN: () => enveloped(403, 'Insufficient permissions'),
    CONFLICT: ({ message }) => enveloped(409, message),
    UNAVAILABLE: ({ message }) => enveloped(500, message),
  })
  return { status: 200, message: `Repository ${slug} deleted` }
}

export const repositoryRoutes: readonly Route[] = [
  {
    path: '/api/v1/repositories',
    methods: ['GET', 'POST'],
    async handle(call) {
      requireCredential(call)
      requireMethod(call, 'GET', 'POST')
      const session = await requireKey(call, call.method === 'GET' ? 'READ' : 'CREATE')
      return call.method === 'GET' ? list(call.as(session)) : create(call, session)
    },
  },
  {
    path: '/api/v1/repositories/:slug',
    methods: ['GET', 'PATCH', 'DELETE'],
    async handle(call) {
      requireCredential(call)
      const slug = requireSlug(call)
      requireMethod(call, 'GET', 'PATCH', 'DELETE')
      const permission = ({ GET: 'READ', PATCH: 'UPDATE', DELETE: 'DELETE' } as const)[
        call.method as 'GET' | 'PATCH' | 'DELETE'
      ]
      const session = await requireKey(call, permission)
      if (permission === 'UPDATE') return change(call, session, slug)
      if (permission === 'DELETE') return remove(call, session, slug)
      const repository = await findRepository(call.as(session), { name: slug })
      if (!repository) throw enveloped(404, `No repository with name ${slug}`)
      return { repo: repositoryShape(repository, 'v1') }
    },
  },
  {
    path: '/api/v1/repositories/:slug/archive',
    methods: ['POST'],
    async handle(call) {
      requireCredential(call)
      requireMethod(call, 'POST')
      const slug = requireSlug(call)
      const { archived } = fieldsOf(call.body)
      if (typeof archived !== 'boolean') throw enveloped(400, 'archived must be a boolean')
      const run = call.as(await requireKey(call, 'UPDATE'))
      const repositoryId = await requireId(run, slug, `Repository with name ${slug} not found`)
      await translate(run(ArchiveHostedDocument, { input: { repositoryId, archived } }), {
        FORBIDDEN: () => enveloped(403, 'Insufficient permissions'),
        UNAVAILABLE: ({ message }) => enveloped(500, message),
      })
      return {
        status: 200,
        message: `Repository ${slug} has been ${archived ? 'archived' : 'unarchived'}`,
      }
    },
  },
]
