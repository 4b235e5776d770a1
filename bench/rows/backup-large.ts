import { randomBytes } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../test/support/trees.ts'
import { compareBackups } from '../support/backups.ts'
import { scaled } from '../support/numbers.ts'
import type { Row } from '../support/table.ts'

const megabytes = scaled(500)

/** One large file: Borg is bound by the processor then. It is the newest of its source, so Borg reads it every time. */
export const backupLarge: Row = {
  name: 'backup-large',
  title: `backups of one file of ${megabytes} MB, bare and through the server`,
  async measure() {
    using source = makeFolder('vinculum-bench-source-')
    const file = openSync(join(source.path, 'large'), 'w')
    for (let written = 0; written < megabytes; written += 1) writeSync(file, randomBytes(1_000_000))
    closeSync(file)
    return await compareBackups(`one file of ${megabytes} MB`, source.path, scaled(5, 2))
  },
}
