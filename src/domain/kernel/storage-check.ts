import { randomBytes } from 'node:crypto'
import { type OutageReason, outageOf } from './outages.ts'
import type { World } from './scope.ts'

/** More than fits into what a table's last page has left, in bytes. */
const probeBytes = 9000
/** A caller is not kept waiting by a database that does not answer, in milliseconds. */
const checkTimeoutMs = 3000

/** Writes something and takes it back in one transaction: everything that storing a row needs is needed. Null: that works. */
export async function checkStorage({
  db,
  isSqlite,
}: Pick<World, 'db' | 'isSqlite'>): Promise<OutageReason | null> {
  const secretHash = `storage check ${randomBytes(8).toString('hex')}`
  const content = JSON.stringify(randomBytes(probeBytes).toString('base64'))
  const now = Date.now()
  const written = db.transaction().execute(async transaction => {
    const row = {
      secretHash,
      purpose: 'storage-check',
      userId: null,
      content,
      createdAt: now,
      expiresAt: now,
    }
    await transaction.insertInto('one_time_secret').values(row).execute()
    await transaction.deleteFrom('one_time_secret').where('secretHash', '=', secretHash).execute()
  })
  const tooLate = new Promise<OutageReason>(resolve =>
    // SQLite itself is never away: what takes so long is another process that writes.
    setTimeout(resolve, checkTimeoutMs, isSqlite ? 'DATABASE_BUSY' : 'DATABASE_AWAY').unref(),
  )
  return Promise.race([
    written.then(
      () => null,
      error => outageOf(error) ?? 'DATABASE_AWAY',
    ),
    tooLate,
  ])
}
