import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { measure, readHints, readLastModified } from '../../src/hosting/probe.ts'
import { makeFolder, makeTree } from '../support/trees.ts'

const folder = makeFolder()
afterAll(() => folder[Symbol.dispose]())
const never = new AbortController().signal
const borg = (...args: string[]) =>
  execFileSync('borg', args, {
    env: {
      ...process.env,
      BORG_BASE_DIR: join(folder.path, 'client'),
      BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
    },
    encoding: 'utf8',
    stdio: 'pipe',
  })

it('counts as du does, hard links once, through a link at the top', async () => {
  const tree = makeTree(join(folder.path, 'tree'), { files: 250, bytes: 5000 })
  linkSync(join(tree, 'd0/file-1'), join(tree, 'again'))
  symlinkSync('/etc', join(tree, 'elsewhere'))
  symlinkSync(tree, join(folder.path, 'link'))
  const du = Number(execFileSync('du', ['-s', '-B1', tree], { encoding: 'utf8' }).split('\t')[0])
  expect(await measure(tree, never)).toBe(du)
  expect(await measure(join(folder.path, 'link'), never)).toBe(du)
  await expect(measure(join(folder.path, 'nothing'), never)).rejects.toThrow('ENOENT')
  await expect(measure(tree, AbortSignal.abort())).rejects.toThrow()
})

it('reads what Borg itself has written down', async () => {
  const path = join(folder.path, 'repo')
  expect(await readLastModified(path)).toBeNull()
  borg('init', '-e', 'none', path)
  const made = await readLastModified(path)
  expect(Math.abs(made! - Date.now())).toBeLessThan(10_000)
  borg('create', `${path}::a`, makeTree(join(folder.path, 'source'), { files: 3, bytes: 100_000 }))
  const hints = () => JSON.parse(borg('debug', 'dump-hints', path, '-'))
  expect(await readHints(path)).toMatchObject({ quotaUsed: hints().storage_quota_use })
  borg('delete', `${path}::a`)
  const { compact } = hints() as { compact: Record<string, number> }
  const reclaimable = Object.values(compact).reduce((sum, bytes) => sum + bytes, 0)
  expect(reclaimable).toBeGreaterThan(300_000)
  expect(await readHints(path)).toMatchObject({ reclaimable })
  borg('compact', path)
  expect((await readHints(path))!.reclaimable).toBeLessThan(10_000)
  // Looking changes nothing, and so it does not count.
  const before = await readLastModified(path)
  borg('list', path)
  borg('check', path)
  expect(await readLastModified(path)).toBe(before)
})

it('takes garbage for nothing', async () => {
  const path = join(folder.path, 'garbage')
  mkdirSync(path)
  writeFileSync(join(path, 'hints.7'), Buffer.from([0xc1, 0xff, 0x00]))
  writeFileSync(join(path, 'integrity.old'), '')
  expect(await readHints(path)).toBeNull()
  expect(await readLastModified(path)).toBeNull()
})
