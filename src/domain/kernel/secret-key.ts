import { hkdfSync } from 'node:crypto'
import type { World } from './scope.ts'

/** This process was given another secret key than the one that the database is used with. */
export class OtherSecretKeyError extends Error {
  override name = 'OtherSecretKeyError'
}

/** The row with the key's fingerprint, beside the settings: nobody reads it but {@link requireSameKey}. */
const fingerprintRow = 'secretKeyFingerprint'

/**
 * With another key this process would refuse the access tokens of the others, and could neither open what they have sealed nor seal
 * what they can open. So the first process leaves a fingerprint in the database, from which the key cannot be computed,
 * and every other one is compared with it.
 *
 * @throws OtherSecretKeyError
 */
export async function requireSameKey({ db }: Pick<World, 'db'>, secretKey: string): Promise<void> {
  const own = JSON.stringify(fingerprintOf(secretKey))
  // Of those that are started at once the first one decides.
  await db
    .insertInto('setting')
    .values({ name: fingerprintRow, value: own, updatedAt: Date.now() })
    .onConflict(conflict => conflict.column('name').doNothing())
    .execute()
  const { value } = await db
    .selectFrom('setting')
    .select('value')
    .where('name', '=', fingerprintRow)
    .executeTakeFirstOrThrow()
  if (value !== own)
    throw new OtherSecretKeyError(
      'This database is used with another SECRET_KEY. Give this process the same one as all others (SECRET_KEY or ' +
        'SECRET_KEY_FILE; where none was set, it is in secret.key in the DATA_DIR of the first). If that key is lost for ever, ' +
        `stop all processes and delete the row "${fingerprintRow}" of the table "setting": then everybody signs in again, ` +
        'and stored passphrases and keys must be entered again.',
    )
}

const fingerprintOf = (secretKey: string): string =>
  Buffer.from(hkdfSync('sha256', secretKey, 'vinculum', 'fingerprint v1', 32)).toString('base64url')
