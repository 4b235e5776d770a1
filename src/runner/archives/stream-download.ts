import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { BorgCalls } from '../../domain/borg-calls.ts'
import {
  chunkSize,
  countChunks,
  insist,
  keepPulse,
  removeChunksWithoutCall,
  storeChunk,
  streamWindow,
} from '../../domain/call-streams.ts'
import type { World } from '../../domain/scope.ts'
import type { CallSession } from '../call-session.ts'
import { Refused } from '../refused.ts'
import { startDownload } from './downloads.ts'

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
  const sink = chunkSink(world, callId, either)
  try {
    const { stdout, ended } = await startDownload(world, settings, { repository, ...wanted }, either)
    await pipeline(stdout, sink, { signal: either })
    await ended
    return { chunkCount: sink.stored() }
  } catch (error) {
    throw either.aborted ? new Refused('PROCESS_LOST') : error
  } finally {
    await removeChunksWithoutCall(world, callId)
  }
}

/** Stores what is written as chunks: small ones while the caller is faster than Borg, large ones otherwise. */
function chunkSink(world: World, callId: number, signal: AbortSignal) {
  let count = 0
  let waiting = 0
  const store = async (content: Buffer) => {
    if (waiting >= streamWindow) waiting = await untilRoom(world, callId, signal)
    await insist(() => storeChunk(world, callId, count, content), signal)
    count += 1
    waiting += 1
  }
  const sink = new Writable({
    highWaterMark: chunkSize,
    writev(chunks, callback) {
      store(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer))).then(() => callback(), callback)
    },
  })
  return Object.assign(sink, { stored: () => count })
}

/** Waits until the caller has taken some. @returns how many chunks wait for it still */
async function untilRoom(world: World, callId: number, signal: AbortSignal): Promise<number> {
  using bell = world.wakeups.listen([`stream:${callId}`], signal)
  for (;;) {
    const waiting = await insist(() => countChunks(world, callId), signal)
    if (waiting < streamWindow) return waiting
    await bell.next(poll)
    signal.throwIfAborted()
  }
}
