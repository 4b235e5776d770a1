import { describe, expect, it } from 'vitest'
import {
  capabilitiesOf,
  knownVulnerabilities,
  parseBorgVersion,
} from '../../../src/runner/borg/capabilities.ts'

const of = (output: string) => capabilitiesOf(parseBorgVersion(output))

describe('parseBorgVersion', () => {
  it('reads what borg prints', () => {
    expect(parseBorgVersion('borg 1.2.4\n')).toEqual({ text: '1.2.4', major: 1, minor: 2, patch: 4 })
    expect(parseBorgVersion('borg2 2.0.0b5')).toEqual({ text: '2.0.0b5', major: 2, minor: 0, patch: 0 })
  })

  it.each(['', 'borg', 'borg 1.2', 'git version 2.1.0', 'borg 1.2.4\nborg 1.4.0'])('refuses %j', output => {
    expect(() => parseBorgVersion(output)).toThrow('Not a Borg version')
  })
})

describe('capabilitiesOf', () => {
  it('knows each version', () => {
    const old = {
      modernExitCodes: false,
      warningMsgids: false,
      missingArchiveWarns: false,
      separateCompact: true,
      quarterlyRetention: false,
    }
    const modern = {
      modernExitCodes: true,
      warningMsgids: true,
      missingArchiveWarns: true,
      separateCompact: true,
      quarterlyRetention: false,
    }
    expect(of('borg 1.2.4')).toEqual({ ...old, supported: true })
    expect(of('borg 1.4.0')).toEqual({ ...modern, supported: true })
    expect(of('borg2 2.0.0b5')).toEqual({ ...modern, quarterlyRetention: true, supported: false })
  })

  it('runs Borg from 1.2.0 to below 2', () => {
    const supported = (version: string) => of(`borg ${version}`).supported
    expect(['1.1.18', '1.2.0', '1.10.0', '2.0.0rc1'].map(supported)).toEqual([false, true, true, false])
  })
})

describe('knownVulnerabilities', () => {
  it('names CVE-2023-36811 below 1.2.5 only', () => {
    const ids = (version: string) => knownVulnerabilities(parseBorgVersion(version)).map(({ id }) => id)
    expect(ids('borg 1.2.4')).toEqual(['CVE-2023-36811'])
    expect(ids('borg 1.2.5')).toEqual([])
    expect(ids('borg 1.4.0')).toEqual([])
  })
})
