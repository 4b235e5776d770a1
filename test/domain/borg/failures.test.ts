import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  codeOfExitCode,
  codeOfMsgid,
  FAILURE_CODES,
  failureOf,
  readFailureCode,
} from '../../../src/domain/borg/failures.ts'

type Entry = { code: number; msgid: string; class: 'error' | 'warning' }
const table: Entry[] = JSON.parse(
  readFileSync(new URL('../../recorded/exit-codes-1.4.0.json', import.meta.url), 'utf8'),
)

describe('the failure catalogue', () => {
  it('was recorded completely', () => {
    expect(table.length).toBeGreaterThan(60)
  })

  it.each(table)('has a reason for $code $msgid, by code, by msgid, and over ssh without prefix', entry => {
    const code = codeOfExitCode(entry.code)
    expect(code).not.toBeNull()
    expect(codeOfMsgid(entry.msgid)).toBe(code)
    // Archives are looked up on our side of a connection, so their prefix is always there.
    if (!entry.msgid.startsWith('Archive.')) expect(codeOfMsgid(entry.msgid.split('.').at(-1)!)).toBe(code)
  })

  it('tells a missing repository from a missing archive', () => {
    expect(codeOfMsgid('Repository.DoesNotExist')).toBe('REPOSITORY_NOT_FOUND')
    expect(codeOfMsgid('Archive.DoesNotExist')).toBe('ARCHIVE_NOT_FOUND')
    expect(codeOfMsgid('DoesNotExist')).toBe('REPOSITORY_NOT_FOUND')
  })

  it('finds nothing in msgids and codes that say nothing', () => {
    expect(['Exception', 'Error', 'OSError', 'Signal.SIGTERM', 'toString', ''].map(codeOfMsgid)).toEqual([
      ...[null, null, null, null, null, null],
    ])
    expect([0, 1, 2, 108, 143].map(codeOfExitCode)).toEqual([null, null, null, null, null])
  })

  it('reads what a newer version has written', () => {
    expect(FAILURE_CODES.map(readFailureCode)).toEqual(FAILURE_CODES)
    for (const text of ['FROM_A_NEWER_VERSION', 'toString', '', null])
      expect(readFailureCode(text)).toBe('UNKNOWN')
  })

  it.each(FAILURE_CODES)('says something short and useful about %s', code => {
    const { message, remedy } = failureOf(code)
    expect(code).toMatch(/^[A-Z][A-Z0-9_]*$/)
    for (const text of [message, remedy]) {
      expect(text).toMatch(/^[A-Z].*\.$/)
      expect(text.length).toBeLessThan(120)
      expect(text).not.toMatch(/\/(?:srv|home|var)\b/)
    }
  })
})
