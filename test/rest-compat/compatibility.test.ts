import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { missingRoutes } from '../../src/rest-compat/borg-ui/protocol/not-offered.ts'
import { allRoutes } from './routes.ts'

const paper = readFileSync(join(import.meta.dirname, '../../COMPATIBILITY.md'), 'utf8')
const rows = paper.split('\n').flatMap(line => {
  const [route = '', , verdict = '', difference = ''] = line.split('|').slice(1, -1)
  const names = [...route.matchAll(/`([A-Z]+ \/api[^`]*)`/g)].map(match => match[1]!)
  return names.length === 0 ? [] : [{ names, verdict: verdict.trim(), difference: difference.trim() }]
})

/** Papers and routes call the same parameter by different names. */
const bare = (route: string) => route.replace(/\/$/, '').replaceAll(/\{\w+\}/g, '{}')
const sorted = (routes: string[]) => routes.map(bare).toSorted()

test('every route has one line in COMPATIBILITY.md, and every line a route', () => {
  expect(sorted(rows.flatMap(({ names }) => names))).toEqual(sorted([...allRoutes]))
})

test('a line says whether a route is the same, and if not, what differs', () => {
  for (const { names, verdict, difference } of rows) {
    expect(['Same', 'Different', 'Not offered'], names.join()).toContain(verdict)
    if (verdict !== 'Same') expect(difference, names.join()).not.toBe('')
  }
})

test('every address that is not offered is named there, and no other', () => {
  const section = /### Not offered\n(.*?)\n## /s.exec(paper)![1]!
  const named = section
    .split('\n')
    .filter(line => line.startsWith('| `'))
    .flatMap(line => [...line.split('|')[1]!.matchAll(/`(\/api[^`]*)`/g)].map(match => match[1]!))
  expect(named.toSorted()).toEqual(missingRoutes.map(({ address }) => address as string).toSorted())
})
