import { createHash } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { installFake, makePlace } from '../fixtures/journeys.ts'
import { createRandom } from '../fixtures/random.ts'
import { createRepository, readLog, startBackup, waitForJob } from '../support/api.ts'
import { startTestServer } from '../support/server.ts'
import { createSocket } from '../support/subscribe.ts'
import { makeTree } from '../support/trees.ts'

const megabyte = 1024 * 1024

/** Lines that try to do harm, and how they are shown: character for character, with pictures of what cannot be seen. */
const nasty: [printed: string | Buffer, shown: string][] = [
  ['\x1b[31mred\x1b[0m and \x1b[1;4mbold\x1b[m', '␛[31mred␛[0m and ␛[1;4mbold␛[m'],
  ['\x1b]0;new title\x07title', '␛]0;new title␇title'],
  ['\x1b]8;;http://evil/\x1b\\link\x1b]8;;\x1b\\', '␛]8;;http://evil/␛\\link␛]8;;␛\\'],
  ['\x1b[2J\x1b[Hcleared', '␛[2J␛[Hcleared'],
  ['nul\0nul', 'nul␀nul'],
  ['back\b\b\bspace\x7f', 'back␈␈␈space␡'],
  ['100%\r 50%\r', '100%␍ 50%'],
  ['tab\tstays', 'tab\tstays'],
  ['\u202egnp.exe', '\ufffdgnp.exe'],
  ['line\u2028separator', 'line\ufffdseparator'],
  [Buffer.from([0x61, 0xff, 0xfe, 0x62]), 'a\ufffd\ufffdb'],
  [Buffer.from([0xe2, 0x82]), '\ufffd'],
  ['grüße 😀', 'grüße 😀'],
  ['', ''],
  ['\x1b', '␛'],
]

/** What Borg says last. */
const borgsEnd =
  '{"type": "log_message", "time": 0, "message": "terminating with success status, rc 0", "levelname": "INFO", "name": "borg.output.show-rc"}'

/** 10 MB of lines, the nasty ones and lines of 1 MB among them. */
function makeOutput(random: ReturnType<typeof createRandom>): { printed: Buffer; shown: string[] } {
  const printed: (string | Buffer)[] = []
  const shown: string[] = []
  const add = (line: string | Buffer, expected: string) => {
    printed.push(line, '\n')
    shown.push(expected)
  }
  for (const length of [1_000_000, megabyte]) {
    const long = String.fromCharCode(97 + random.whole(0, 25)).repeat(length)
    add(long, long)
  }
  for (let size = 1.9 * megabyte; size < 10 * megabyte; ) {
    const line = `${random.whole(0, 2 ** 31)} `.repeat(random.whole(1, 30))
    add(line, line)
    size += line.length + 1
    if (random.next() < 0.01) add(...nasty[random.whole(0, nasty.length - 1)]!)
  }
  for (const line of nasty) add(...line)
  printed.push('no newline at the end')
  shown.push('no newline at the end')
  return { printed: Buffer.concat(printed.map(part => Buffer.from(part))), shown }
}

const sha256 = (lines: readonly string[]) => createHash('sha256').update(lines.join('\n')).digest('hex')

/** Most memory that a process ever had, in bytes. */
const peakMemory = (pid: number): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024

it('takes 10 MB on each stream at once, long lines, and whatever bytes there are', async () => {
  await using place = makePlace()
  const random = createRandom()
  const fake = installFake('noisy-borg.sh', place.path)
  const [out, err] = [makeOutput(random), makeOutput(random)]
  writeFileSync(place.at('out'), out.printed)
  writeFileSync(place.at('err'), err.printed)
  for (const file of ['out', 'err']) expect(statSync(place.at(file)).size).toBeGreaterThan(10 * megabyte)

  // With all the room of this machine, V8 would collect no garbage before there are 150 MB of it.
  await using server = await startTestServer({
    env: { BORG_PATH: fake, NODE_OPTIONS: '--max-semi-space-size=4 --max-old-space-size=128' },
  })
  const repository = await createRepository(server, {
    name: 'noisy',
    path: place.at('repository'),
    sourceDirectories: [makeTree(place.at('source'), { files: 1, bytes: 10 })],
  })
  const token = await server.token()
  const before = peakMemory(server.pid)
  const id = await startBackup(server, repository)

  const following = followLog(server.url, token, id)
  const latencies = measureLatency(server.url, following)
  const lines = await following
  expect((peakMemory(server.pid) - before) / megabyte).toBeLessThan(150)
  expect(await waitForJob(server, id)).toMatchObject({ status: 'COMPLETED' })
  expect(lines.map(line => line.number)).toEqual(lines.map((_line, index) => index + 1))
  const received = lines.filter(line => line.source === 'BORG').map(line => line.content)
  const expected = [...err.shown, borgsEnd, ...out.shown]
  expect(received.length, `SEED=${random.seed}`).toBe(expected.length)
  expect(sha256(received), `SEED=${random.seed}`).toBe(sha256(expected))
  expect(sha256((await readLog(server, id)).map(line => line.content))).toBe(
    sha256(lines.map(line => line.content)),
  )
  // The server went on answering others meanwhile.
  expect(Math.max(...(await latencies))).toBeLessThan(1500)
})

async function followLog(url: string, token: string, id: string) {
  const client = createSocket({ url }, token)
  const lines: { number: number; content: string; source: string }[] = []
  const query = 'subscription ($id: ID!) { jobLog(jobId: $id) { lines { number content source } } }'
  for await (const { data } of client.iterate<{ jobLog: { lines: typeof lines } }>({
    query,
    variables: { id },
  }))
    lines.push(...data!.jobLog.lines)
  await client.dispose()
  return lines
}

/** Milliseconds that a trivial request takes, again and again until something has ended. */
async function measureLatency(url: string, until: Promise<unknown>): Promise<number[]> {
  const latencies: number[] = []
  let running = true
  const end = () => {
    running = false
  }
  until.then(end, end)
  while (running) {
    const start = performance.now()
    expect((await fetch(`${url}/livez`)).status).toBe(200)
    latencies.push(performance.now() - start)
    await sleep(20)
  }
  return latencies
}
