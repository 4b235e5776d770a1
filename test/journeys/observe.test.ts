import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { makePlace } from '../fixtures/journeys.ts'
import { createRepository, expectData } from '../support/api.ts'
import { startTestServer } from '../support/server.ts'
import { makeTree } from '../support/trees.ts'

it('shows what others back up into a repository that is only observed, and never writes into it', async () => {
  await using place = makePlace()
  await using server = await startTestServer()
  const path = place.at('repository')
  const source = makeTree(place.at('source'), { files: 4, bytes: 10 })
  const repository = await createRepository(server, {
    name: 'observed',
    path,
    mode: 'OBSERVE',
    bypassLock: true,
    sourceDirectories: [source],
  })
  execFileSync('borg', ['create', `${path}::elsewhere`, source], {
    env: {
      PATH: '/usr/bin:/bin',
      BORG_BASE_DIR: place.at('somebody-else'),
      BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
    },
    stdio: 'pipe',
  })
  const archives = 'archives { edges { node { name fileCount originalSize } } }'
  const elsewhere = [{ node: { name: 'elsewhere', fileCount: 4, originalSize: expect.any(Number) } }]
  // Nobody has told us of it: listing finds out.
  const read = await server.graphql(
    `query ($id: ID!) { repository(by: { id: $id }) { ... on ManagedRepository { ${archives} } } }`,
    { id: repository },
  )
  expect(expectData(read).repository.archives.edges).toEqual(elsewhere)
  const refreshed = await server.graphql(
    `mutation ($input: RefreshArchivesInput!) { refreshArchives(input: $input) { repository { ${archives} } } }`,
    { input: { repositoryId: repository } },
  )
  expect(expectData(refreshed).refreshArchives.repository.archives.edges).toEqual(elsewhere)
  const { errors } = await server.graphql(
    'mutation ($input: StartBackupInput!) { startBackup(input: $input) { job { id } } }',
    { input: { repositoryId: repository } },
  )
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', reason: 'REPOSITORY_OBSERVED' })
})
