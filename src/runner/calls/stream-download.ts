import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BorgCalls } from '../../domain/calls/borg-calls.ts'
import {
  chunkSize,
  countChunks,
  keepPulse,
  reclaimSpace,
  removeChunksWithoutCall,
  removeStream,
  storeChunk,
  streamWindow,
  vacuumInterval,
} from '../../domain/calls/call-streams.ts'
import { whenBack } from '../../domain/kernel/outages.ts'
import type { World } from '../../domain/kernel/scope.ts'
import { Refused } from '../borg/refused.ts'
import { startDownload } from '../sessions/downloads.ts'
import type { CallSession } from './call-session.ts'

/** Slow poll under lost bells, in milliseconds. */
const poll = 1000

/**
 * Has Borg read what a call asks for, and hands it to the caller through the database, as fast as that takes it. When the
 * caller is gone, Borg is ended.
 *
 * @throws Refused
 */
export async function streamDownload(
  { world, settings, repository, signal }: CallSession,
  wanted: BorgCalls['DOWNLOAD']['input'],
  callId: number,
): Promise<BorgCalls['DOWNLOAD']['output']> {
  const lost = new AbortController()
  using _pulse = keepPulse(world, callId, 'WORKER', () => lost.abort())
  const either = AbortSignal.any([signal, lost.signal])
  const sink = new ChunkSink(world, callId, either)
  try {
    const { stdout, ended } = await startDownload(world, settings, { repository, ...wanted }, either)
    await pipeline(stdout, sink, { signal: either })
    await ended
    return { chunkCount: sink.count }
  } catch (error) {
    throw either.aborted ? new Refused('PROCESS_LOST') : error
  } finally {
    if (lost.signal.aborted) await removeStream(world, callId)
    else await removeChunksWithoutCall(world, callId)
  }
}

/** Stores what is written as chunks: small ones while the caller is faster than Borg, large ones otherwise. */
class ChunkSink extends Writable {
  /** Chunks stored. */
  count = 0
  readonly #world: World
  readonly #callId: number
  readonly #signal: AbortSignal
  /** Chunks that may wait for the caller still. */
  #waiting = 0
  #unreclaimed = 0

  constructor(world: World, callId: number, signal: AbortSignal) {
    super({ highWaterMark: chunkSize })
    this.#world = world
    this.#callId = callId
    this.#signal = signal
  }

  override _writev(chunks: { chunk: Buffer }[], callback: (error?: Error | null) => void): void {
    this.#store(Buffer.concat(chunks.map(({ chunk }) => chunk))).then(() => callback(), callback)
  }

  async #store(content: Buffer): Promise<void> {
    const world = this.#world
    if (this.#waiting >= streamWindow) this.#waiting = await untilRoom(world, this.#callId, this.#signal)
    await whenBack(() => storeChunk(world, this.#callId, this.count, content), sleep, this.#signal)
    this.count += 1
    this.#waiting += 1
    this.#unreclaimed += content.length
    if (world.isSqlite || this.#unreclaimed < vacuumInterval) return
    this.#unreclaimed = 0
    // A hint: PostgreSQL comes to it by itself, too.
    reclaimSpace(world).catch(() => {})
  }
}

/** Waits until the caller has taken some. @returns how many chunks wait for it still */
async function untilRoom(world: World, callId: number, signal: AbortSignal): Promise<number> {
  using bell = world.wakeups.listen([`stream:${callId}`], signal)
  for (;;) {
    const waiting = await whenBack(
      () => countChunks(world, callId),
      time => bell.next(time),
      signal,
    )
    if (waiting < streamWindow) return waiting
    await bell.next(poll)
    signal.throwIfAborted()
  }
}
