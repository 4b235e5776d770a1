import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder that is removed at the end of its block. */
export function makeFolder(prefix = 'vinculum-'): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), prefix))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** Fills a folder with `files` files of `bytes` random bytes each, a hundred to a directory. Returns the folder. */
export function makeTree(folder: string, { files, bytes }: { files: number; bytes: number }): string {
  for (let index = 0; index < files; index += 1) {
    const directory = join(folder, `d${Math.floor(index / 100)}`)
    if (index % 100 === 0) mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, `file-${index}`), randomBytes(bytes))
  }
  return folder
}
