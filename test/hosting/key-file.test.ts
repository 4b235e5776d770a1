import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { KeyFile as File } from '../../src/hosting/key-file.ts'
import { takeFileLock } from '../../src/platform/file-lock.ts'
import { makeFolder } from '../support/trees.ts'

const folder = makeFolder()
afterAll(() => folder[Symbol.dispose]())
class KeyFile extends File {
  constructor(path: string) {
    super(path, takeFileLock)
  }
}
const place = (name: string) => join(folder.path, name)
const append = (line: string) => async (content: string) => ({ content: `${content}${line}\n` })

it('makes folder and file for its owner alone', async () => {
  await new KeyFile(place('new/authorized_keys')).edit(append('a'))
  expect(statSync(place('new')).mode & 0o777).toBe(0o700)
  expect(statSync(place('new/authorized_keys')).mode & 0o777).toBe(0o600)
  expect(readdirSync(place('new')).toSorted()).toEqual(['.authorized_keys.vinculum-lock', 'authorized_keys'])
  expect(statSync(place('new/.authorized_keys.vinculum-lock')).mode & 0o777).toBe(0o600)
})

it('keeps bytes, mode and links', async () => {
  const bytes = Buffer.from([0xff, 0xfe, 0x0d, 0x0a, 0xe4, 0x0a])
  writeFileSync(place('real'), bytes)
  chmodSync(place('real'), 0o644)
  symlinkSync(place('real'), place('link'))
  await new KeyFile(place('link')).edit(append('a'))
  expect(lstatSync(place('link')).isSymbolicLink()).toBe(true)
  expect(statSync(place('real')).mode & 0o777).toBe(0o644)
  expect(readFileSync(place('real'))).toEqual(Buffer.concat([bytes, Buffer.from('a\n')]))
})

it('loses nothing when many write at once, also with several writers', async () => {
  const files = [new KeyFile(place('busy')), new KeyFile(place('busy'))]
  await Promise.all(Array.from({ length: 40 }, (_, index) => files[index % 2]!.edit(append(`${index}`))))
  const lines = readFileSync(place('busy'), 'utf8').trim().split('\n')
  expect(lines.map(Number).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index))
})

it('makes its change again on what somebody without the lock has written meanwhile', async () => {
  writeFileSync(place('edited'), 'a\n')
  let seen = 0
  await new KeyFile(place('edited')).edit(async content => {
    seen += 1
    if (seen < 3) writeFileSync(place('edited'), `${content}by hand\n`)
    return { content: `${content}ours\n` }
  })
  expect(readFileSync(place('edited'), 'utf8')).toBe('a\nby hand\nby hand\nours\n')
  expect(readdirSync(folder.path).filter(name => name.startsWith('.edited.'))).toEqual([
    '.edited.vinculum-lock',
  ])
})

it('does not put a file in the place of a link that leads nowhere', async () => {
  symlinkSync(place('not mounted/authorized_keys'), place('dangling'))
  await expect(new KeyFile(place('dangling')).edit(append('a'))).rejects.toThrow('ENOENT')
  expect(lstatSync(place('dangling')).isSymbolicLink()).toBe(true)
})

/** Another process that holds the lock of a file. */
async function holdElsewhere(name: string): Promise<ChildProcess> {
  const program = `
    import { takeFileLock } from ${JSON.stringify(new URL('../../src/platform/file-lock.ts', import.meta.url).href)}
    const lock = takeFileLock(${JSON.stringify(place(`.${name}.vinculum-lock`))})
    globalThis.kept = lock
    process.stdout.write(lock ? 'held' : 'refused')
    process.stdin.resume()
  `
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [said] = await once(child.stdout!, 'data')
  if (String(said) !== 'held') child.kill()
  expect(String(said)).toBe('held')
  return child
}

it('waits for another process, and needs nobody to tidy up after one that was killed', async () => {
  const other = await holdElsewhere('shared')
  let isDone = false
  const edit = new KeyFile(place('shared')).edit(append('a')).then(() => {
    isDone = true
  })
  // More than once it has asked in vain by then.
  await new Promise(resolve => setTimeout(resolve, 200))
  expect(isDone).toBe(false)
  other.kill('SIGKILL')
  await edit
  expect(readFileSync(place('shared'), 'utf8')).toBe('a\n')
})

it('holds its lock against others, also within one process', async () => {
  const lock = place('.own.vinculum-lock')
  await new KeyFile(place('own')).edit(async content => {
    expect(takeFileLock(lock)).toBeNull()
    expect(takeFileLock(lock)).toBeNull()
    await expect(holdElsewhere('own')).rejects.toThrow()
    return { content: `${content}a\n` }
  })
  takeFileLock(lock)![Symbol.dispose]()
})

it('leaves the file as it is when it cannot be written, and goes on afterwards', async () => {
  mkdirSync(place('directory'))
  const file = new KeyFile(place('directory'))
  await expect(file.edit(append('a'))).rejects.toThrow('EISDIR')
  rmSync(place('directory'), { recursive: true })
  await file.edit(append('b'))
  expect(readFileSync(place('directory'), 'utf8')).toBe('b\n')
})
