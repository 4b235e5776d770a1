import { addAbortSignal, Readable } from 'node:stream'
import { type BorgCalls, type CallFailure, postOrder } from '../calls/borg-calls.ts'
import {
  chunkSize,
  chunksAtOnce,
  findStream,
  keepPulse,
  removeStream,
  type StreamLoss,
  takeChunks,
} from '../calls/call-streams.ts'
import { readFailure } from '../calls/reading-refusals.ts'
import { servesPool } from '../calls/workers.ts'
import { unavailable } from '../kernel/errors.ts'
import { whenBack } from '../kernel/outages.ts'
import type { World } from '../kernel/scope.ts'
import type { Bell } from '../kernel/wakeups.ts'
import type { ArchiveReader, Download } from './downloads.ts'

/** Slow poll under lost bells, in milliseconds. */
const poll = 1000

/** Downloads that a worker of the repository's pool reads, through the database: for servers that cannot run Borg themselves. */
export class StreamedDownloads implements ArchiveReader, AsyncDisposable {
  readonly #world: World
  readonly #running = new Set<CallStream>()

  constructor(world: World) {
    this.#world = world
  }

  async open({ repository, archiveName, path, isFolder }: Download, signal: AbortSignal) {
    if (!(await servesPool(this.#world, repository.pool)))
      throw unavailable(`No worker of pool ${repository.pool} is running.`)
    const callId = await postOrder(this.#world, 'DOWNLOAD', repository, { archiveName, path, isFolder })
    const stdout = addAbortSignal(signal, new CallStream(this.#world, callId))
    this.#running.add(stdout)
    stdout.once('close', () => this.#running.delete(stdout))
    return { stdout, ended: stdout.ended }
  }

  /** Gives up what is running. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = [...this.#running].map(stream => new Promise(resolve => stream.once('close', resolve)))
    for (const stream of this.#running) stream.destroy()
    await Promise.all(closed)
  }
}

/** What a call streams, to its end or to an error: never a part that looks like the whole. */
class CallStream extends Readable {
  readonly #world: World
  readonly #callId: number
  readonly #bell: Bell
  readonly #pulse: Disposable
  readonly #stopping = new AbortController()
  readonly #ended = Promise.withResolvers<void>()
  /** Of the chunk that comes next. */
  #number = 0

  constructor(world: World, callId: number) {
    // While some chunks are sent, the next ones come.
    super({ highWaterMark: 2 * chunkSize * chunksAtOnce })
    this.#world = world
    this.#callId = callId
    this.#bell = world.wakeups.listen([`call:${callId}`], this.#stopping.signal)
    this.#pulse = keepPulse(world, callId, 'CALLER', loss => this.destroy(lossOf(loss)))
    // Whoever reads is told by `ended` as well.
    this.on('error', () => {})
    this.#ended.promise.catch(() => {})
  }

  get ended(): Promise<void> {
    return this.#ended.promise
  }

  override _read(): void {
    this.#next().then(
      bytes => {
        if (!bytes) this.#ended.resolve()
        this.push(bytes)
      },
      error => this.destroy(error),
    )
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#stopping.abort()
    this.#pulse[Symbol.dispose]()
    this.#bell[Symbol.dispose]()
    this.#ended.reject(error ?? lossOf('GONE'))
    // What cannot be removed now, tidying removes.
    removeStream(this.#world, this.#callId)
      .catch(() => {})
      .finally(() => callback(error))
  }

  /** The next bytes; null when there are no more. @throws DomainError */
  async #next(): Promise<Buffer | null> {
    for (let total: number | null = null; ; ) {
      const chunks = await this.#whenBack(() => takeChunks(this.#world, this.#callId, this.#number))
      if (chunks.some(({ number }, index) => number !== this.#number + index)) throw lossOf('SILENT')
      this.#number += chunks.length
      if (chunks.length > 0) return Buffer.concat(chunks.map(({ content }) => content))
      if (total === this.#number) return null
      // PostgreSQL forgets the chunks when it crashes.
      if (total !== null) throw lossOf('SILENT')
      total = totalOf(await this.#whenBack(() => findStream(this.#world, this.#callId)))
      if (total === null) await this.#bell.next(poll)
      this.#stopping.signal.throwIfAborted()
    }
  }

  /** A database that is away costs time only, until the pulse is lost. */
  #whenBack<Result>(ask: () => Promise<Result>): Promise<Result> {
    return whenBack(ask, time => this.#bell.next(time), this.#stopping.signal)
  }
}

/** How many chunks there are in all; null while nobody knows. @throws DomainError when the worker could not go on */
function totalOf(call: Awaited<ReturnType<typeof findStream>>): number | null {
  if (!call) throw lossOf('GONE')
  if (call.status === 'FAILED') throw readFailure(JSON.parse(call.output!) as CallFailure)
  return call.status === 'DONE' ? (JSON.parse(call.output!) as DownloadAnswer).chunkCount : null
}

type DownloadAnswer = BorgCalls['DOWNLOAD']['output']

const lossOf = (loss: StreamLoss) =>
  unavailable(
    loss === 'UNCLAIMED'
      ? 'All workers of this repository are busy with downloads. Try again later.'
      : 'The worker that was reading the archive is gone. Try again.',
  )
