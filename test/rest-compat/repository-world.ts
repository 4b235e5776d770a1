import { join } from 'node:path'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeFolder, makeTree } from '../support/trees.ts'
import { createRest, type Rest, type RestAnswer } from './rest.ts'

/** A server with a folder for repositories, and the routes about them at hand. */
export interface RepositoryWorld extends AsyncDisposable {
  server: TestServer
  rest: Rest
  sources: string
  pathOf(name: string): string
  /** A repository without encryption, unless told otherwise. */
  create(name: string, more?: object): Promise<RestAnswer>
  importIt(name: string, more?: object): Promise<RestAnswer>
  list(token?: string): Promise<RestAnswer['body']>
}

export async function createRepositoryWorld({
  makeEnvironment = (_folder: string): Record<string, string> => ({}),
} = {}): Promise<RepositoryWorld> {
  const folder = makeFolder()
  const sources = makeTree(join(folder.path, 'sources'), { files: 5, bytes: 2000 })
  const server = await startTestServer({ env: makeEnvironment(folder.path) })
  const rest = await createRest(server)
  const pathOf = (name: string) => join(folder.path, name)
  return {
    server,
    rest,
    sources,
    pathOf,
    create: (name, more = {}) =>
      rest('POST', '/api/repositories/', {
        json: { name, path: pathOf(name), encryption: 'none', source_directories: [sources], ...more },
      }),
    importIt: (name, more = {}) =>
      rest('POST', '/api/repositories/import', { json: { name, path: pathOf(name), ...more } }),
    list: async token =>
      (await rest('GET', '/api/repositories/', token === undefined ? {} : { token })).body.repositories,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      folder[Symbol.dispose]()
    },
  }
}

/** Status and detail of a refusal. */
export const refusal = ({ status, body }: RestAnswer) => [status, body.detail]

/** What {@link refusal} gives for a key. */
export const keyed = (status: number, key: string, params?: object) => [
  status,
  params ? { key: `backend.errors.${key}`, params } : { key: `backend.errors.${key}` },
]
