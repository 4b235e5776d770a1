import fc from 'fast-check'
import { expect, it } from 'vitest'
import { checkArchiveName } from '../../src/domain/jobs/jobs.ts'
import { fillTemplate, templateProblem } from '../../src/domain/schedules/archive-name-template.ts'

const at = Date.parse('2026-11-20T23:52:16.553Z')
const fill = (template: string | null, more: object = {}) =>
  fillTemplate(template, { scheduleName: 'Nightly run', repositoryName: 'a/b', at, timezone: 'UTC', ...more })

it('fills what it knows, with blanks and slashes as dashes', () => {
  expect(fill(null)).toBe('Nightly-run-a-b-2026-11-20T23:52:16')
  expect(fill('{plan_name}  {date}/{time}\\{timestamp}')).toBe('Nightly-run-2026-11-20-23:52:16-1795218736')
  expect(fill('{now}', { timezone: 'Europe/Berlin' })).toBe('2026-11-21T00:52:16')
})

it('keeps the time when names are long', () => {
  expect(fill(null, { scheduleName: 'ä'.repeat(200), repositoryName: '𝄞'.repeat(100) })).toMatch(
    /^ä{25}-𝄞{12}-2026-11-20T23:52:16$/u,
  )
})

it('refuses braces that mean nothing', () => {
  expect(templateProblem('{job_name}-{now}')).toBeNull()
  for (const wrong of ['{hostname}', '{job_name', 'a}', '{{now}}'])
    expect(templateProblem(wrong)).toMatch(/braces/)
})

it('makes names that Borg takes, whatever it is filled with', () => {
  const text = fc.string({ unit: 'binary', maxLength: 200 })
  fc.assert(
    fc.property(text, text, text, (template, scheduleName, repositoryName) => {
      if (templateProblem(template) !== null) return
      checkArchiveName(fill(template, { scheduleName, repositoryName }))
    }),
  )
  for (const scheduleName of ['x.checkpoint', 'x.checkpoint.12', ' ', '\u0000'])
    checkArchiveName(fill('{job_name}', { scheduleName }))
})
