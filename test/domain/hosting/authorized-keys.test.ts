import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type HostedKey, planFile, renderLine } from '../../../src/domain/hosting/authorized-keys.ts'

const pool = '/home/borgwarehouse/repos'
const hosted = (name: string, more: Partial<HostedKey> = {}): HostedKey => ({
  path: `${pool}/${name}`,
  key: { type: 'ssh-ed25519', data: `AAAA${name}`, comment: 'me@there' },
  appendOnly: false,
  quota: 100e9,
  archived: false,
  restrictToPath: false,
  ...more,
})
const alpha = hosted('aaaaaaaa')
const beta = hosted('bbbbbbbb')

describe('renderLine', () => {
  it('writes what BorgWarehouse writes', () => {
    expect(renderLine(alpha)).toBe(
      `command="cd ${pool};borg serve --restrict-to-repository ${pool}/aaaaaaaa --storage-quota 100G",restrict ssh-ed25519 AAAAaaaaaaaa me@there`,
    )
    expect(
      renderLine(
        hosted('cccccccc', { appendOnly: true, restrictToPath: true, archived: true, quota: 60_000_001 }),
      ),
    ).toBe(
      `#BW-ARCHIVED command="cd ${pool};borg serve --append-only --restrict-to-path ${pool}/cccccccc --storage-quota 60000001",restrict ssh-ed25519 AAAAcccccccc me@there`,
    )
  })

  it.each(['/a b', '/a"b', '/a;b', '/a$b', "/a'b", '/a`b', '/a\nb', 'relative'])(
    'refuses the path %j',
    path => {
      expect(() => renderLine({ ...alpha, path: `${path}/aaaaaaaa` })).toThrow('not plain')
    },
  )
})

describe('planFile', () => {
  it('changes nothing in a file that is right', () => {
    const content = `# mine\r\n\n${renderLine(alpha)}\nssh-rsa AAAA x\n${renderLine(beta)}`
    expect(planFile(content, [beta, alpha]).content).toBe(content)
  })

  it('adds what is missing, replaces what changed in its place, and removes doubles', () => {
    const changed = renderLine({ ...alpha, quota: 5e9 })
    const { content, findings } = planFile(`# x\n${changed}\n${renderLine(alpha)}`, [alpha, beta])
    expect(content).toBe(`# x\n${renderLine(alpha)}\n${renderLine(beta)}\n`)
    expect(findings.map(({ kind, line, repositoryName }) => [kind, line, repositoryName])).toEqual([
      ['CHANGED', 2, 'aaaaaaaa'],
      ['EXTRA', 3, 'aaaaaaaa'],
      ['MISSING', null, 'bbbbbbbb'],
    ])
  })

  it('leaves lines for repositories that nobody knows, unless they are being removed', () => {
    const content = `${renderLine(beta)}\n`
    expect(planFile(content, [])).toMatchObject({
      content,
      findings: [{ kind: 'ORPHAN', repositoryName: 'bbbbbbbb' }],
    })
    expect(planFile(content, [], new Set([beta.path]))).toEqual({ content: '', findings: [] })
  })

  it('only removes the line of the path, not lines that contain the name elsewhere', () => {
    const other = hosted('cccccccc', {
      key: { type: 'ssh-ed25519', data: 'AAAAbbbbbbbb0', comment: 'bbbbbbbb' },
    })
    const content = `${renderLine(other)}\n${renderLine(beta)}\n`
    expect(planFile(content, [other], new Set([beta.path])).content).toBe(`${renderLine(other)}\n`)
  })

  it('writes a comment as it is, whatever it means to other programs', () => {
    const odd = hosted('dddddddd', {
      key: { type: 'ssh-ed25519', data: 'AAAAdd', comment: '& \\1 | $(id) ü' },
    })
    const { content } = planFile(`${renderLine(hosted('dddddddd'))}\n`, [odd])
    expect(Buffer.from(content, 'latin1').toString()).toBe(`${renderLine(odd)}\n`)
    expect(planFile(content, [odd])).toEqual({ content, findings: [] })
  })

  it('recognizes a line that somebody has added options to', () => {
    const line = `from="10.0.0.0/8",${renderLine(alpha)}`
    expect(planFile(`${line}\n`, [alpha])).toMatchObject({
      content: `${renderLine(alpha)}\n`,
      findings: [{ kind: 'CHANGED' }],
    })
  })

  it.each([
    ['a remark', line => `# kept for reference: ${line}`],
    ['a comment of another key', line => `ssh-ed25519 AAAAother admin ${line}`],
    [
      'an option of another kind',
      line => `environment="X=${line.replaceAll('"', '')}" ssh-ed25519 AAAAother`,
    ],
    [
      'a command with two restrictions',
      line => line.replace(' --storage', ` --restrict-to-path ${alpha.path}/more --storage`),
    ],
  ] satisfies [string, (line: string) => string][])(
    'leaves %s alone, whatever it says of a repository',
    (_what, make) => {
      const foreign = make(renderLine({ ...alpha, quota: 5e9 }))
      const content = `${renderLine(alpha)}\n${foreign}\n`
      expect(planFile(content, [alpha]).content).toBe(content)
      expect(planFile(content, [], new Set([alpha.path])).content).toBe(`${foreign}\n`)
    },
  )

  it('begins an empty file with a line', () => {
    expect(planFile('', [alpha]).content).toBe(`${renderLine(alpha)}\n`)
  })

  it('tells lines that open a shell, or that take the place of ours', () => {
    const { findings } = planFile(
      `ssh-ed25519 AAAAforeign x\ncommand="true" ssh-ed25519 AAAAother\ncommand="sh",restrict ssh-ed25519 ${alpha.key.data}\n${renderLine(alpha)}\n`,
      [alpha],
    )
    expect(findings.map(({ kind, repositoryName }) => [kind, repositoryName])).toEqual([
      ['DANGEROUS', null],
      ['FOREIGN', null],
      ['DANGEROUS', 'aaaaaaaa'],
    ])
  })

  it('keeps every foreign line byte for byte, in order, and settles after one round', () => {
    const name = fc.constantFrom('aaaaaaaa', 'bbbbbbbb', 'cccccccc', 'dddddddd')
    const own = fc
      .record({ name, quota: fc.constantFrom(1e9, 5e9), archived: fc.boolean(), appendOnly: fc.boolean() })
      .map(({ name, ...more }) => hosted(name, more))
    const byte = fc.integer({ min: 1, max: 255 }).map(code => String.fromCharCode(code))
    const foreign = fc.string({ unit: byte, maxLength: 30 }).map(text => `x${text.replaceAll(/[\r\n]/g, '')}`)
    const end = fc.constantFrom('\n', '\r\n')
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.oneof(foreign, own.map(renderLine)), end)),
        fc.uniqueArray(own, { selector: ({ path }) => path }),
        (lines, wanted) => {
          const before = lines.map(([text, ending]) => text + ending)
          const { content } = planFile(before.join(''), wanted)
          const isForeign = (line: string) => line.startsWith('x')
          const after = content.split(/(?<=\n)/)
          expect(after.filter(isForeign)).toEqual(before.filter(isForeign))
          for (const each of wanted)
            expect(after.filter(line => line.trimEnd() === renderLine(each))).toHaveLength(1)
          expect(planFile(content, wanted).content).toBe(content)
        },
      ),
    )
  })
})
