import { z } from 'zod'
import {
  ExportKeyDocument,
  RepositoryPathDocument,
  SetKeyFileDocument,
} from '../../generated/borg-ui/borg-ui.ts'
import { globalId } from '../../global-ids.ts'
import { Attachment, route } from '../protocol/route.ts'
import { exportErrors, uploadErrors } from './repository-errors.ts'
import { repositoryId } from './repository-input.ts'

const tag = 'Repositories'
const path = '/api/repositories/{repo_id}/keyfile'

/** The old server named key files after the path of their repository. */
const keyFileName = (repositoryPath: string) => repositoryPath.replaceAll(/[^A-Za-z0-9]/g, '_')

const upload = route({
  method: 'post',
  path,
  tag,
  summary: 'Store a key file, after Borg has opened the repository with it',
  access: 'admin',
  params: repositoryId,
  body: { kind: 'file', schema: z.object({ keyfile: z.string() }) },
  success: {
    status: 200,
    description: 'Stored',
    answer: z.strictObject({
      success: z.literal(true),
      message: z.literal('backend.success.repo.keyfileUploaded'),
      keyfile_name: z.string(),
    }),
  },
  errors: uploadErrors,
  locations: { keyFile: ['body', 'keyfile'], passphrase: ['body', 'keyfile'], path: ['body', 'keyfile'] },
  async handle({ params, body, run }) {
    const id = globalId('ManagedRepository', params.repo_id)
    const { repository } = (await run(SetKeyFileDocument, { id, keyFile: body.keyfile })).setRepositoryKeyFile
    return {
      success: true as const,
      message: 'backend.success.repo.keyfileUploaded' as const,
      keyfile_name: keyFileName(repository.path),
    }
  },
})

const download = route({
  method: 'get',
  path,
  tag,
  summary: 'The key, as borg key export writes it',
  access: 'admin',
  params: repositoryId,
  success: { status: 200, description: 'The key', contentType: 'text/plain; charset=utf-8' },
  errors: exportErrors,
  async handle({ params, run }) {
    const id = globalId('ManagedRepository', params.repo_id)
    const { repository } = await run(RepositoryPathDocument, { by: { id } })
    const { key } = (await run(ExportKeyDocument, { id })).exportRepositoryKey
    return new Attachment(keyFileName(repository!.path), key)
  },
})

/** Key files of repositories in the key file modes. */
export const keyFileRoutes = [upload, download]
