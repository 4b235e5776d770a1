import { type Scope, viewerOf, type World } from './scope.ts'

/** A worker that was silent for longer is not counted as living, in milliseconds. */
const silence = 30_000

/** The living workers, oldest first. */
export async function listWorkers(scope: Scope) {
  viewerOf(scope)
  return living(scope)
}

/** The version of the Borg that runs here; null without a living worker that has one. For everybody. */
export async function installedBorg(scope: Scope): Promise<string | null> {
  return (await living(scope)).find(worker => worker.borgVersion)?.borgVersion ?? null
}

const living = (world: World) =>
  world.db
    .selectFrom('worker')
    .selectAll()
    .where('heartbeatAt', '>', Date.now() - silence)
    .orderBy('startedAt')
    .execute()
