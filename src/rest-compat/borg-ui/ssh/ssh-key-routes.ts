import { z } from 'zod'
import { type Run, unlessNotFound } from '../../execute.ts'
import {
  DeleteSshKeyDocument,
  GenerateSshKeyDocument,
  ImportSshKeyDocument,
  SshKeyByIdDocument,
  type SshKeyItemFragment,
  SshKeysDocument,
  UpdateSshKeyDocument,
} from '../../generated/borg-ui/ssh.ts'
import type { SshKeyType } from '../../generated/schema.ts'
import { globalId } from '../../global-ids.ts'
import { refuse } from '../protocol/problem.ts'
import { route } from '../protocol/route.ts'
import { collectPages } from '../values/pages.ts'
import { pick } from '../values/pick.ts'
import { keyErrors, keyNotFound, sshAdminOnly } from './ssh-errors.ts'
import { keepKey, keyId, keyTypes, listedKeyOf, listedKeyShape, sshKeyShape } from './ssh-shapes.ts'

const common = { tag: 'SSH keys', access: 'admin' as const, roleRefusal: sshAdminOnly, errors: keyErrors }
const success = z.literal(true)

const list = route({
  ...common,
  method: 'get',
  path: '/api/ssh-keys',
  summary: 'All keys; private parts are never shown',
  success: {
    status: 200,
    description: 'In the order in which they were added',
    answer: z.strictObject({ success, ssh_keys: z.array(listedKeyShape) }),
  },
  async handle({ run }) {
    const keys = await collectPages(
      -1,
      async (first, after) => (await run(SshKeysDocument, { first, after })).sshKeys,
    )
    return { success: true as const, ssh_keys: keys.map(listedKeyOf) }
  },
})

const generate = route({
  ...common,
  method: 'post',
  path: '/api/ssh-keys/generate',
  summary: 'Make a key pair',
  body: {
    kind: 'json',
    schema: z.object({
      name: z.string(),
      key_type: z.enum(keyTypes).default('rsa'),
      description: z.string().nullish(),
    }),
  },
  success: {
    status: 200,
    description: 'Made',
    answer: z.strictObject({
      success,
      message: z.literal('backend.success.ssh.systemKeyGenerated'),
      ssh_key: sshKeyShape,
    }),
  },
  async handle({ body, run }) {
    const keyType = body.key_type.toUpperCase() as SshKeyType
    const input = { name: body.name, keyType, description: body.description ?? null }
    const { sshKey } = (await run(GenerateSshKeyDocument, { input })).generateSshKey
    return {
      success: true as const,
      message: 'backend.success.ssh.systemKeyGenerated' as const,
      ssh_key: pick(sshKeyShape, await keepKey(run, sshKey, body)),
    }
  },
})

const importKey = route({
  ...common,
  method: 'post',
  path: '/api/ssh-keys/import',
  summary: 'Take over a key pair that exists',
  body: {
    kind: 'json',
    schema: z.object({
      name: z.string(),
      private_key: z.string().meta({ description: 'In OpenSSH’s format or in PEM' }),
      passphrase: z.string().nullish(),
      description: z.string().nullish(),
    }),
  },
  success: {
    status: 200,
    description: 'Imported',
    answer: z.strictObject({
      success,
      message: z.literal('backend.success.ssh.systemKeyImported'),
      ssh_key: sshKeyShape,
    }),
  },
  async handle({ body, run }) {
    const { name, private_key: privateKey, passphrase = null, description = null } = body
    const input = { name, privateKey, passphrase, description }
    const { sshKey } = (await run(ImportSshKeyDocument, { input })).importSshKey
    return {
      success: true as const,
      message: 'backend.success.ssh.systemKeyImported' as const,
      ssh_key: pick(sshKeyShape, await keepKey(run, sshKey, body)),
    }
  },
})

/** @throws Problem 404 */
export async function findKey(run: Run, id: number): Promise<SshKeyItemFragment> {
  const found = await unlessNotFound(run(SshKeyByIdDocument, { id: globalId('SshKey', id) }))
  if (found?.node && 'fingerprint' in found.node) return found.node as SshKeyItemFragment
  throw refuse(keyNotFound)
}

const get = route({
  ...common,
  method: 'get',
  path: '/api/ssh-keys/{key_id}',
  summary: 'One key',
  params: keyId,
  success: {
    status: 200,
    description: 'The key',
    answer: z.strictObject({ success, ssh_key: listedKeyShape }),
  },
  handle: async ({ params, run }) => ({
    success: true as const,
    ssh_key: listedKeyOf(await findKey(run, params.key_id)),
  }),
})

const update = route({
  ...common,
  method: 'put',
  path: '/api/ssh-keys/{key_id}',
  summary: 'Rename or describe a key',
  params: keyId,
  body: {
    kind: 'json',
    schema: z.object({ name: z.string().nullish(), description: z.string().nullish() }),
  },
  success: {
    status: 200,
    description: 'Changed',
    answer: z.strictObject({
      success,
      message: z.literal('backend.success.ssh.keyUpdated'),
      ssh_key: listedKeyShape,
    }),
  },
  async handle({ params, body, run }) {
    const input = {
      sshKeyId: globalId('SshKey', params.key_id),
      name: body.name ?? null,
      ...(body.description == null ? {} : { description: body.description }),
    }
    const { sshKey } = (await run(UpdateSshKeyDocument, { input })).updateSshKey
    return {
      success: true as const,
      message: 'backend.success.ssh.keyUpdated' as const,
      ssh_key: await keepKey(run, sshKey, body),
    }
  },
})

const remove = route({
  ...common,
  method: 'delete',
  path: '/api/ssh-keys/{key_id}',
  summary: 'Delete a key that no connection signs in with',
  params: keyId,
  success: {
    status: 200,
    description: 'Deleted',
    answer: z.strictObject({ success, message: z.literal('backend.success.ssh.keyDeleted') }),
  },
  async handle({ params, run }) {
    await run(DeleteSshKeyDocument, { id: globalId('SshKey', params.key_id) })
    return { success: true as const, message: 'backend.success.ssh.keyDeleted' as const }
  },
})

/** Keys with which this server signs in to other machines. */
export const sshKeyRoutes = [list, generate, importKey, get, update, remove]
