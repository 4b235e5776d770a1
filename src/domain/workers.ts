import { type Scope, viewerOf } from './scope.ts'

/** A worker that was silent for longer is not counted as living, in milliseconds. */
const silence = 30_000

/** The living workers, oldest first. */
export async function listWorkers(scope: Scope) {
  viewerOf(scope)
  return scope.db
    .selectFrom('worker')
    .selectAll()
    .where('heartbeatAt', '>', Date.now() - silence)
    .orderBy('startedAt')
    .execute()
}
