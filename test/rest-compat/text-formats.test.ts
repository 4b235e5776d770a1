import { expect, test } from 'vitest'
import { dateText, pythonJson, sizeText } from '../../src/rest-compat/borg-ui/protocol/text-formats.ts'
import { failureMessage } from '../../src/rest-compat/borg-ui/values/failure-keys.ts'
import { joinWords, splitWords } from '../../src/rest-compat/borg-ui/values/shell-words.ts'
import type { JobFailureCode } from '../../src/rest-compat/generated/schema.ts'

test('dates have an explicit offset and six digits or none', () => {
  expect(dateText('2026-11-20T17:52:16.553Z')).toBe('2026-11-20T17:52:16.553000+00:00')
  expect(dateText('2026-11-21T05:00:00.000Z')).toBe('2026-11-21T05:00:00+00:00')
})

test('sizes have two decimals and steps of 1024', () => {
  expect([833, 1024, 700_000_000, 2 ** 52].map(sizeText)).toEqual([
    '833.00 B',
    '1.00 KB',
    '667.57 MB',
    '4.00 PB',
  ])
})

test('JSON in texts is written as Python writes it', () => {
  expect(pythonJson({ key: 'a', params: { exitCode: 1, list: [true, null], path: '/ü"' } })).toBe(
    '{"key": "a", "params": {"exitCode": 1, "list": [true, null], "path": "/\\u00fc\\""}}',
  )
})

test('words survive being one text', () => {
  for (const words of [
    ['--comment=two words', '-x'],
    ["it's"],
    ['a"b'],
    ['a\\b'],
    ['--exclude=*.log'],
    ['', ' '],
  ])
    expect(splitWords(joinWords(words)), joinWords(words)).toEqual(words)
  expect(splitWords(`  --comment="a 'b'"c\\ d ''  -x\n`)).toEqual([`--comment=a 'b'c d`, '', '-x'])
  expect(splitWords('--comment "open')).toBeNull()
  expect(splitWords('')).toEqual([])
})

test('failures have the old keys', () => {
  const message = (code: JobFailureCode, more: object = {}) =>
    failureMessage({ code, warned: false, exitCode: null, repositoryPath: '/r', sourcePath: null, ...more })
  expect(message('REPOSITORY_LOCKED')).toBe('LOCK_ERROR::/r\n{"key": "backend.errors.borg.lockTimeout"}')
  expect(message('REPOSITORY_NOT_FOUND', { repositoryPath: 'ssh://h/r' })).toBe(
    '{"key": "backend.errors.borg.repositoryDoesNotExist"}',
  )
  expect(message('PASSPHRASE_WRONG', { exitCode: 2 })).toBe('{"key": "backend.errors.borg.passphraseWrong"}')
  expect(message('DISK_FULL', { exitCode: 2 })).toBe(
    '{"key": "backend.errors.borg.exitCodeError", "params": {"exitCode": 2}}',
  )
  expect(message('BORG_NOT_FOUND')).toBe('{"key": "backend.errors.borg.unknownError"}')
  expect(message('PROCESS_LOST')).toBe('{"key": "backend.errors.service.containerRestartedDuringBackup"}')
})
