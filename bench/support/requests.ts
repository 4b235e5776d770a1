import { join } from 'node:path'
import { type FakeBorg, startWithFakeBorg } from './fake-borg.ts'
import { completed, type JobIds, startBackup } from './jobs.ts'
import { median, microseconds, milliseconds, percent, ratio, scale, whole } from './numbers.ts'
import { clock, cpuTime, root, startNode } from './processes.ts'
import { atLeast, type Figure } from './table.ts'

/** A request that is sent again and again. */
export interface Target {
  method: 'GET' | 'POST'
  path: string
  body?: string
  /** Must be in the answer. */
  expect: string
}

/** One round of load on one server. CPU time is the server's, per request, in microseconds. */
interface Load {
  perSecond: number
  cpu: number
  busy: number
  p50: number
  p99: number
}

const connections = 50
const duration = Math.max(1, Math.round(4 * scale))
const rounds = scale < 1 ? 2 : 5

/** Requests per second for a finished job against the floor, in turns. */
export async function compareWithFloor(
  what: string,
  goal: number,
  targetOf: (job: JobIds) => Target,
): Promise<Figure[]> {
  await using setUp = await startWithFakeBorg()
  const { server, borg, repositoryId } = setUp
  const job = await finishedJob(setUp, borg, repositoryId)
  const target = targetOf(job)
  const authorization = `Bearer ${server.token}`
  const headers = { authorization, 'content-type': 'application/json' }
  const { method, body } = target
  const response = await fetch(server.url + target.path, { method, headers, ...(body ? { body } : {}) })
  const answer = await response.text()
  if (!response.ok || !answer.includes(target.expect))
    throw new Error(`${method} ${target.path}: ${response.status} ${answer.slice(0, 300)}`)

  const env = { NODE_ENV: 'production', ANSWER: answer }
  await using floor = startNode([join(root, 'bench/processes/bare-express.ts')], env)
  const [floorUrl] = await floor.printed(/http:\S+/)
  const bare: Load[] = []
  const served: Load[] = []
  const load = {
    bare: () => run(floor.process.pid!, [`${floorUrl}/`]),
    served: () => {
      const args = ['-m', method, ...(body ? ['-b', body] : []), ...Object.entries(headers).flatMap(headerOf)]
      return run(server.pid, [...args, server.url + target.path])
    },
  }
  // The first round of each only warms up.
  await load.bare()
  await load.served()
  for (let round = 0; round < rounds; round += 1) {
    bare.push(await load.bare())
    served.push(await load.served())
  }
  const of = (loads: Load[], value: keyof Load) => median(loads.map(one => one[value]))
  const figure = atLeast(
    median(served.map(({ perSecond }, round) => perSecond / bare[round]!.perSecond)),
    goal,
    ratio,
  )
  return [
    {
      what,
      ...figure,
      measured:
        `${figure.measured} (${whole(of(served, 'perSecond'))} requests/s, ${microseconds(of(served, 'cpu'))} of ` +
        `server CPU each, p50 ${milliseconds(of(served, 'p50'))}, p99 ${milliseconds(of(served, 'p99'))})`,
      baseline:
        `bare express route: ${whole(of(bare, 'perSecond'))} requests/s, ${microseconds(of(bare, 'cpu'))} each, ` +
        `${percent(of(bare, 'busy'))} of a core busy`,
    },
  ]
}

const headerOf = ([name, value]: [string, string]) => ['-H', `${name}=${value}`]

async function finishedJob(
  { server }: Awaited<ReturnType<typeof startWithFakeBorg>>,
  borg: FakeBorg,
  repositoryId: string,
): Promise<JobIds> {
  borg.plan({ lines: 100, perSecond: 0 })
  const job = await startBackup(server, repositoryId)
  await completed(server, job.id)
  return job
}

/** Runs the load generator, in a process of its own. @throws Error when anything but success was answered */
async function run(pid: number, args: string[]): Promise<Load> {
  const generator = join(root, 'node_modules/autocannon/autocannon.js')
  const options = ['-j', '-n', '-c', String(connections), '-d', String(duration)]
  const begin = clock()
  const before = cpuTime(pid)
  await using child = startNode([generator, ...options, ...args], {})
  const result = JSON.parse((await child.printed(/^\{"url.*\}$/m))[0])
  const cpu = cpuTime(pid) - before
  const elapsed = clock() - begin
  const { total } = result.requests
  if (result.non2xx + result.errors + result.timeouts > 0) throw new Error(JSON.stringify(result))
  return {
    perSecond: total / result.duration,
    cpu: (cpu * 1000) / total,
    busy: cpu / Math.min(elapsed, result.duration * 1000),
    p50: result.latency.p50,
    p99: result.latency.p99,
  }
}
