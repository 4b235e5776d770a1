import { LRUCache } from 'lru-cache'
import { callBorg, connectionPool } from '../calls/borg-calls.ts'
import { DomainError } from '../kernel/errors.ts'
import type { World } from '../kernel/scope.ts'
import type { HostKeyFingerprint } from './hosting-calls.ts'

/** So long, in milliseconds, what the worker said is said again. */
const memory = 60_000
/** Nobody waits longer for what is nice to know, in milliseconds. */
const patience = 5000

const answers = new LRUCache<World['db'], Promise<HostKeyFingerprint[]>>({ max: 10, ttl: memory })

/** The fingerprints by which clients recognize this server: what the configuration says, then what the worker reads; none without one. */
export async function hostKeyFingerprints(world: World): Promise<HostKeyFingerprint[]> {
  const { fingerprints } = world.hosting.sshServer
  const configured = Object.entries(fingerprints).map(
    ([type, fingerprint]) => ({ type, fingerprint }) as HostKeyFingerprint,
  )
  const read = (await readFingerprints(world)).filter(({ type }) => fingerprints[type] === undefined)
  return [...configured, ...read]
}

function readFingerprints(world: World): Promise<HostKeyFingerprint[]> {
  const known = answers.get(world.db)
  if (known) return known
  const asking = callBorg(world, 'READ_SSH_SERVER', connectionPool, {}, patience).then(
    answer => answer.fingerprints,
    error => {
      answers.delete(world.db)
      if (error instanceof DomainError) return []
      throw error
    },
  )
  answers.set(world.db, asking)
  return asking
}
