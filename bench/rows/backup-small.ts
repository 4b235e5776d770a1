import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../test/support/trees.ts'
import { compareBackups } from '../support/backups.ts'
import { scaled, whole } from '../support/numbers.ts'
import type { Row } from '../support/table.ts'

const files = scaled(20_000)

/** Many small files: Borg prints most then. */
export const backupSmall: Row = {
  name: 'backup-small',
  title: `backups of ${whole(files)} small files, bare and through the server`,
  async measure() {
    using source = makeFolder('vinculum-bench-source-')
    for (let number = 0; number < files; number += 1) {
      const folder = join(source.path, `d${Math.floor(number / 100)}`)
      if (number % 100 === 0) mkdirSync(folder)
      // 0.1 to 8 KB, spread evenly; the same sizes in every run.
      writeFileSync(join(folder, `file-${number}`), randomBytes(100 + ((number * 7919) % 7900)))
    }
    return await compareBackups(`${whole(files)} files of 0.1–8 KB`, source.path, scaled(5, 2))
  },
}
