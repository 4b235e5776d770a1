import { dirname } from 'node:path'
import { pathOfLine } from '../authorized-keys.ts'
import type { ImportReport } from './import-report.ts'
import type { OldFile } from './old-entries.ts'

/** The line of one repository in the old `authorized_keys`: what is really in force. */
export interface OldKeyLine {
  /** Where it is, for people. */
  readonly where: string
  readonly path: string
  readonly sshPublicKey: string
  readonly appendOnly: boolean
  /** Bytes. */
  readonly quota: number
  readonly archived: boolean
  readonly restrictToPath: boolean
}

/** Contract borgwarehouse, sections 6.2 and 6.6. */
const knownLine =
  /^(#BW-ARCHIVED )?command="cd [^";\s]+;\s*borg serve (--append-only )?--restrict-to-(repository|path) [^"\s]+ --storage-quota (\d+(?:\.\d+)?)([KMGTP]?)",restrict (.+)$/

/**
 * The lines of an earlier BorgWarehouse, by the name of the repository. A line that says more than such lines do is a mistake: it
 * will be written anew one day, and an option that keeps somebody out must not be lost then.
 */
export function readOldKeyLines(file: OldFile, report: ImportReport): Map<string, OldKeyLine> {
  const found = new Map<string, OldKeyLine>()
  if ('problem' in file) report.mistake(file.name, file.problem)
  else
    for (const { where, path, line } of ownLines(file)) {
      const name = path.slice(-8)
      const [, mark, appendOnly, restriction, quota, unit, key] = knownLine.exec(line) ?? []
      if (key === undefined)
        report.mistake(
          where,
          'is for a repository, but has more or other options than BorgWarehouse writes; they would be lost.',
        )
      else if (found.has(name))
        report.mistake(where, `is for the same repository as ${found.get(name)!.where}.`)
      else
        found.set(name, {
          where,
          path,
          sshPublicKey: key,
          appendOnly: appendOnly !== undefined,
          quota: Math.round(Number(quota) * factors[unit!]!),
          archived: mark !== undefined,
          restrictToPath: restriction === 'path',
        })
    }
  return found
}

/** The folders that lines of repositories name as their pool. */
export function poolsOfLines(file: OldFile): string[] {
  return 'problem' in file ? [] : [...new Set([...ownLines(file)].map(({ path }) => dirname(path)))]
}

function* ownLines({ name, content }: { name: string; content: string }) {
  for (const [index, text] of content.split(/\r?\n/).entries()) {
    const path = pathOfLine(text)
    // The content is Latin-1, a character for a byte; comments of keys are UTF-8.
    if (path !== null)
      yield { where: `${name}, line ${index + 1}`, path, line: Buffer.from(text, 'latin1').toString() }
  }
}

/** As Borg reads them: decimal. */
const factors: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 }
