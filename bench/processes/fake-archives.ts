/** In place of Borg: a repository with many archives, whose newest has many files, one of them large. */
import { writeSync } from 'node:fs'

const [plan = '', command, ...args] = process.argv.slice(2)
const { archives, entries, bytes } = JSON.parse(plan) as { archives: number; entries: number; bytes: number }
const stdout = 1
const time = (number: number) =>
  new Date(Date.UTC(2026, 0, 1) + number * 3_600_000).toISOString().slice(0, 23)
const idOf = (number: number) => number.toString(16).padStart(64, '0')
const nameOf = (number: number) => `daily-${String(number).padStart(5, '0')}`

function write(data: Buffer): void {
  for (let rest = data; rest.length > 0; rest = rest.subarray(writeSync(stdout, rest)));
}

const print = (document: object) => write(Buffer.from(JSON.stringify(document)))

const repository = { id: idOf(7), last_modified: `${time(archives)}000`, location: '/fake' }
const listed = (number: number) => ({
  archive: nameOf(number),
  name: nameOf(number),
  id: idOf(number),
  start: `${time(number)}000`,
  time: `${time(number)}000`,
})

/** Fifty files to a folder, a hundred folders to a folder above. */
function printEntries(): void {
  let text = ''
  const add = (type: string, size: number, path: string) => {
    text += [
      type,
      '-rw-r--r--',
      'root',
      'root',
      size,
      '2026-11-21T00:35:57.300378',
      '',
      `'${path}'`,
      '',
    ].join('\0')
    if (text.length > 60_000) {
      write(Buffer.from(text))
      text = ''
    }
  }
  add('-', bytes, 'srv/large.bin')
  for (let number = 1, folder = 0; number < entries; folder += 1) {
    const path = `srv/data/${Math.floor(folder / 100)}/folder-${folder}`
    add('d', 0, path)
    number += 1
    for (let file = 0; file < 50 && number < entries; file += 1, number += 1)
      add('-', 1000 + file, `${path}/a file with a usual name ${number}.jpeg`)
  }
  write(Buffer.from(text))
}

function printBytes(): void {
  const portion = Buffer.alloc(1 << 20, 'x')
  for (let left = bytes; left > 0; left -= portion.length)
    write(left < portion.length ? portion.subarray(0, left) : portion)
}

if (command === '--version') console.log('borg 1.2.4')
else if (command === 'list' && args.includes('--json'))
  print({ archives: Array.from({ length: archives }, (_, index) => listed(index + 1)), repository })
else if (command === 'list') printEntries()
else if (command === 'extract') printBytes()
// Statistics are not what is measured.
else if (command === 'info') process.exitCode = 2
