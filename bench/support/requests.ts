import { join } from 'node:path'
import Database from 'better-sqlite3'
import { startWithFakeBorg } from './fake-borg.ts'
import { completed, startBackup } from './jobs.ts'
import { type Load, putUnderLoad, type Sent } from './load.ts'
import { median, microseconds, milliseconds, percent, ratio, scale, whole } from './numbers.ts'
import { root, startNode } from './processes.ts'
import type { Server } from './server.ts'
import { atLeast, type Figure } from './table.ts'

const rounds = scale < 1 ? 2 : 5
/** So many that hardly two connections ask for the same one at once. */
const jobs = 500

/**
 * Requests per second, each for one of many finished jobs, against a bare express route with an answer of the same size,
 * in turns.
 *
 * @param expected must be in the answer
 */
export async function compareWithFloor(
  what: string,
  goal: number,
  expected: string,
  requestFor: (databaseId: number) => Sent,
): Promise<Figure[]> {
  await using setUp = await startWithFakeBorg()
  const { server, borg, repositoryId } = setUp
  borg.plan({ lines: 100, perSecond: 0 })
  const { id, databaseId } = await startBackup(server, repositoryId)
  await completed(server, id)
  const requests = [databaseId, ...copyJob(server, databaseId)].map(requestFor)
  const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' }
  const answer = await ask(server.url, headers, requests[0]!, expected)
  await ask(server.url, headers, requests.at(-1)!, expected)

  const env = { NODE_ENV: 'production', ANSWER: answer }
  await using floor = startNode([join(root, 'bench/processes/bare-express.ts')], env)
  const [floorUrl] = await floor.printed(/http:\S+/)
  const bare: Load[] = []
  const served: Load[] = []
  for (let round = 0; round <= rounds; round += 1) {
    bare.push(await putUnderLoad(floor.process.pid!, floorUrl, headers, [{ method: 'GET', path: '/' }]))
    served.push(await putUnderLoad(server.pid, server.url, headers, requests))
    // The first round of each only warms up.
    if (round === 0) bare.length = served.length = 0
  }
  return [compared(what, goal, bare, served)]
}

/** The figure of a route that was put under load in turns with the bare one. */
export function compared(what: string, goal: number, bare: Load[], served: Load[]): Figure {
  const of = (loads: Load[], value: keyof Load) => median(loads.map(one => one[value]))
  const ratios = served.map(({ perSecond }, round) => perSecond / bare[round]!.perSecond)
  const figure = atLeast(median(ratios), goal, ratio)
  return {
    what,
    ...figure,
    measured:
      `${figure.measured} (${whole(of(served, 'perSecond'))} requests/s, ${microseconds(of(served, 'cpu'))} of ` +
      `server CPU each, p50 ${milliseconds(of(served, 'p50'))}, p99 ${milliseconds(of(served, 'p99'))})`,
    baseline:
      `bare express route: ${whole(of(bare, 'perSecond'))} requests/s, ${microseconds(of(bare, 'cpu'))} each, ` +
      `${percent(of(bare, 'busy'))} of a core busy`,
  }
}

/** Copies a finished job straight into the database: so many real runs would take too long. @returns their ids */
function copyJob(server: Server, databaseId: number): number[] {
  const database = new Database(join(server.dataDir, 'vinculum.db'), { timeout: 5000 })
  try {
    const columns = (database.pragma('table_info(job)') as { name: string }[])
      .map(({ name }) => `"${name}"`)
      .filter(name => name !== '"id"')
      .join(', ')
    const copy = database.prepare(`insert into job (${columns}) select ${columns} from job where id = ?`)
    return database.transaction(() =>
      Array.from({ length: jobs - 1 }, () => Number(copy.run(databaseId).lastInsertRowid)),
    )()
  } finally {
    database.close()
  }
}

async function ask(url: string, headers: Record<string, string>, sent: Sent, expected: string) {
  const { method, path, body } = sent
  const response = await fetch(url + path, { method, headers, ...(body ? { body } : {}) })
  const answer = await response.text()
  if (!response.ok || !answer.includes(expected))
    throw new Error(`${method} ${path}: ${response.status} ${answer.slice(0, 300)}`)
  return answer
}
