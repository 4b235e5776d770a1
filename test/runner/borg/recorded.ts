/** The captured streams of real Borg runs (test/recorded/borg, described by its manifest.json). */

import { readdirSync, readFileSync } from 'node:fs'
import { type BorgLine, parseLine } from '../../../src/domain/borg/lines.ts'
import { type Evidence, NO_EVIDENCE, observe } from '../../../src/runner/borg/outcome.ts'

const directory = new URL('../../recorded/borg/', import.meta.url)

type Recording = {
  name: string
  version: string
  exitCode: number
  argv: string[]
  note?: string
  stderr?: string
  stdout?: string
}

export const recordings: Recording[] = JSON.parse(recorded('manifest.json'))

export const stderrFiles = readdirSync(directory).filter(file => file.endsWith('.stderr.jsonl'))

/** Content of a recorded file. */
export function recorded(file: string): string {
  return readFileSync(new URL(file, directory), 'utf8')
}

/** The lines of a recorded stream, parsed. */
export function linesOf(file: string): BorgLine[] {
  return recorded(file).split('\n').map(parseLine)
}

/** All evidence of a recorded stream. */
export function evidenceOf(file: string): Evidence {
  return linesOf(file).reduce(observe, NO_EVIDENCE)
}
