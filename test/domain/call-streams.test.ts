import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Download } from '../../src/domain/archives/downloads.ts'
import { StreamedDownloads } from '../../src/domain/archives/streamed-downloads.ts'
import { failureOf } from '../../src/domain/borg/failures.ts'
import { removeOldCalls } from '../../src/domain/calls/abandoned-calls.ts'
import { answerCall, claimCall } from '../../src/domain/calls/borg-calls.ts'
import {
  countChunks,
  keepPulse,
  reclaimSpace,
  removeChunksWithoutCall,
  removeStream,
  storeChunk,
} from '../../src/domain/calls/call-streams.ts'
import type { World } from '../../src/domain/kernel/scope.ts'
import { until } from '../fixtures/processes.ts'
import { type InProcess, openInProcess } from '../schema/in-process.ts'
import { itOn } from '../support/database.ts'

let inProcess: InProcess
let world: World
let downloads: StreamedDownloads
beforeAll(async () => {
  inProcess = await openInProcess(1)
  world = inProcess.world
  downloads = new StreamedDownloads(world)
  const alive = { startedAt: Date.now(), heartbeatAt: Date.now() + 600_000 }
  await world.db
    .insertInto('worker')
    .values({ host: 'there', pools: 'some,default', borgVersion: null, concurrency: 1, ...alive })
    .execute()
})
afterAll(async () => {
  await downloads[Symbol.asyncDispose]()
  await inProcess[Symbol.asyncDispose]()
})

/** A download, and the call that its worker has taken. */
async function begin(signal = new AbortController().signal) {
  const repository = await world.db.selectFrom('repository').selectAll().executeTakeFirstOrThrow()
  const wanted = { repository, archiveName: 'one', path: 'a/file', isFolder: false } as Download
  const { stdout, ended } = await downloads.open(wanted, signal)
  const call = await claimCall(world, 'there', ['default'], 'streaming')
  return { id: call!.id, stdout, ended }
}

const rowsOf = (id: number) => world.db.selectFrom('borg_call').select('id').where('id', '=', id).execute()

/** A stream whose worker and caller died; the caller was last seen so many milliseconds ago. */
async function insertStream(age = 0): Promise<number> {
  const now = Date.now()
  const { id } = await world.db
    .insertInto('borg_call')
    .values({
      kind: 'DOWNLOAD',
      pool: 'default',
      status: 'RUNNING',
      input: '{}',
      createdAt: now,
      callerSeenAt: now - age,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

it('arrives in order, and leaves nothing behind', async () => {
  const { id, stdout, ended } = await begin()
  const arrived = buffer(stdout)
  for (const [number, text] of ['one, ', 'two, ', 'three, '].entries())
    await storeChunk(world, id, number, Buffer.from(text))
  await until(async () => (await countChunks(world, id)) === 0, 'they are taken')
  // Stored once more, by a worker that got no answer.
  await storeChunk(world, id, 2, Buffer.from('three, '))
  await storeChunk(world, id, 3, Buffer.from('four'))
  await answerCall(world, id, 'DONE', { chunkCount: 4 })
  expect((await arrived).toString()).toBe('one, two, three, four')
  await ended
  await until(async () => (await rowsOf(id)).length === 0, 'the call is forgotten')
  expect(await countChunks(world, id)).toBe(0)
})

it('is never taken for whole when a part of it is missing', async () => {
  const { id, stdout, ended } = await begin()
  const arrived = buffer(stdout)
  await storeChunk(world, id, 0, Buffer.from('one'))
  await answerCall(world, id, 'DONE', { chunkCount: 2 })
  await expect(arrived).rejects.toThrow('The worker that was reading the archive is gone.')
  await expect(ended).rejects.toMatchObject({ code: 'UNAVAILABLE' })

  const other = await begin()
  await storeChunk(world, other.id, 1, Buffer.from('two'))
  await expect(buffer(other.stdout)).rejects.toThrow('The worker that was reading the archive is gone.')
})

it('ends with what the worker says of its failure', async () => {
  const { id, stdout, ended } = await begin()
  await answerCall(world, id, 'FAILED', failureOf('REPOSITORY_LOCKED'))
  await expect(buffer(stdout)).rejects.toThrow()
  await expect(ended).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    details: { params: { failure: 'REPOSITORY_LOCKED' } },
  })
})

it('is given up with its client: the worker learns of it, and what it has stored goes', async () => {
  const gone = new AbortController()
  const { id, stdout, ended } = await begin(gone.signal)
  const lost = Promise.withResolvers<string>()
  using _pulse = keepPulse(world, id, 'WORKER', lost.resolve)
  await storeChunk(world, id, 0, Buffer.from('one'))
  await new Promise(resolve => stdout.once('readable', resolve))
  gone.abort()
  await expect(ended).rejects.toThrow()
  expect(await lost.promise).toBe('GONE')
  // Stored at that very moment.
  await storeChunk(world, id, 1, Buffer.from('two'))
  await removeChunksWithoutCall(world, id)
  expect(await countChunks(world, id)).toBe(0)
})

it('is lost to the side that hears nothing of the other', async () => {
  const { id, stdout, ended } = await begin()
  const lost: string[] = []
  // The caller shows that it lives.
  using _pulse = keepPulse(world, id, 'WORKER', loss => lost.push(loss), 2500)
  const silent = await Promise.all(
    (['CALLER', 'WORKER'] as const).map(async side => {
      const heard = Promise.withResolvers<string>()
      using _other = keepPulse(world, await insertStream(), side, heard.resolve, 2500)
      return await heard.promise
    }),
  )
  expect(silent).toEqual(['SILENT', 'SILENT'])
  expect(lost).toEqual([])
  stdout.destroy()
  await expect(ended).rejects.toThrow()
})

it('is tidied when both sides died', async () => {
  const left = await insertStream(4_000_000)
  await storeChunk(world, left, 0, Buffer.from('one'))
  const { id: fresh, stdout, ended } = await begin()
  await storeChunk(world, fresh, 0, Buffer.from('one'))
  await removeOldCalls(world)
  expect([await rowsOf(left), await countChunks(world, left)]).toEqual([[], 0])
  expect([(await rowsOf(fresh)).length, await countChunks(world, fresh)]).toEqual([1, 1])
  stdout.destroy()
  await expect(ended).rejects.toThrow()
})

itOn('PostgreSQL', 'SQLite uses the space again by itself')('gives its space back', async () => {
  const size = async () => {
    const { rows } = await sql<{
      size: number
    }>`select pg_total_relation_size('stream_chunk') as size`.execute(world.db)
    return rows[0]!.size
  }
  const id = await insertStream()
  for (let number = 0; number < 8; number += 1) await storeChunk(world, id, number, randomBytes(500_000))
  expect(await size()).toBeGreaterThan(4_000_000)
  await removeStream(world, id)
  await reclaimSpace(world)
  expect(await size()).toBeLessThan(1_000_000)
})

it('is refused at once when nobody could read it', async () => {
  const repository = await world.db.selectFrom('repository').selectAll().executeTakeFirstOrThrow()
  const elsewhere = { repository: { ...repository, pool: 'deserted' } } as Download
  await expect(downloads.open(elsewhere, new AbortController().signal)).rejects.toThrow(
    'No worker of pool deserted is running.',
  )
})
