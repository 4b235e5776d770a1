import { timingSafeEqual } from 'node:crypto'
import type { Viewer } from '../kernel/access.ts'
import { hashSecret } from '../kernel/hash-secret.ts'
import type { World } from '../kernel/scope.ts'

/** Whoever has `CRONJOB_KEY`: nobody, who may have all repositories looked at and nothing else. */
const cron: Viewer = {
  userId: 0,
  username: 'cron',
  role: 'VIEWER',
  allRepositoriesRole: null,
  grants: new Map(),
  credential: { kind: 'cron', id: 0, expiresAt: null },
}

/** Is this the key? Null when it is not, and when none is configured (contract borgwarehouse, section 12, H15). */
export function cronViewer({ hosting }: Pick<World, 'hosting'>, secret: string): Viewer | null {
  if (hosting.cronKeyHash === null) return null
  const isKey = timingSafeEqual(Buffer.from(hashSecret(secret)), Buffer.from(hosting.cronKeyHash))
  return isKey ? cron : null
}
