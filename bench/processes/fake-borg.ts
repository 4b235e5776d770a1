/** In place of Borg: prints log lines by `plan.json`, each with the time at which it was written in its path. */
import { existsSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Plan } from '../support/fake-borg.ts'

const [folder = '', command] = process.argv.slice(2)
const stderr = 2
/** Of the whole machine, so that another process can tell the latency. */
const now = () => Number(process.hrtime.bigint()) / 1e6

/** What Borg says last. */
const borgsEnd =
  '{"type": "log_message", "time": 0, "message": "terminating with success status, rc 0", "levelname": "INFO", "name": "borg.output.show-rc"}'

function lineOf(number: number, width = 0): string {
  const head = `{"type": "file_status", "status": "A", "path": "/srv/data/@${now().toFixed(3)}@/file-${number}`
  return `${head.padEnd(width, '-')}"}\n`
}

function fillerOf(size: number): string {
  const head =
    '{"type": "progress_message", "operation": 1, "msgid": "bench", "finished": false, "message": "'
  return size > 0 ? `${head}${'x'.repeat(Math.max(0, size - head.length - 3))}"}\n` : ''
}

/** Borg flushes after every line, so each is a write of its own. */
async function printPaced({ lines, perSecond }: Plan): Promise<void> {
  const begin = now()
  for (let number = 0; number < lines; ) {
    const due = Math.min(lines, Math.floor(((now() - begin) * perSecond) / 1000) + 1)
    for (; number < due; number += 1) writeSync(stderr, lineOf(number))
    await sleep(1)
  }
}

function printAtOnce({ lines, filler = 0, width }: Plan): void {
  const padding = fillerOf(filler)
  const together = filler > 0 ? 1 : 1000
  for (let number = 0; number < lines; ) {
    let text = ''
    for (const end = Math.min(lines, number + together); number < end; number += 1)
      text += lineOf(number, width) + padding
    for (let rest = Buffer.from(text); rest.length > 0; rest = rest.subarray(writeSync(stderr, rest)));
  }
}

if (command === '--version') console.log('borg 1.2.4')
else if (command === 'create') {
  const plan: Plan = JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8'))
  // Nobody is left to say so when the benchmark was killed.
  for (const deadline = now() + 120_000; plan.wait && !existsSync(join(folder, 'go')); await sleep(5))
    if (now() > deadline) process.exit(2)
  if (plan.perSecond > 0) await printPaced(plan)
  else printAtOnce(plan)
  // Without its last line, a log counts as incomplete.
  writeSync(stderr, `${borgsEnd}\n`)
}
