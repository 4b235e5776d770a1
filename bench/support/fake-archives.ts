import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCluster } from './cluster.ts'
import { createRepository } from './jobs.ts'
import { root } from './processes.ts'
import { type Server, startServer } from './server.ts'

/** What is in the fake repository. */
export interface Archived {
  archives: number
  /** In each archive. */
  entries: number
  /** Size of `srv/large.bin`. */
  bytes: number
}

/**
 * A built server and a repository full of archives, of which it knows. The fake Borg is its own, or with `isRemote` that of a
 * worker: both are on one PostgreSQL then.
 */
export async function startWithArchives(
  archived: Archived,
  isRemote = false,
): Promise<{ server: Server; repositoryId: string; newest: string } & AsyncDisposable> {
  await using stack = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'vinculum-bench-archives-'))
  stack.defer(() => rmSync(folder, { recursive: true, force: true }))
  const program = join(folder, 'borg')
  const script = join(root, 'bench/processes/fake-archives.ts')
  const plan = JSON.stringify(archived)
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${script}' '${plan}' "$@"\n`)
  chmodSync(program, 0o755)
  const server = isRemote
    ? stack.use(await startCluster({ servers: 1, workers: 1, borg: program })).servers[0]
    : stack.use(await startServer({ BORG_PATH: program }))
  const repositoryId = await createRepository(server, {
    name: 'archives',
    path: join(folder, 'repository'),
    encryption: 'NONE',
    sourceDirectories: [folder],
  })
  await server.graphql(
    'mutation ($id: ID!) { refreshArchives(input: { repositoryId: $id }) { repository { id } } }',
    { id: repositoryId },
  )
  const { repository } = await server.graphql<{
    repository: { archives: { edges: { node: { id: string } }[] } }
  }>(
    'query ($id: ID!) { repository(by: { id: $id }) { ... on ManagedRepository { archives(first: 1) { edges { node { id } } } } } }',
    { id: repositoryId },
  )
  const newest = repository.archives.edges[0]!.node.id
  const owned = stack.move()
  return { server, repositoryId, newest, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
