import { setTimeout as sleep } from 'node:timers/promises'
import { startWithArchives } from '../support/fake-archives.ts'
import { megabytes, scaled } from '../support/numbers.ts'
import { clock, cpuTime, forgetPeak, memory } from '../support/processes.ts'
import { atMost, type Figure, type Row } from '../support/table.ts'

const bytes = scaled(2 * 1024 ** 3)
const longestGrowth = 150_000_000

/** A file that is larger than the server's memory may grow: read by its own Borg, and by that of a worker elsewhere. */
export const download: Row = {
  name: 'download',
  title: `download a file of ${megabytes(bytes)}, twice`,
  async measure() {
    const own = await measureDownload(false)
    const remote = await measureDownload(true)
    const what = `download of ${megabytes(bytes)}`
    return [
      ...figuresOf(what, own),
      ...figuresOf(`${what} by a server without Borg, through PostgreSQL`, remote, rateOf(own)),
    ]
  },
}

interface Measured {
  /** Memory of the server before, and how much more it was at its highest; bytes. */
  idle: number
  growth: number
  /** Milliseconds. */
  wall: number
  cpu: number
}

async function measureDownload(isRemote: boolean): Promise<Measured> {
  await using setUp = await startWithArchives({ archives: 1, entries: 100, bytes }, isRemote)
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
  return { idle, growth: memory(server.pid).peak - idle, wall, cpu: cpuTime(server.pid) - cpu }
}

const rateOf = ({ wall }: Measured) => `${megabytes((bytes / wall) * 1000)}/s`

function figuresOf(what: string, measured: Measured, own?: string): Figure[] {
  return [
    {
      what: `${what}: growth of the server's memory, at its highest`,
      ...atMost(measured.growth, longestGrowth, megabytes),
      baseline: `idle: ${megabytes(measured.idle)}`,
    },
    {
      what: `${what}: throughput`,
      measured: `${rateOf(measured)} (server CPU ${(measured.cpu / 1000).toFixed(1)} s)`,
      ...(own ? { baseline: `by its own Borg: ${own}` } : {}),
    },
  ]
}
