import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { makePlace } from '../fixtures/journeys.ts'
import { until } from '../fixtures/processes.ts'
import { mutate } from '../http/mutate.ts'
import { createRepository, expectData } from '../support/api.ts'
import { openTables } from '../support/database.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const files = 450

/** Lists one archive of {@link files} files; stops in the middle while a file named `hold` is there, fails for one named `fail`. */
const program = (folder: string) => `#!/bin/sh
list() { awk -v from="$1" -v to="$2" 'BEGIN { for (i = from; i <= to; i++)
  printf "-%c-rw-r--r--%croot%croot%c10%c2026-11-21T00:35:57.300378%c%c\\047srv/d%d/file %d\\047%c", 0, 0, 0, 0, 0, 0, 0, i % 7, i, 0 }'; }
case "$1 $*" in
  --version*) echo 'borg 1.2.4' ;;
  list*--json*) echo '{"archives":[{"name":"a","id":"${'0'.repeat(64)}","start":"2026-11-21T00:00:00.000000"}]}' ;;
  list*)
    [ -e '${folder}/fail' ] && exit 2
    list 1 300
    while [ -e '${folder}/hold' ]; do sleep 0.05; done
    list 301 ${files} ;;
  info*) exit 2 ;;
esac
`

const browse = (server: TestServer, id: string) =>
  server.graphql(
    'query ($id: ID!) { archive(by: { id: $id }) { entries(path: "srv") { edges { node { name size } } } } }',
    { id },
  )

it('is shared, made again after a crash or a failure, and goes when nobody uses it', async () => {
  await using place = makePlace()
  const borg = place.at('borg')
  writeFileSync(borg, program(place.path))
  chmodSync(borg, 0o755)
  await using server = await startTestServer({ env: { BORG_PATH: borg }, dataDir: place.at('data') })
  const repositoryId = await createRepository(server, {
    name: 'indexed',
    path: place.at('repository'),
    sourceDirectories: [],
  })
  const { repository } = await mutate(
    server,
    'refreshArchives',
    { repositoryId },
    'repository { archives { edges { node { id } } } }',
  )
  const { id } = repository.archives.edges[0].node

  writeFileSync(place.at('fail'), '')
  expect((await browse(server, id)).errors?.[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE' })
  rmSync(place.at('fail'))

  writeFileSync(place.at('hold'), '')
  const asked = browse(server, id).catch(() => null)
  const index = async (from: TestServer) =>
    expectData(
      await from.graphql('query ($id: ID!) { archive(by: { id: $id }) { index { state entryCount } } }', {
        id,
      }),
    ).archive.index
  await until(async () => (await index(server)).entryCount >= 100, 'a part of the index is there')
  await using next = await server.restart()
  await asked
  rmSync(place.at('hold'))
  const [one, two] = await Promise.all([browse(next, id), browse(next, id)])
  const { entries } = expectData(one).archive
  expect(expectData(two).archive.entries).toEqual(entries)
  expect(entries.edges).toHaveLength(7)
  expect(
    entries.edges.reduce((sum: number, { node }: { node: { size: number } }) => sum + node.size, 0),
  ).toBe(files * 10)
  // The files, seven folders, and the one that they are in.
  expect(await index(next)).toEqual({ state: 'READY', entryCount: files + 8 })

  await using tables = await openTables(next.dataDir)
  const entriesLeft = async () =>
    (await tables.db.selectFrom('archive_entry').select('name').execute()).length
  expect(await entriesLeft()).toBe(files + 8)
  await tables.db.updateTable('archive_index').set({ usedAt: 1 }).execute()
  await using last = await next.restart()
  await until(async () => (await entriesLeft()) === 0, 'the entries are removed')
  await until(async () => (await index(last)) === null, 'the index is removed')
  expect(expectData(await browse(last, id)).archive.entries.edges).toHaveLength(7)
})
