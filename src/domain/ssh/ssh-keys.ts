import type { Selectable } from 'kysely'
import { SshKey, type Tables } from '../../entities/index.ts'
import { requireAdmin } from '../accounts/users.ts'
import { isFullAdmin } from '../kernel/access.ts'
import { conflict, DomainError, notFound } from '../kernel/errors.ts'
import { Mistakes } from '../kernel/mistakes.ts'
import { fetchPage, type PageArguments } from '../kernel/pages.ts'
import { type Scope, viewerOf } from '../kernel/scope.ts'
import { isUniqueViolation } from '../kernel/sql-errors.ts'
import { generateKey, readPrivateKey, type SshKeyPair, type SshKeyType } from './ssh-key-formats.ts'

export type SshKeyRow = Selectable<Tables['ssh_key']>

/** Sealing context: a private key does not open as that of another row. */
export const privateKeyContext = (id: number) => `ssh-key:${id}`

export interface NameAndDescription {
  name?: string | null | undefined
  /** Null or an empty text clears it. */
  description?: string | null | undefined
}

/** @throws DomainError `NOT_FOUND`, also for everybody but administrators */
export async function findSshKey(scope: Scope, id: number): Promise<SshKeyRow> {
  if (!isFullAdmin(viewerOf(scope))) throw notFound('SSH key')
  const key = await scope.db.selectFrom('ssh_key').selectAll().where('id', '=', id).executeTakeFirst()
  if (!key) throw notFound('SSH key')
  return key
}

/** In the order in which they were made. */
export function listSshKeys(scope: Scope, args: PageArguments) {
  requireAdmin(scope)
  return fetchPage(scope.db.selectFrom('ssh_key').selectAll(), 'id', 'asc', args)
}

/** Many at once, in the order asked for. */
export async function findSshKeys(scope: Scope, ids: readonly number[]): Promise<(SshKeyRow | null)[]> {
  requireAdmin(scope)
  const rows = await scope.db
    .selectFrom('ssh_key')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
  const byId = new Map(rows.map(row => [row.id, row]))
  return ids.map(id => byId.get(id) ?? null)
}

/** Makes a key pair. @throws DomainError `INVALID_INPUT`, `CONFLICT` `NAME_TAKEN` */
export async function generateSshKey(
  scope: Scope,
  input: NameAndDescription & { name: string; keyType: SshKeyType },
): Promise<SshKeyRow> {
  requireAdmin(scope)
  const name = readKeyName(input)
  return addKey(scope, name, input.description, await generateKey(input.keyType, name))
}

/**
 * Takes over a key pair that exists. Its passphrase is needed only here: the key is stored sealed, like every other.
 *
 * @throws DomainError `INVALID_INPUT`, `CONFLICT` `NAME_TAKEN`
 */
export async function importSshKey(
  scope: Scope,
  input: NameAndDescription & { name: string; privateKey: string; passphrase: string | null },
): Promise<SshKeyRow> {
  requireAdmin(scope)
  const name = readKeyName(input)
  return addKey(
    scope,
    name,
    input.description,
    await readPrivateKey(scope.keyDecryptor, input.privateKey, input.passphrase, name),
  )
}

/** @throws DomainError `NOT_FOUND`, `FORBIDDEN`, `INVALID_INPUT`, `CONFLICT` `NAME_TAKEN` */
export async function updateSshKey(scope: Scope, id: number, input: NameAndDescription): Promise<SshKeyRow> {
  requireAdmin(scope)
  await findSshKey(scope, id)
  checkNameAndDescription(input)
  const columns = {
    ...(input.name == null ? {} : { name: input.name.trim() }),
    ...(input.description === undefined ? {} : { description: input.description?.trim() || null }),
  }
  if (Object.keys(columns).length > 0)
    await scope.db
      .updateTable('ssh_key')
      .set(columns)
      .where('id', '=', id)
      .execute()
      .catch(refuseTakenName('key'))
  return findSshKey(scope, id)
}

/** @throws DomainError `NOT_FOUND`, `FORBIDDEN`, `CONFLICT` `SSH_KEY_IN_USE` when a connection signs in with it */
export async function deleteSshKey(scope: Scope, id: number): Promise<void> {
  requireAdmin(scope)
  await findSshKey(scope, id)
  const user = await scope.db
    .selectFrom('ssh_connection')
    .select('name')
    .where('sshKeyId', '=', id)
    .executeTakeFirst()
  if (user)
    throw conflict('SSH_KEY_IN_USE', `The connection ${user.name} signs in with this key.`, {
      connection: user.name,
    })
  // The table itself keeps a key that a connection has taken meanwhile.
  await scope.db.deleteFrom('ssh_key').where('id', '=', id).execute()
}

/** The id comes first, because the private key is sealed for this row alone. */
async function addKey(
  scope: Scope,
  name: string,
  description: string | null | undefined,
  pair: SshKeyPair,
): Promise<SshKeyRow> {
  const row = await scope.em
    .fork()
    .transactional(async em => {
      const key = em.create(SshKey, {
        name,
        description: description?.trim() || null,
        keyType: pair.keyType,
        publicKey: pair.publicKey,
        fingerprint: pair.fingerprint,
        sealedPrivateKey: '',
        createdAt: Date.now(),
      })
      await em.flush()
      key.sealedPrivateKey = scope.sealer.seal(pair.privateKey, privateKeyContext(key.id))
      return key
    })
    .catch(refuseTakenName('key'))
  return row as unknown as SshKeyRow
}

function readKeyName(input: NameAndDescription & { name: string }): string {
  checkNameAndDescription(input)
  return input.name.trim()
}

/** @throws DomainError `INVALID_INPUT` */
export function checkNameAndDescription({ name, description }: NameAndDescription): void {
  const mistakes = new Mistakes()
  mistakes.add('name', name == null ? null : nameProblem(name))
  if (/^.{2001}|[^\P{Cc}\n\r\t]/su.test(description ?? ''))
    mistakes.add('description', 'Must not exceed 2000 printable characters.')
  mistakes.throwIfAny()
}

/** What is wrong with the name of a key or connection; null for nothing. */
export const nameProblem = (name: string): string | null =>
  name.trim() === '' || /^.{101}|\p{C}/su.test(name) ? 'Must be 1 to 100 printable characters.' : null

/** Turns a violated unique index into `CONFLICT` `NAME_TAKEN`. */
export const refuseTakenName =
  (what: 'key' | 'connection') =>
  (error: unknown): never => {
    if (!isUniqueViolation(error)) throw error
    throw new DomainError(
      'CONFLICT',
      `There is already an SSH ${what} with this name.`,
      { reason: 'NAME_TAKEN' },
      { cause: error },
    )
  }
