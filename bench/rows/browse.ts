import { setTimeout as sleep } from 'node:timers/promises'
import { startWithArchives } from '../support/fake-archives.ts'
import { megabytes, milliseconds, quantile, scaled, seconds, whole } from '../support/numbers.ts'
import { clock, forgetPeak, memory } from '../support/processes.ts'
import type { Server } from '../support/server.ts'
import { atMost, type Row } from '../support/table.ts'

const entries = scaled(1_000_000)
const folders = Math.floor(entries / 51)
const pages = scaled(500, 50)
const fields = 'edges { node { name type size modifiedAt } } pageInfo { hasNextPage endCursor }'

/** An archive with more files than anybody looks at: listed once, then read page by page. */
export const browse: Row = {
  name: 'browse',
  title: `browse an archive with ${whole(entries)} files: the first request, then ${pages} pages`,
  async measure() {
    await using setUp = await startWithArchives({ archives: 1, entries, bytes: 1000 })
    const { server, newest } = setUp
    await sleep(2000)
    const idle = memory(server.pid).now
    forgetPeak(server.pid)
    const others: number[] = []
    const begin = clock()
    await untilListed(server, newest, others)
    const built = clock() - begin
    const { peak } = memory(server.pid)

    const query = `query ($id: ID!, $path: String!) { archive(by: { id: $id }) { entries(path: $path, first: 100) { ${fields} } } }`
    const times: number[] = []
    for (let page = 0; page < pages; page += 1) {
      const folder = Math.floor(Math.random() * folders)
      const path = `srv/data/${Math.floor(folder / 100)}/folder-${folder}`
      const start = clock()
      const text = await server.graphqlText(query, { id: newest, path })
      times.push(clock() - start)
      if (JSON.parse(text).data.archive.entries.edges.length < 50) throw new Error(text.slice(0, 500))
    }
    const what = `an archive with ${whole(entries)} files`
    return [
      {
        what: `${what}: until its first page`,
        measured: `${seconds(built / 1000)} (${whole((entries / built) * 1000)} files/s)`,
        baseline: `other requests meanwhile: p95 ${milliseconds(quantile(others, 0.95))}`,
      },
      {
        what: `${what}: growth of the server's memory meanwhile, at its highest`,
        ...atMost(peak - idle, 150_000_000, megabytes),
        baseline: `idle: ${megabytes(idle)}`,
      },
      {
        what: `${what}: any later page, p95`,
        ...atMost(quantile(times, 0.95), 50, milliseconds),
        baseline: `p50 ${milliseconds(quantile(times, 0.5))}`,
      },
    ]
  },
}

/** Asks for the first page until there is one; beside it, how long other requests take. */
async function untilListed(server: Server, id: string, others: number[]): Promise<void> {
  const root = 'query ($id: ID!) { archive(by: { id: $id }) { entries { edges { node { size } } } } }'
  let listed = false
  const asking = (async () => {
    while (!listed) {
      const text = await post(server, root, { id })
      const reason = JSON.parse(text).errors?.[0].extensions.reason
      if (reason === undefined) listed = true
      else if (reason !== 'INDEX_BUILDING') throw new Error(text.slice(0, 500))
    }
  })()
  while (!listed) {
    const start = clock()
    await server.graphqlText('{ viewer { id } }')
    others.push(clock() - start)
    await Promise.race([asking, sleep(20)])
  }
  await asking
}

/** On a connection of its own: it waits for a minute. */
async function post(server: Server, query: string, variables: object): Promise<string> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  return response.text()
}
