import { z } from 'zod'
import { GraphqlFailure, type Run } from '../../execute.ts'
import {
  CreateRepositoryDocument,
  ImportRepositoryDocument,
  type RepositoryDetailsFragment,
} from '../../generated/borg-ui/borg-ui.ts'
import { type ErrorRule, refuse } from '../protocol/problem.ts'
import { route } from '../protocol/route.ts'
import { readConnections } from './repository-connections.ts'
import { createErrors, importErrors } from './repository-errors.ts'
import { joinFlags } from './repository-flags.ts'
import {
  createBody,
  importBody,
  readEncryption,
  readFlags,
  readSettings,
  type Settings,
  sentSettings,
  settingsLocations,
} from './repository-input.ts'
import { lacks, refuseUnavailable, settingsRefusals } from './repository-refusals.ts'
import { derivedItemOf, repositoryAsSent, summaryOf, summaryShape } from './repository-shapes.ts'

const tag = 'Repositories'

const invalidMode: ErrorRule = { status: 400, key: 'repo.invalidEncryptionMode' }
const noFlags = { text: null, uploadLimit: null }

/** Remembers what was sent about a new repository, and gives its item. */
const keepSent = (
  run: Run,
  repository: RepositoryDetailsFragment,
  body: Settings & { name: string; path: string },
) =>
  repositoryAsSent.keep(
    run,
    { type: 'ManagedRepository', id: repository.databaseId },
    { shown: derivedItemOf(repository), kept: repository.asSent },
    sentSettings(body, readFlags(body, noFlags)),
  )

const create = route({
  method: 'post',
  path: '/api/repositories/',
  tag,
  summary: 'Make a Borg repository, or adopt the one that is there',
  access: 'admin',
  body: { kind: 'json', schema: createBody },
  success: {
    status: 200,
    description: 'Registered',
    answer: z.strictObject({
      success: z.literal(true),
      message: z.enum([
        'backend.success.repo.repositoryCreated',
        'backend.success.repo.repositoryAlreadyExists',
      ]),
      already_existed: z.boolean(),
      repository: summaryShape,
    }),
  },
  errors: createErrors,
  refusals: [...settingsRefusals, invalidMode],
  locations: settingsLocations,
  async handle({ body, run }) {
    refuseUnavailable(body)
    const { repository, adopted } = await createOrAdopt(run, body)
    return {
      success: true as const,
      message: adopted
        ? ('backend.success.repo.repositoryAlreadyExists' as const)
        : ('backend.success.repo.repositoryCreated' as const),
      already_existed: adopted,
      repository: summaryOf(await keepSent(run, repository, body)),
    }
  },
})

/** @throws Problem for an encryption mode that is none of Borg 1 */
function requireEncryption(text: string) {
  if (/-(aes256-)?(aes-ocb|ocb|chacha20-poly1305)$/.test(text)) throw lacks('borg_v2')
  const mode = readEncryption(text)
  if (!mode) throw refuse(invalidMode)
  return mode
}

async function createOrAdopt(
  run: Run,
  body: z.output<typeof createBody>,
): Promise<{ repository: RepositoryDetailsFragment; adopted: boolean }> {
  const encryption = requireEncryption(body.encryption)
  const connections = await readConnections(run, body)
  const flags = readFlags(body, noFlags)
  const input = {
    name: body.name,
    path: body.path,
    // Scripts send one along with `none`; there is nothing to open with it.
    passphrase: encryption === 'NONE' ? null : body.passphrase || null,
    ...readSettings(body),
    ...connections,
    ...(flags ? { customFlags: joinFlags(flags) } : {}),
  }
  try {
    const { createRepository } = await run(CreateRepositoryDocument, { input: { ...input, encryption } })
    return { repository: createRepository.repository, adopted: false }
  } catch (error) {
    if (!(error instanceof GraphqlFailure) || error.reason !== 'REPOSITORY_EXISTS') throw error
    // Unlike the old server we open it before we believe that the passphrase is right.
    const { importRepository } = await run(ImportRepositoryDocument, { input })
    return { repository: importRepository.repository, adopted: true }
  }
}

const importExisting = route({
  method: 'post',
  path: '/api/repositories/import',
  tag,
  summary: 'Register a Borg repository that exists',
  access: 'admin',
  body: { kind: 'json', schema: importBody },
  success: {
    status: 200,
    description: 'Opened and registered',
    answer: z.strictObject({
      success: z.literal(true),
      message: z.literal('backend.success.repo.repositoryImported'),
      repository: summaryShape.extend({ archive_count: z.int() }),
    }),
  },
  errors: importErrors,
  refusals: settingsRefusals,
  locations: settingsLocations,
  async handle({ body, run }) {
    refuseUnavailable(body)
    const connections = await readConnections(run, body)
    const flags = readFlags(body, noFlags)
    const { repository } = (
      await run(ImportRepositoryDocument, {
        input: {
          name: body.name,
          path: body.path,
          passphrase: body.passphrase || null,
          keyFile: body.keyfile_content || null,
          ...readSettings(body),
          ...connections,
          ...(flags ? { customFlags: joinFlags(flags) } : {}),
        },
      })
    ).importRepository
    return {
      success: true as const,
      message: 'backend.success.repo.repositoryImported' as const,
      repository: {
        ...summaryOf(await keepSent(run, repository, body)),
        archive_count: repository.archiveCount,
      },
    }
  },
})

/** Adding repositories. */
export const addRepositoryRoutes = [create, importExisting]
