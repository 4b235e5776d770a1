import { startWithArchives } from '../support/fake-archives.ts'
import { milliseconds, quantile, scaled, whole } from '../support/numbers.ts'
import { clock } from '../support/processes.ts'
import { atMost, type Row } from '../support/table.ts'

const archives = scaled(1000, 20)
const rounds = scaled(50, 5)

interface Page {
  edges: object[]
  pageInfo: { hasNextPage: boolean; endCursor: string }
}

/** The catalogue answers: no Borg is asked. */
export const archiveList: Row = {
  name: 'archive-list',
  title: `list ${whole(archives)} archives, ${rounds} times`,
  async measure() {
    await using setUp = await startWithArchives({ archives, entries: 10, bytes: 10 })
    const { server, repositoryId } = setUp
    const times: number[] = []
    const query =
      'query ($id: ID!, $after: String) { repository(by: { id: $id }) { ... on ManagedRepository { archives(first: 100, after: $after) { edges { node { id name startedAt originalSize } } pageInfo { hasNextPage endCursor } } } } }'
    for (let round = 0; round < rounds; round += 1) {
      const begin = clock()
      let count = 0
      for (let after: string | null = null; ; ) {
        const { edges, pageInfo }: Page = JSON.parse(
          await server.graphqlText(query, { id: repositoryId, after }),
        ).data.repository.archives
        count += edges.length
        if (!pageInfo.hasNextPage) break
        after = pageInfo.endCursor
      }
      times.push(clock() - begin)
      if (count !== archives) throw new Error(`${count} archives`)
    }
    const rest: number[] = []
    const id = Buffer.from(repositoryId, 'base64').toString().split(':')[1]
    for (let round = 0; round < rounds; round += 1) {
      const begin = clock()
      const response = await fetch(`${server.url}/api/archives/list?repository=${id}`, {
        headers: { authorization: `Bearer ${server.token}` },
      })
      const { archives: text } = (await response.json()) as { archives: string }
      rest.push(clock() - begin)
      if (JSON.parse(text).archives.length !== archives) throw new Error(text.slice(0, 500))
    }
    return [
      {
        what: `all of ${whole(archives)} archives over GraphQL, ${Math.ceil(archives / 100)} pages, p50`,
        ...atMost(quantile(times, 0.5), 200, milliseconds),
        baseline: `p95 ${milliseconds(quantile(times, 0.95))}`,
      },
      {
        what: `the same as one answer of the REST dialect, p50`,
        ...atMost(quantile(rest, 0.5), 200, milliseconds),
        baseline: `p95 ${milliseconds(quantile(rest, 0.95))}`,
      },
    ]
  },
}
