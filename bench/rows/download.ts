import { setTimeout as sleep } from 'node:timers/promises'
import { startWithArchives } from '../support/fake-archives.ts'
import { megabytes, scaled } from '../support/numbers.ts'
import { clock, cpuTime, forgetPeak, memory } from '../support/processes.ts'
import { atMost, type Row } from '../support/table.ts'

const bytes = scaled(2 * 1024 ** 3)

/** A file that is larger than the server's memory may grow. */
export const download: Row = {
  name: 'download',
  title: `download a file of ${megabytes(bytes)}`,
  async measure() {
    await using setUp = await startWithArchives({ archives: 1, entries: 100, bytes })
    const { server, newest } = setUp
    const { createDownload } = await server.graphql<{ createDownload: { url: string } }>(
      'mutation ($id: ID!) { createDownload(input: { archiveId: $id, path: "srv/large.bin" }) { url } }',
      { id: newest },
    )
    await sleep(2000)
    const idle = memory(server.pid).now
    forgetPeak(server.pid)
    const cpu = cpuTime(server.pid)
    const begin = clock()
    const response = await fetch(server.url + createDownload.url)
    let received = 0
    for await (const chunk of response.body!) received += chunk.length
    const wall = clock() - begin
    if (received !== bytes) throw new Error(`${received} bytes`)
    const { peak } = memory(server.pid)
    return [
      {
        what: `download of ${megabytes(bytes)}: growth of the server's memory, at its highest`,
        ...atMost(peak - idle, 150_000_000, megabytes),
        baseline: `idle: ${megabytes(idle)}`,
      },
      {
        what: `download of ${megabytes(bytes)}: throughput`,
        measured: `${megabytes((bytes / wall) * 1000)}/s (server CPU ${((cpuTime(server.pid) - cpu) / 1000).toFixed(1)} s)`,
      },
    ]
  },
}
