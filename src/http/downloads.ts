import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { type RequestHandler, Router } from 'express'
import {
  type ArchiveReader,
  type Download,
  type OpenDownload,
  openDownload,
  redeemDownload,
} from '../domain/archives/downloads.ts'
import { DomainError, type ErrorCode } from '../domain/kernel/errors.ts'
import type { World } from '../domain/kernel/scope.ts'

const statuses: Partial<Record<ErrorCode, number>> = { NOT_FOUND: 404, UNAVAILABLE: 503 }

/** `GET /downloads/{ticket}`: a file or a tar of a folder, for the holder of a ticket of `createDownload`. */
export function downloadRoutes(world: World, reader: ArchiveReader): Router {
  const serve: RequestHandler<{ ticket: string }> = async (request, response) => {
    try {
      const { ticket } = request.params
      if (request.method === 'HEAD') {
        response.writeHead(200, headersOf(await redeemDownload(world, ticket, false))).end()
        return
      }
      await sendDownload(world, reader, ticket, response)
    } catch (error) {
      if (!(error instanceof DomainError) || response.headersSent) throw error
      response.status(statuses[error.code] ?? 400).json({ detail: error.message })
    }
  }
  return Router().get('/downloads/:ticket', serve)
}

/**
 * Sends what a ticket is good for, as fast as the client takes it. Nothing is sent before Borg has given the first bytes;
 * when it fails later, or is ended, the connection breaks, so that nobody takes a part for the whole. When the client goes
 * away, Borg is ended.
 *
 * @throws DomainError `NOT_FOUND`, `UNAVAILABLE`, before anything was sent
 */
export async function sendDownload(
  world: World,
  reader: ArchiveReader,
  ticket: string,
  response: ServerResponse,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const download = await redeemDownload(world, ticket, true)
  const opened = await openDownload(reader, download, gone.signal)
  response.writeHead(200, { ...headersOf(download), ...headers })
  await stream(opened, response)
}

async function stream({ stdout, ended }: OpenDownload, response: ServerResponse): Promise<void> {
  try {
    await pipeline(stdout, response, { end: false })
    await ended
    response.end()
  } catch {
    // Whatever it was, the client must not take this for the end. The reason is no secret, but there is no place for it.
    response.destroy()
  }
}

const headersOf = ({ filename, size, isFolder }: Download): Record<string, string> => ({
  'content-type': isFolder ? 'application/x-tar' : 'application/octet-stream',
  'content-disposition': dispositionOf(filename),
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  ...(size === null ? {} : { 'content-length': String(size) }),
})

/** `attachment` with a name that cannot break out of it: ASCII for all (RFC 6266), and the true one (RFC 5987). */
export function dispositionOf(filename: string): string {
  const plain = filename.toWellFormed().replaceAll(/\p{Cc}/gu, '_')
  const ascii = plain.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_')
  if (ascii === plain) return `attachment; filename="${ascii}"`
  const encoded = encodeURIComponent(plain).replaceAll(
    /['()*]/g,
    letter => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
