import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { KeyFile } from '../../src/hosting/key-file.ts'
import { makeFolder } from '../support/trees.ts'

const folder = makeFolder()
afterAll(() => folder[Symbol.dispose]())
const place = (name: string) => join(folder.path, name)
const append = (line: string) => async (content: string) => ({ content: `${content}${line}\n` })

it('makes folder and file for its owner alone', async () => {
  await new KeyFile(place('new/authorized_keys')).edit(append('a'))
  expect(statSync(place('new')).mode & 0o777).toBe(0o700)
  expect(statSync(place('new/authorized_keys')).mode & 0o777).toBe(0o600)
  expect(readdirSync(place('new'))).toEqual(['authorized_keys'])
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
  expect(readdirSync(folder.path).filter(name => name.startsWith('.'))).toEqual([])
})

it('does not put a file in the place of a link that leads nowhere', async () => {
  symlinkSync(place('not mounted/authorized_keys'), place('dangling'))
  await expect(new KeyFile(place('dangling')).edit(append('a'))).rejects.toThrow('ENOENT')
  expect(lstatSync(place('dangling')).isSymbolicLink()).toBe(true)
})

it('takes over the lock that a killed process left', async () => {
  mkdirSync(place('stale.lock'))
  const long = new Date(Date.now() - 60_000)
  utimesSync(place('stale.lock'), long, long)
  await new KeyFile(place('stale')).edit(append('a'))
  expect(readFileSync(place('stale'), 'utf8')).toBe('a\n')
})

it('writes nothing when its lock was taken away', async () => {
  const file = new KeyFile(place('taken'))
  const edit = file.edit(async content => {
    rmSync(place('taken.lock'), { recursive: true })
    // The library looks after it every second or two.
    for (const end = Date.now() + 6000; Date.now() < end; )
      await new Promise(resolve => setTimeout(resolve, 100))
    return { content: `${content}a\n` }
  })
  await expect(edit).rejects.toThrow('taken the lock')
  expect(readdirSync(folder.path)).not.toContain('taken')
})

it('leaves the file as it is when it cannot be written, and goes on afterwards', async () => {
  mkdirSync(place('directory'))
  const file = new KeyFile(place('directory'))
  await expect(file.edit(append('a'))).rejects.toThrow('EISDIR')
  rmSync(place('directory'), { recursive: true })
  await file.edit(append('b'))
  expect(readFileSync(place('directory'), 'utf8')).toBe('b\n')
})
