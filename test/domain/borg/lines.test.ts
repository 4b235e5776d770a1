import { describe, expect, it } from 'vitest'
import {
  displayText,
  isLogWorthy,
  parseLine,
  plainText,
  stripControls,
  visibleText,
} from '../../../src/domain/borg/lines.ts'
import { linesOf, recorded, stderrFiles } from '../../runner/borg/recorded.ts'

describe('parseLine', () => {
  it.each(stderrFiles)('understands every line of %s', file => {
    const lines = linesOf(file)
    const json = recorded(file).match(/\{"(?:type|env_var|original_size|message|operation|time)": /g) ?? []
    expect(json.length).toBe(lines.filter(line => line.kind !== 'text').length)
    for (const line of lines) expect(displayText(line)).not.toMatch(/[\x00-\x08\x0a-\x1f\x7f-\x9f]/)
  })

  it('reads progress', () => {
    const [first] = linesOf('create-bigfile-1.4.0.stderr.jsonl')
    expect(first).toMatchObject({
      kind: 'archiveProgress',
      finished: false,
      originalSize: 0,
      path: 'srv/big',
    })
    const extract = linesOf('extract-1.4.0.stderr.jsonl')
    expect(extract.findLast(line => line.kind === 'percent')).toEqual({
      ...{ kind: 'percent', operation: 1, msgid: 'extract', finished: true },
    })
    expect(parseLine('{"time": 1.5, "type": "archive_progress", "finished": true}')).toEqual({
      ...{ kind: 'archiveProgress', finished: true },
    })
  })

  it('separates a prompt from the record glued to it', () => {
    const line = linesOf('error-no-passphrase-1.4.0.stderr.jsonl').find(
      line => line.kind === 'log' && line.prefix,
    )
    expect(line).toMatchObject({
      kind: 'log',
      level: 'ERROR',
      msgid: 'NoPassphraseFailure',
      prefix: 'Enter passphrase for key /srv/lab/repos/main14:',
    })
  })

  it.each(['', '{', '{}', '{"type": 1}', '{"type": "new"}', 'text {"type": "log_message", }', '[1]'])(
    'keeps %j as text',
    raw => {
      expect(parseLine(raw)).toEqual({ kind: 'text', text: raw })
    },
  )

  it('survives fields of the wrong type', () => {
    expect(parseLine('{"type": "log_message", "message": 1, "msgid": null}')).toEqual({
      ...{ kind: 'log', level: '', name: '', message: '' },
    })
  })

  it('is fast enough for the peak of 10,400 lines a second many times over', () => {
    const raw = recorded('create-1.4.0.stderr.jsonl').split('\n')
    const started = performance.now()
    for (let count = 0; count < 100_000; count += raw.length)
      for (const line of raw) displayText(parseLine(line))
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

describe('isLogWorthy', () => {
  it('drops progress, nested progress too, and keeps the rest', () => {
    const kept = linesOf('delete-1.4.0.stderr.jsonl').filter(isLogWorthy)
    expect(kept.some(line => line.kind === 'percent' || line.kind === 'progressMessage')).toBe(false)
    expect(kept.some(line => line.kind === 'log' && line.name === 'borg.output.progress')).toBe(false)
    expect(kept.some(line => line.kind === 'log' && line.name === 'borg.output.list')).toBe(true)
    expect(isLogWorthy(parseLine('usage: borg'))).toBe(true)
    expect(isLogWorthy(parseLine('{"type": "file_status", "status": "A", "path": "/x"}'))).toBe(true)
  })
})

describe('displayText', () => {
  const shown = (record: object) => displayText(parseLine(JSON.stringify({ type: 'log_message', ...record })))

  it('shows status and path, and the level of a record', () => {
    expect(displayText(parseLine('{"type": "file_status", "status": "A", "path": "/srv/x"}'))).toBe(
      'A /srv/x',
    )
    expect(shown({ levelname: 'WARNING', message: 'w' })).toBe('Warning: w')
    expect(shown({ levelname: 'ERROR', message: 'Error: Got Ctrl-C' })).toBe('Error: Got Ctrl-C')
    expect(shown({ levelname: 'INFO', message: ' a\n  b\n' })).toBe('a b')
  })

  it('shows of a traceback the exception, never argv and directories', () => {
    const text = linesOf('error-ssh-disk-full-1.4.0.stderr.jsonl').map(displayText).join('\n')
    expect(text).toContain('Error: Traceback: OSError: [Errno 28] No space left on device')
    expect(text).not.toMatch(/sys\.argv|Platform|CWD/)
  })
})

describe('stripControls', () => {
  it.each([
    ['clean TAB\tÄ 😀', 'clean TAB\tÄ 😀'],
    ['\x1b[1;31mred\x1b[0m', 'red'],
    ['\x1b]0;title\x07a\x1b]8;;http://x\x1b\\b', 'ab'],
    ['\x1b]never ended', 'never ended'],
    ['\x9b31mred\x1bPdata\x1b\\x', 'redx'],
    ['a\0b\rc\x7f\x85d', 'abcd'],
    ['\u202egnp.exe\u2066\u200f', 'gnp.exe'],
    ['half \ud83d', 'half \ufffd'],
  ])('%j → %j', (dirty, clean) => {
    expect(stripControls(dirty)).toBe(clean)
  })

  it('is linear on hostile text', () => {
    const started = performance.now()
    for (const part of ['\x1b]', '\x9d', '\x1b[0', '\x1bP;', '\x9b ']) stripControls(part.repeat(200_000))
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})

describe('visibleText shows what was printed, and plainText reads like it', () => {
  it.each([
    ['clean TAB\tÄ 😀', 'clean TAB\tÄ 😀', 'clean TAB\tÄ 😀'],
    ['\x1b[1;31mred\x1b[0m', '␛[1;31mred␛[0m', 'red'],
    ['\x1b]0;title\x07a\x1b]8;;http://x\x1b\\b', '␛]0;title␇a␛]8;;http://x␛\\b', 'ab'],
    ['one\rtwo', 'one␍two', 'one two'],
    ['10 %\r20 %\r\r', '10 %␍20 %␍', '10 % 20 %'],
    ['of another system\r', 'of another system', 'of another system'],
    ['a\0b\x7fc', 'a␀b␡c', 'abc'],
    ['\u202egnp.exe\u2028\x85', '\ufffdgnp.exe\ufffd\ufffd', '\ufffdgnp.exe\ufffd\ufffd'],
    ['half \ud83d', 'half \ufffd', 'half \ufffd'],
  ])('%j → %j, %j', (printed, visible, plain) => {
    expect(visibleText(printed)).toBe(visible)
    expect(plainText(visible)).toBe(plain)
    // No longer than before: a line of controls does not grow.
    expect(visibleText(printed).length).toBeLessThanOrEqual(printed.length)
  })

  it('are linear on hostile text', () => {
    const started = performance.now()
    for (const part of ['\x1b]', '\r', '\x1b[0', '\x1bP;', '\x1b '])
      plainText(visibleText(part.repeat(200_000)))
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})
